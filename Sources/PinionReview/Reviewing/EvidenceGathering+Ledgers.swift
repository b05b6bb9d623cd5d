import PinionModel

// The ledgers, read no further back than a review must.
extension EvidenceGathering {
    /// Reads an environment's earlier pins: the newest 1,000 entries, up to an unreadable one.
    func pastPins(of name: Environment.Name) async -> PastPins {
        do throws(LedgerError) {
            let records = try await port.guardedLedger().entries(of: name, limit: 1_000, since: nil)
            var entries: [LedgerEntry] = []
            for (_, text) in records {
                do throws(UnreadableLedger) {
                    entries.append(try LedgerEntry(parsing: text))
                } catch {
                    return PastPins(entries, gap: Failure(LedgerError.unreadable(error, of: name)))
                }
            }
            return PastPins(entries)
        } catch { return PastPins(gap: Failure(error)) }
    }

    /// Reads the ledger that an environment leaves behind; `nil` if it has none.
    func remainingLedger(of name: String) async -> RemainingLedger? {
        guard let name = Environment.Name(parsing: name) else { return nil }
        do throws(LedgerError) {
            let tip = try await port.guardedLedger().newest(of: name)?.id
            let retirement = reading.retired.first { $0.environment == name }
            // Each host has another local ledger: the name alone retires it.
            if port.settings.ledger == .local, retirement != nil { return nil }
            return tip.map { .tip($0, retired: retirement) }
        } catch { return .unknown(Failure(error)) }
    }
}

import PinionDecisions
import PinionModel

/// Reads the ledgers that a review needs, no further back than it must.
struct Books: Sendable {
    let ports: ReviewPorts
    let settings: ProjectSettings

    /// How far back it is looked.
    private static let most = 1_000

    /// What the environment's own ledger tells of what was pinned before; the newest entries, up to one that cannot be read.
    func past(of name: PinionModel::Environment.Name) async -> PastPins {
        do throws(LedgerError) {
            let records = try await ports.ledger().entries(of: name, limit: Self.most, since: nil)
            var entries: [LedgerEntry] = []
            for (_, text) in records {
                do throws(UnreadableLedger) {
                    entries.append(try LedgerEntry(parsing: text))
                } catch {
                    return PastPins(entries, gap: Failure(LedgerError.unreadable(error, of: name)))
                }
            }
            return PastPins(entries)
        } catch {
            return PastPins(gap: Failure(error))
        }
    }

    /// The ledger that an environment leaves behind; nil where it has none.
    func left(by name: String, _ retired: [Retirement]) async -> LeftLedger? {
        guard let name = PinionModel::Environment.Name(parsing: name) else { return nil }
        do throws(LedgerError) {
            let tip = try await ports.ledger().newest(of: name)?.id
            let retirement = retired.first { $0.environment == name }
            // Each host has another local ledger: the name alone gives it up.
            if settings.ledger == .local, retirement != nil { return nil }
            return tip.map { .tip($0, retired: retirement) }
        } catch {
            return .unknown(Failure(error))
        }
    }

    /// What the ledger of an environment tells of how long its images were left in peace.
    func soak(of name: PinionModel::Environment.Name, apply: ApplyMode) async -> SoakBook {
        do throws(LedgerError) {
            return await SoakBook(
                reading: try await ports.ledger(), of: name, place: settings.ledger, apply: apply,
                slack: settings.looks.slack)
        } catch {
            return .unreadable(Failure(error))
        }
    }
}

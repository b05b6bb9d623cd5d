import PinionModel

/// Reads the ledgers that a review needs, no further back than it must.
struct Books: Sendable {
    let ports: ReviewPorts
    let settings: ProjectSettings

    /// How far back it is looked.
    private static let most = 1_000

    /// The pins whose image an environment ran before, verified, by its own ledger.
    func verified(
        _ images: [PinKey: PinnedImage], in name: PinionModel::Environment.Name
    ) async throws(LedgerError) -> Set<PinKey> {
        let records = try await ports.ledger()
            .entries(of: name, limit: Self.most, since: nil)
        var found: Set<PinKey> = []
        for (_, text) in records where found.count < images.count {
            do throws(UnreadableLedger) {
                let seen = try LedgerEntry(parsing: text).verified
                for (key, image) in images
                where seen.contains(where: {
                    key.covers($0.container) && $0.image.digest == image.digest
                }) {
                    found.insert(key)
                }
            } catch {
                throw .unreadable(environment: name, reason: error.description)
            }
        }
        return found
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
            return .unknown(error.description)
        }
    }

    /// What the ledger of an environment tells of how long its images were left in peace.
    func soak(of name: PinionModel::Environment.Name, apply: ApplyMode) async -> SoakBook {
        do throws(LedgerError) {
            return await SoakBook(
                reading: try await ports.ledger(), of: name, place: settings.ledger, apply: apply,
                slack: settings.looks.slack)
        } catch {
            return .unreadable(error.description)
        }
    }
}

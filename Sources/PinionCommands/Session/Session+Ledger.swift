import PinionGit
import PinionModel
import PinionReconciler

extension Session {
    /// What git remembers of the repository.
    var history: any History { place.history() }

    /// The newest entries of an environment's ledger, newest first.
    func entries(
        of environment: PinionModel::Environment.Name, limit: Int = .max,
        since start: Timestamp? = nil
    ) async throws(LedgerError) -> [LedgerEntry] {
        let records = try await ledger().entries(of: environment, limit: limit, since: start)
        var entries: [LedgerEntry] = []
        entries.reserveCapacity(records.count)
        for (id, text) in records {
            do throws(UnreadableLedger) {
                entries.append(try LedgerEntry(parsing: text))
            } catch {
                throw .unreadable(environment: environment, reason: "commit \(id.short), \(error)")
            }
        }
        return entries
    }

    /// What the ledger says of how long an environment's images have soaked; it reads as far back as it must.
    func soakBook(of environment: PinionModel::Environment) async -> SoakBook {
        do throws(LedgerError) {
            return await SoakBook(
                reading: try await ledger(), of: environment.name, place: project.settings.ledger,
                apply: environment.rules.apply)
        } catch {
            return .unreadable(error.description)
        }
    }

    /// Where a rollback goes when nobody says where: all services, or those that are named.
    func lastGood(
        of environment: PinionModel::Environment.Name, for names: Set<String>
    ) async throws(LedgerError) -> LastGood {
        LastGood(try await entries(of: environment), of: names)
    }

    /// A commit; nil where it cannot be read: it is not there any more, or the clone is shallow.
    func knownCommit(_ id: CommitID) async -> CommitDetails? {
        do { return try await history.commit(id) } catch { return nil }
    }
}

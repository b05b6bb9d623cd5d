import PinionGit
import PinionModel

extension Session {
    /// What git remembers of the repository.
    var history: any History { place.history() }

    /// The newest entries of an environment's ledger, newest first.
    func entries(
        of environment: PinionModel::Environment.Name, limit: Int = .max
    ) async throws(LedgerError) -> [LedgerEntry] {
        let records = try await ledger().history(of: environment, limit: limit)
        var entries: [LedgerEntry] = []
        entries.reserveCapacity(records.count)
        for (id, record) in records {
            do throws(UnreadableLedger) {
                entries.append(try LedgerEntry(parsing: record.entry))
            } catch {
                throw .unreadable(environment: environment, reason: "commit \(id.short), \(error)")
            }
        }
        return entries
    }

    /// What the ledger says of how long an environment's images have soaked; it reads as far back as it must.
    func soakBook(of environment: PinionModel::Environment) async -> SoakBook {
        do throws(LedgerError) {
            let ledger = try await ledger()
            var limit = 64
            while true {
                let records = try await ledger.history(of: environment.name, limit: limit)
                let (soaks, isComplete) = try Self.soaks(in: records, of: environment.name)
                guard !isComplete, records.count == limit else {
                    return SoakBook(
                        soaks, isEmpty: records.isEmpty, place: project.settings.ledger,
                        apply: environment.rules.apply)
                }
                limit *= 8
            }
        } catch {
            return .unreadable(error.description)
        }
    }

    private static func soaks(
        in records: [(id: CommitID, record: LedgerRecord)],
        of environment: PinionModel::Environment.Name
    ) throws(LedgerError) -> (soaks: [ContainerKey: Soak], isComplete: Bool) {
        var reading = SoakReading()
        for (id, record) in records where !reading.isComplete {
            do throws(UnreadableLedger) { try reading.read(record) } catch {
                throw .unreadable(environment: environment, reason: "commit \(id.short), \(error)")
            }
        }
        return (reading.soaks, reading.isComplete)
    }

    /// A commit; nil where it cannot be read: it is not there any more, or the clone is shallow.
    func knownCommit(_ id: CommitID) async -> CommitDetails? {
        do { return try await history.commit(id) } catch { return nil }
    }
}

package import PinionModel

extension LedgerSoaks {
    /// Reads the soaks of an environment's images, from as few records as needed.
    package init(
        of environment: Environment.Name, apply: ApplyMode, _ settings: ProjectSettings,
        in ledger: () async throws(LedgerError) -> any Ledger
    ) async {
        do throws(LedgerError) {
            let ledger = try await ledger()
            var limit = 64
            while true {
                let records = try await ledger.history(of: environment, limit: limit)
                let reading = try Self.reading(records, of: environment)
                guard !reading.isComplete, records.count == limit else {
                    self.init(
                        reading.soaks, isEmpty: records.isEmpty, place: settings.ledger,
                        apply: apply,
                        looks: try await ledger.looks(of: environment), slack: settings.looks.slack)
                    return
                }
                limit *= 8
            }
        } catch {
            self = .unreadable(Failure(error))
        }
    }

    private static func reading(
        _ records: [(id: CommitID, record: LedgerRecord)], of environment: Environment.Name
    ) throws(LedgerError) -> SoakReading {
        var reading = SoakReading()
        for (id, record) in records where !reading.isComplete {
            do throws(UnreadableLedger) { try reading.read(record) } catch {
                throw .unreadable(error, at: id, of: environment)
            }
        }
        return reading
    }
}

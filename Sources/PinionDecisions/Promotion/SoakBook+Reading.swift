package import PinionModel

extension SoakBook {
    /// Reads the book of an environment from its ledger, as far back as it must.
    package init(
        reading ledger: any Ledger, of environment: Environment.Name, place: LedgerLocation,
        apply: ApplyMode, slack: Duration
    ) async {
        do throws(LedgerError) {
            var limit = 64
            while true {
                let records = try await ledger.history(of: environment, limit: limit)
                let reading = try Self.reading(records, of: environment)
                guard !reading.isComplete, records.count == limit else {
                    self.init(
                        reading.soaks, isEmpty: records.isEmpty, place: place, apply: apply,
                        looks: try await ledger.looks(of: environment), slack: slack)
                    return
                }
                limit *= 8
            }
        } catch {
            self = .unreadable(error.description)
        }
    }

    private static func reading(
        _ records: [(id: CommitID, record: LedgerRecord)], of environment: Environment.Name
    ) throws(LedgerError) -> SoakReading {
        var reading = SoakReading()
        for (id, record) in records where !reading.isComplete {
            do throws(UnreadableLedger) { try reading.read(record) } catch {
                throw .unreadable(environment: environment, reason: "commit \(id.short), \(error)")
            }
        }
        return reading
    }
}

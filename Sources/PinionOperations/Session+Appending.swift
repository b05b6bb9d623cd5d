import PinionModel
import PinionReconcile
import PinionWiring

extension Session {
    /// Appends an entry to an environment's ledger, and tries again if another process wrote first.
    ///
    /// `order` makes the entry from the newest record, its state and this run's id; it returns
    /// `nil` if there is nothing to write.
    func append(
        to name: PinionModel::Environment.Name,
        _ order: (LedgerTip, LedgerState, _ run: String) -> LedgerEntry?
    ) async throws -> AppendOutcome {
        try await refuseSetback(of: name)
        let ledger = try await ledger()
        let run = process.holder().run
        for attempt in 1... {
            guard let newest = try await ledger.newest(of: name) else { return .noLedger }
            let state = try LedgerState(parsing: newest.record.state)
            if let newer = state.newer { return .readOnly("\(newer)") }
            guard let entry = order(newest, state, run) else { return .unneeded }
            do throws(LedgerError) {
                let record = LedgerRecord(entry, in: name, state: state.recording(entry))
                _ = try await ledger.append(record, to: name, onto: newest.id)
                return .written(before: state)
            } catch {
                guard case .moved = error, attempt < 6 else { throw error }
            }
        }
        return .noLedger
    }
}

/// The result of appending an entry to a ledger.
enum AppendOutcome {
    /// The entry is written; the state is the one before it.
    case written(before: LedgerState)
    /// There was nothing to write.
    case unneeded
    /// There is no ledger yet.
    case noLedger
    /// A newer version of Pinion writes the ledger; the sentence says so.
    case readOnly(String)
}

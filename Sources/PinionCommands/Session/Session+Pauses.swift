import PinionGit
import PinionModel

extension Session {
    /// The files in which this host keeps pauses of an environment: of the repository that was named, and of the one
    /// that its `pinion.yaml` leads to.
    func pauseFiles(of environment: PinionModel::Environment.Name) -> [PauseFile] {
        let all = [entrance, place].map { $0.pauseFile(of: environment) }
        return all[0].path == all[1].path ? [all[0]] : all
    }

    /// The pauses that this host alone knows, or why they cannot be read.
    func hostPauses(
        of environment: PinionModel::Environment.Name
    ) -> (pauses: [Pause], problem: String?) {
        var pauses: [Pause] = []
        do throws(PauseFailure) {
            for file in pauseFiles(of: environment) { pauses += try file.pauses() }
            return (pauses, nil)
        } catch {
            return (pauses, error.description)
        }
    }

    /// Lets go of the pauses that the ledger has now; why that was not possible, for a notice.
    func forgetPauses(_ report: Report) -> String? {
        for result in report.environments.compactMap(\.result) where result.recordedPauses {
            do throws(PauseFailure) {
                for file in pauseFiles(of: result.environment) { try file.keep([]) }
            } catch {
                return "the ledger has the pause of \(result.environment), and \(error)"
            }
        }
        return nil
    }

    /// Writes into an environment's ledger what is paused from now on, by what is there.
    ///
    /// - Returns: What stands now, and who is at work; nil where the ledger cannot hold it, with the reason.
    func recordPauses(
        of environment: PinionModel::Environment, _ order: String, by who: String,
        _ change: ([Pause]) -> [Pause]
    ) async throws -> RecordedPauses {
        try await refuseSetback(of: environment.name)
        let ledger = try await ledger()
        for attempt in 1... {
            guard let newest = try await ledger.newest(of: environment.name) else {
                return .none("there is no ledger of \(environment.name) yet")
            }
            let state = try LedgerState(parsing: newest.record.state)
            if let newer = state.newer { return .none("its ledger is only read here: \(newer)") }
            let now = surroundings.now()
            let former = state.pauses.filter { $0.isInForce(at: now) }
            let next = change(former)
            guard Set(next) != Set(former) else { return .unchanged }
            let entry = state.pausing(
                next, order, by: who, run: HostIdentity.holder().run, tip: tip.id, at: now)
            do throws(LedgerError) {
                _ = try await ledger.append(
                    LedgerRecord(entry, in: environment.name, state: state.recording(entry)),
                    to: environment.name, onto: newest.id)
                return .recorded(atWork: state.intent?.holder)
            } catch {
                guard case .moved = error, attempt < 6 else { throw error }
            }
        }
        return .unchanged
    }
}

/// What became of an order to pause, or to end that, in the ledger.
enum RecordedPauses {
    /// It stands there; who was at work, and ends before its next change.
    case recorded(atWork: Holder?)
    /// Nothing had to be written.
    case unchanged
    /// It cannot be written there; the clause says why.
    case none(String)
}

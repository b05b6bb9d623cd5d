package import PinionGit
package import PinionModel
package import PinionReconcile

extension Session {
    /// Where this host keeps pauses of an environment: for the repository that was named, and for the one that its
    /// `pinion.yaml` leads to.
    package func pauseFolders(of environment: PinionModel::Environment.Name) -> [PauseFolder] {
        let all = [entrance, place].map { $0.pauseFolder(of: environment) }
        return all[0].path == all[1].path ? [all[0]] : all
    }

    /// The pauses that this host alone knows, or why they cannot be read.
    package func hostPauses(
        of environment: PinionModel::Environment.Name
    ) -> (pauses: [Pause], failure: Failure?) {
        var pauses: [Pause] = []
        do throws(PauseFailure) {
            for folder in pauseFolders(of: environment) { pauses += try folder.pauses() }
            return (pauses, nil)
        } catch {
            return (pauses, Failure(error))
        }
    }

    /// Lets go of the pauses that the ledger has now, and of those that ended; why that was not possible, for a notice.
    package func forgetPauses(_ report: Report) -> String? {
        for result in report.environments.compactMap(\.result) where !result.recordedPauses.isEmpty
        {
            do throws(PauseFailure) {
                for folder in pauseFolders(of: result.environment) {
                    try folder.remove(result.recordedPauses)
                }
            } catch {
                return "the ledger has the pause of \(result.environment), and \(error)"
            }
        }
        return nil
    }

    /// Writes into an environment's ledger what is paused from now on, by what is there.
    ///
    /// The order is given how far the git server's clock is ahead of this host's, and what stands; moments in the ledger are
    /// by that clock, where it tells the time.
    package func recordPauses(
        of environment: PinionModel::Environment, by who: String,
        _ order: (Duration, [Pause]) -> PauseOrder
    ) async throws -> RecordedPauses {
        try await refuseSetback(of: environment.name)
        let ledger = try await ledger()
        let told = await remoteClock().map { $0 - surroundings.now() }
        let shift = Duration.shift(ofLag: told ?? .zero)
        for attempt in 1... {
            guard let newest = try await ledger.newest(of: environment.name) else {
                return .none("there is no ledger of \(environment.name) yet")
            }
            let state = try LedgerState(parsing: newest.record.state)
            if let newer = state.newer { return .none("its ledger is only read here: \(newer)") }
            let now = surroundings.now() + shift
            let former = state.pauses.filter { $0.isInForce(at: now) }
            let order = order(shift, former)
            var doubt: String?
            if told == nil, order.standing.contains(where: { $0.until <= newest.record.at }) {
                doubt =
                    "this host's clock says \(now), and the newest record of the ledger is of \(newest.record.at): where "
                    + "this clock is behind, hosts whose clock is right take the pause for over; see `pinion doctor`"
            }
            guard Set(order.standing) != Set(former) else { return .unchanged(former) }
            let entry = state.pausing(
                order.standing, order.words, by: who, run: HostIdentity.holder().run, tip: tip.id,
                at: now)
            do throws(LedgerError) {
                _ = try await ledger.append(
                    LedgerRecord(entry, in: environment.name, state: state.recording(entry)),
                    to: environment.name, onto: newest.id)
                return .recorded(order.standing, atWork: state.intent?.holder, doubt: doubt)
            } catch {
                guard case .moved = error, attempt < 6 else { throw error }
            }
        }
        return .none("others write the ledger all the time; try again")
    }
}

/// What is to be paused from now on.
package struct PauseOrder {
    /// The pauses that stand then.
    let standing: [Pause]
    /// What was ordered, for the ledger.
    let words: String

    /// An order in words.
    package init(standing: [Pause], words: String) {
        self.standing = standing
        self.words = words
    }
}

/// What became of an order to pause, or to end that, in the ledger.
package enum RecordedPauses {
    /// What stands there now; who was at work, and ends before its next change; why it may not hold for others.
    case recorded([Pause], atWork: Holder?, doubt: String?)
    /// Nothing had to be written; what stands.
    case unchanged([Pause])
    /// It cannot be written there; the clause says why.
    case none(String)

    /// What stands in the ledger now; nil where that is not known.
    package var standing: [Pause]? {
        switch self {
        case .recorded(let pauses, _, _), .unchanged(let pauses): pauses
        case .none: nil
        }
    }
}

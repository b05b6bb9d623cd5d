import PinionModel
import PinionReconcile
import PinionWiring

extension Session {
    /// Writes the pauses of an environment into its ledger.
    ///
    /// `order` makes the new pauses from the present ones and from how far the git server's clock
    /// is ahead of this host's. Times in the ledger are by the server's clock, if it is known.
    func recordPauses(
        of environment: PinionModel::Environment, by who: String,
        _ order: (Duration, [Pause]) -> PauseOrder
    ) async throws -> PauseOutcome {
        let told = await remoteClock().map { $0 - process.now() }
        let shift = Duration.shift(ofLag: told ?? .zero)
        var (former, standing): ([Pause], [Pause]) = ([], [])
        var doubt: String?
        let written = try await append(to: environment.name) { newest, state, run in
            let now = process.now() + shift
            former = state.pauses.filter { $0.isInForce(at: now) }
            let order = order(shift, former)
            standing = order.standing
            doubt = nil
            if told == nil, standing.contains(where: { $0.until <= newest.record.at }) {
                doubt =
                    "this host's clock says \(now), and the newest record of the ledger is of "
                    + "\(newest.record.at): where this clock is behind, hosts whose clock is "
                    + "right take the pause for over; see `pinion doctor`"
            }
            guard Set(standing) != Set(former) else { return nil }
            return state.pausing(standing, order.words, by: who, run: run, tip: tip.id, at: now)
        }
        return switch written {
        case .noLedger: .none("there is no ledger of \(environment.name) yet")
        case .readOnly(let newer): .none("its ledger is only read here: \(newer)")
        case .unneeded: .unchanged(former)
        case .written(let state): .recorded(standing, atWork: state.intent?.holder, doubt: doubt)
        }
    }
}

/// The pauses that an environment will have.
struct PauseOrder {
    /// All pauses, old and new.
    let standing: [Pause]
    /// The order, in words for the ledger.
    let words: String
}

/// The result of an order in the ledger.
enum PauseOutcome {
    /// The present pauses; the run at work, which will stop before its next change; and the reason
    /// why other hosts may not obey.
    case recorded([Pause], atWork: IntentHolder?, doubt: String?)
    /// Nothing had to be written; these are the pauses.
    case unchanged([Pause])
    /// The order cannot be written; the clause says why.
    case none(String)

    /// The pauses in the ledger; `nil` if they are unknown.
    var standing: [Pause]? {
        switch self {
        case .recorded(let pauses, _, _), .unchanged(let pauses): pauses
        case .none: nil
        }
    }
}

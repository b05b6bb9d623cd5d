import PinionDecisions
import PinionModel
package import PinionProposals
package import PinionReconcile
package import PinionReview

/// The exit codes that scripts rely on.
package enum ExitCode: Int32, Hashable, Sendable {
    /// In step, or done, or nothing to do.
    case success = 0
    /// Something could not be read, asked or done.
    case failure = 1
    /// There are differences, or changes that remain.
    case different = 2
    /// A rule refuses.
    case refused = 3
    /// Wrong usage.
    case usage = 64
    /// Another run holds the environment, and nothing else remains: try again.
    case held = 75
    /// Interrupted.
    case interrupted = 130

    /// Returns the first of several codes in the order 1, 3, 2, 75.
    package init(worstOf codes: some Sequence<ExitCode>) {
        let all = Set(codes)
        self = [.failure, .refused, .different, .held].first(where: all.contains) ?? .success
    }

    /// Returns the code of `status` and `drift`: success if every environment is synced or idle.
    package static func looking(_ report: Report) -> ExitCode {
        ExitCode(
            worstOf: report.watched.map { environment in
                if environment.isUnwatched { return .different }
                if environment.couldNotAsk { return .failure }
                return [.synced, .idle].contains(environment.status) ? .success : .different
            })
    }

    /// Returns the code of the commands that write to git: success if done, or nothing to do.
    package static func proposing(_ reports: some Sequence<ProposalReport>) -> ExitCode {
        ExitCode(
            worstOf: reports.flatMap { report -> [ExitCode] in
                switch report.ending {
                case .done(let outcome): outcome.leftOut.map { ExitCode($0.cause) }
                case .refused: [.refused]
                case .failed: [.failure]
                }
            })
    }

    /// Returns the code of `check`.
    package init(_ verdict: ReviewVerdict) {
        self =
            switch verdict {
            case .passes: .success
            case .refused: .refused
            case .invalid: .failure
            }
    }

    private init(_ cause: LeftOut.Cause) {
        self =
            switch cause {
            case .skipped: .success
            case .refused: .refused
            case .failed: .failure
            }
    }

    /// Returns the code of `plan`: success if there are no changes.
    package static func planning(_ report: Report) -> ExitCode {
        ExitCode(
            worstOf: report.here.flatMap { environment -> [ExitCode] in
                [
                    environment.couldNotAsk ? .failure : .success,
                    environment.result?.refusals.isEmpty == false ? .refused : .success,
                    environment.hasChanges ? .different : .success,
                ]
            })
    }

    /// Returns the code of `reconcile`: success if every pin is applied and verified.
    ///
    /// A failed change counts until it is resolved, whichever run made it. With `--strict`, risks
    /// that a reconcile cannot fix count too.
    package static func reconciling(_ report: Report, isStrict: Bool) -> ExitCode {
        ExitCode(
            worstOf: report.watched.flatMap { environment -> [ExitCode] in
                if environment.isUnwatched { return [.different] }
                return [
                    environment.couldNotAsk || environment.hasFailed ? .failure : .success,
                    environment.result?.refusals.isEmpty == false ? .refused : .success,
                    environment.remains(isStrict: isStrict) ? .different : .success,
                    environment.result?.heldBy == nil ? .success : .held,
                ]
            })
    }
}

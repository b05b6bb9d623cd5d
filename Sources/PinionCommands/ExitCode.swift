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

extension Report {
    /// The environments of this machine; others are reported, but are not this run's failure.
    fileprivate var here: [EnvironmentReport] { environments.filter { $0.elsewhere == nil } }

    /// The environments of this machine, and those elsewhere that no host looks at any more.
    fileprivate var watched: [EnvironmentReport] {
        environments.filter { $0.elsewhere == nil || $0.isUnwatched }
    }
}

extension EnvironmentReport {
    /// Whether a required answer could not be read or asked.
    var couldNotAsk: Bool {
        failure != nil
            || allFindings.contains { $0.kind == .unreachable && $0.severity == .unverified }
    }

    var hasChanges: Bool { result?.assessment?.plan.isEmpty == false }

    /// Whether a change failed or was refused by the runtime, in this run or in an earlier one.
    ///
    /// A service that another run is changing does not count: between the stop and the start of a
    /// re-creation it looks as after a crash. That run reports the outcome, or the next one does.
    var hasFailed: Bool {
        let failsNow = (result?.results ?? []).contains {
            switch $0.verdict {
            case .failed, .lost, .obstructed, .notBegun: true
            case .verified, .applied, .underWay: false
            }
        }
        let known = findings + services.filter { !isAtWork($0.name) }.flatMap(\.findings)
        return failsNow || known.contains { $0.kind == .rolloutFailed } || isObstructed
    }

    /// Whether a change that was undone waits for another attempt.
    private var isObstructed: Bool {
        (result?.assessment?.plan.changes ?? []).contains {
            if case .obstructed? = $0.obstacle { !isAtWork($0.key.service) } else { false }
        }
    }

    /// Whether something remains that the run which holds the environment will not do.
    func remains(isStrict: Bool) -> Bool {
        let isHeld = result?.heldBy != nil
        if hasChanges && !isHeld { return true }
        let known = findings + services.filter { !isAtWork($0.name) }.flatMap(\.findings)
        return known.contains { finding in
            switch finding.severity {
            case .critical, .unverified: true
            case .progress: !isHeld
            case .hazard: isStrict
            case .notice: false
            }
        }
    }

    /// Whether the run that holds the environment is changing a service.
    private func isAtWork(_ service: String) -> Bool {
        result?.heldFor.contains { $0.service == service } == true
    }
}

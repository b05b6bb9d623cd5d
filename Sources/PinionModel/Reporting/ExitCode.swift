/// The exit codes that scripts rely on.
package enum ExitCode: Int32, Hashable, Sendable {
    /// In step, or done, or nothing to do.
    case success = 0
    /// Something could not be read, asked or done.
    case failure = 1
    /// Differences, or changes that remain.
    case different = 2
    /// A rule refuses.
    case refused = 3
    /// Wrong usage.
    case usage = 64
    /// Interrupted.
    case interrupted = 130

    /// Of several, the first in the order 1, 3, 2.
    package init(worstOf codes: some Sequence<ExitCode>) {
        let all = Set(codes)
        self = [.failure, .refused, .different].first(where: all.contains) ?? .success
    }

    /// The code of `status` and `drift`: every environment synced, idle and notices allowed.
    package static func looking(_ report: Report) -> ExitCode {
        ExitCode(
            worstOf: report.environments.map { environment in
                if environment.couldNotAsk { return .failure }
                return [.synced, .idle].contains(environment.status) ? .success : .different
            })
    }

    /// The code of `plan`: no changes.
    package static func planning(_ report: Report) -> ExitCode {
        ExitCode(
            worstOf: report.environments.flatMap { environment -> [ExitCode] in
                [
                    environment.couldNotAsk ? .failure : .success,
                    environment.result?.refusals.isEmpty == false ? .refused : .success,
                    environment.hasChanges ? .different : .success,
                ]
            })
    }

    /// The code of `reconcile`: every pin applied and verified.
    ///
    /// Where it is strict, risks that a reconcile cannot mend count too.
    package static func reconciling(_ report: Report, isStrict: Bool) -> ExitCode {
        ExitCode(
            worstOf: report.environments.flatMap { environment -> [ExitCode] in
                [
                    environment.couldNotAsk || environment.hasFailed ? .failure : .success,
                    environment.result?.refusals.isEmpty == false ? .refused : .success,
                    environment.remains(isStrict: isStrict) ? .different : .success,
                ]
            })
    }
}

extension EnvironmentReport {
    /// Whether something that was needed could not be read or asked.
    var couldNotAsk: Bool {
        problem != nil
            || allFindings.contains { $0.kind == .unreachable && $0.severity == .unverified }
    }

    var hasChanges: Bool { result?.assessment?.plan.isEmpty == false }

    /// Whether a change failed or was refused by the runtime.
    var hasFailed: Bool {
        result?.results.contains {
            switch $0.verdict {
            case .failed, .lost, .obstructed, .notBegun: true
            case .verified, .applied, .underWay: false
            }
        } ?? false
    }

    func remains(isStrict: Bool) -> Bool {
        if result?.heldBy != nil || hasChanges { return true }
        return allFindings.contains { finding in
            switch finding.severity {
            case .critical, .unverified, .progress: true
            case .hazard: isStrict
            case .notice: false
            }
        }
    }
}

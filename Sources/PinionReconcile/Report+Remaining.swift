import PinionDecisions
import PinionModel

extension Report {
    /// The environments of this machine; others are reported, but are not this run's failure.
    package var here: [EnvironmentReport] { environments.filter { $0.elsewhere == nil } }

    /// The environments of this machine, and those elsewhere that no host looks at any more.
    package var watched: [EnvironmentReport] {
        environments.filter { $0.elsewhere == nil || $0.isUnwatched }
    }
}

/// What is left to do, or went wrong, in an environment.
extension EnvironmentReport {
    /// Whether a required answer could not be read or asked.
    package var couldNotAsk: Bool {
        failure != nil
            || allFindings.contains { $0.kind == .unreachable && $0.severity == .unverified }
    }

    /// Whether the plan has changes.
    package var hasChanges: Bool { result?.assessment?.plan.isEmpty == false }

    /// Whether a change failed or was refused by the runtime, in this run or in an earlier one.
    ///
    /// A service that another run is changing does not count: between the stop and the start of a
    /// re-creation it looks as after a crash. That run reports the outcome, or the next one does.
    package var hasFailed: Bool {
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
    package func remains(isStrict: Bool) -> Bool {
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

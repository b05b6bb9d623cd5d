package import PinionModel

/// In a fleet with one repository, each host handles its own environments and reports the others as
/// elsewhere.
extension EnvironmentRun {
    /// Ends the run because the endpoint is not the environment's machine.
    mutating func concludeElsewhere(_ found: String, insteadOf wanted: String) -> [Action] {
        let elsewhere = Elsewhere(environment: name, machine: wanted, here: found)
        guard brief.mayBeElsewhere else { return finish(Failure(elsewhere)) }
        phase = .done
        var result = EnvironmentResult(
            environment: name, commit: brief.commit, apply: brief.environment.rules.apply)
        (result.findings, result.elsewhere) = (pauseFindings, elsewhere)
        return [.finish(result)]
    }

    /// Handles an engine that is in no Swarm, or only a worker of one, for an environment of a
    /// Swarm; returns `nil` for any other error.
    ///
    /// The engine's start tells whether this engine looked at the environment until now.
    mutating func checkAbsence(_ error: RuntimeError) -> [Action]? {
        guard case .notMember = error, brief.environment.runtime.traits.isOfThisHost,
            brief.environment.runtime.id != nil, restoring.failure == nil
        else { return nil }
        phase = .readingEngineStart(.absence(error))
        return [.readEngineStart(known: brief.engines?.starts ?? [])]
    }

    /// Reports the environment as elsewhere if others look at it, or the error if this host looked
    /// last or no one has taken over.
    mutating func concludeAbsence(_ error: RuntimeError, _ start: EngineStart?) -> [Action] {
        let doubt = brief.watch.doubt(
            here: start, among: brief.engines, ledger: newest?.at, at: moment.wall)
        if let doubt {
            addUnreachable(error)
            return recordUnreachable(error, doubt)
        }
        guard brief.mayBeElsewhere, let wanted = brief.environment.runtime.id else {
            return finish(Failure(error))
        }
        return concludeElsewhere("no manager of a Swarm", insteadOf: wanted)
    }
}

/// An environment that belongs to another machine than the one that was asked.
package struct Elsewhere: FailureReason {
    /// The environment.
    package let environment: Environment.Name
    /// The machine that it belongs to.
    package let machine: String
    /// The machine that was asked.
    package let here: String

    /// The problem and its remedy, for an operator who meant this environment.
    package var description: String {
        "environment \(environment) belongs to the machine \(machine), and the endpoint is "
            + "\(here); run this on that machine, or point the endpoint at it; where "
            + "\(environment) moved to this machine for good, `pinion rehost \(environment)` "
            + "proposes that"
    }
}

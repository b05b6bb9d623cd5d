package import PinionModel

/// Of a fleet with one repository each host does its own environments, and says of the others that
/// they are elsewhere.
extension EnvironmentRun {
    /// The environment's machine is another one than the endpoint's.
    mutating func meet(_ found: String, insteadOf wanted: String) -> [Action] {
        let elsewhere = Elsewhere(environment: name, machine: wanted, here: found)
        guard brief.mayBeElsewhere else { return finish(Failure(elsewhere)) }
        phase = .done
        var result = EnvironmentResult(
            environment: name, commit: brief.commit, apply: brief.environment.rules.apply)
        (result.findings, result.elsewhere) = (pauseFindings, elsewhere)
        return [.finish(result)]
    }

    /// The engine here is in no Swarm, or a worker of one, and the environment is a Swarm's; nil
    /// where that is no answer.
    ///
    /// Whether it is the one that looked at the environment until now is told by its start.
    mutating func miss(_ error: RuntimeError) -> [Action]? {
        guard case .notMember = error, brief.environment.runtime.traits.isOfThisHost,
            brief.environment.runtime.id != nil, restoring.failure == nil
        else { return nil }
        phase = .readingEngineStart(.absence(error))
        return [.readEngineStart(known: brief.engines?.starts ?? [])]
    }

    /// Where others look, it is theirs; a host that looked itself, or whose part nobody has taken
    /// over, says what is wrong.
    mutating func conclude(_ error: RuntimeError, _ start: EngineStart?) -> [Action] {
        let gap = brief.watch.gap(
            here: start, among: brief.engines, ledger: newest?.at, at: moment.wall)
        if let gap {
            addUnreachable(error)
            return recordSilence(error, because: gap)
        }
        guard brief.mayBeElsewhere, let wanted = brief.environment.runtime.id else {
            return finish(Failure(error))
        }
        return meet("no manager of a Swarm", insteadOf: wanted)
    }
}

/// That an environment's machine is not the one that the run is on.
package struct Elsewhere: FailureReason {
    /// The environment.
    package let environment: Environment.Name
    /// The machine that it belongs to.
    package let machine: String
    /// The machine that was asked.
    package let here: String

    /// What is wrong with that, where it was meant.
    package var description: String {
        "environment \(environment) belongs to the machine \(machine), and the endpoint is "
            + "\(here); run this on that machine, or point the endpoint at it; where "
            + "\(environment) moved to this machine for good, `pinion rehost \(environment)` "
            + "proposes that"
    }
}

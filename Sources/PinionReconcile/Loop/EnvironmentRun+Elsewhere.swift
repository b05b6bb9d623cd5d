import PinionModel

/// Of a fleet with one repository each host does its own environments, and says of the others that they are elsewhere.
extension EnvironmentRun {
    /// The environment's machine is another one than the endpoint's.
    mutating func meet(_ found: String, insteadOf wanted: String) -> [Action] {
        let name = brief.environment.name
        let problem =
            "environment \(name) belongs to the machine \(wanted), and the endpoint is \(found); run this on that "
            + "machine, or point the endpoint at it; where \(name) moved to this machine for good, `pinion rehost "
            + "\(name)` proposes that"
        guard brief.mayBeElsewhere else { return finish(problem: problem) }
        phase = .done
        return [
            .finish(
                EnvironmentResult(
                    environment: name, commit: brief.commit, apply: brief.environment.rules.apply,
                    findings: pauseFindings,
                    elsewhere: Elsewhere(machine: wanted, here: found, problem: problem)))
        ]
    }

    /// The engine here is in no Swarm, or a worker of one, and the environment is a Swarm's; nil where that is no answer.
    ///
    /// Whether it is the one that looked at the environment until now is told by its start.
    mutating func miss(_ error: RuntimeError) -> [Action]? {
        guard case .notMember = error, brief.environment.runtime.traits.isOfThisHost,
            brief.environment.runtime.id != nil, restoring.problem == nil
        else { return nil }
        absence = error
        phase = .meetingEngine
        return [.meetEngine(known: brief.engines?.starts ?? [])]
    }

    /// Where others look, it is theirs; a host that looked itself, or whose part nobody has taken over, says what is wrong.
    mutating func conclude(
        _ error: RuntimeError, _ start: EngineStart?, _ moment: Moment
    ) -> [Action] {
        let gap = brief.watch.gap(
            here: start, among: brief.engines, ledger: ledgerTip?.at, at: moment.wall)
        if let gap {
            addUnreachable(error)
            return recordSilence(error, moment, because: gap)
        }
        guard brief.mayBeElsewhere, let wanted = brief.environment.runtime.id else {
            return finish(problem: error.description)
        }
        return meet("no manager of a Swarm", insteadOf: wanted)
    }
}

/// That an environment's machine is not the one that the run is on.
package struct Elsewhere: Hashable, Sendable {
    /// The machine that the environment belongs to.
    package let machine: String
    /// The machine that was asked.
    package let here: String
    /// What is wrong with that, where it was meant.
    package let problem: String

    /// Puts a statement together.
    package init(machine: String, here: String, problem: String) {
        self.machine = machine
        self.here = here
        self.problem = problem
    }
}

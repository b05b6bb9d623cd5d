package import PinionModel

/// Two engines that report one id: neither belongs to the environment until an operator says which.
extension EnvironmentRun {
    /// Asks which engine start answers, if there is a record to compare it with.
    mutating func readEngineStart() -> [Action] {
        guard let known = brief.engines, let machine = brief.environment.runtime.id else {
            return observe()
        }
        phase = .readingEngineStart(.start(before: known, machine: machine))
        return [.readEngineStart(known: known.machine == machine ? known.starts : [])]
    }

    mutating func takeEngine(_ start: EngineStart?, _ question: EngineQuestion) -> [Action] {
        switch question {
        case .absence(let error): concludeAbsence(error, start)
        case .start(let before, let machine): takeEngine(start, before, machine)
        }
    }

    private mutating func takeEngine(
        _ start: EngineStart?, _ before: EngineHistory, _ machine: String
    ) -> [Action] {
        engine = start.map { EngineObservation(start: $0, machine: machine, before: before) }
        let known = engine?.after ?? before
        guard known.machine == machine, let clash = EngineClash(known, brief.environment) else {
            return observe()
        }
        let finding = Finding(.historyUnverified, severity: .critical, message: "\(clash.message)")
        if !extraFindings.contains(finding) { extraFindings.append(finding) }
        return end(found: Failure(RunFailure.clash(clash)))
    }

    /// Ends the run on the environment's machine, after restoring what an interrupted change
    /// stopped.
    private mutating func end(found failure: Failure) -> [Action] {
        guard brief.restorer != nil, heldBy == nil, !restoring.isOver else {
            return finish(failure)
        }
        restoring.failure = failure
        return observe()
    }
}

/// Two engines that report one id, in words.
package struct EngineClash: Hashable, Sendable {
    /// The sentence that says what was seen.
    package let message: String
    /// The sentence that says what to do.
    package let remedy: String

    /// Creates the clash that a history shows for an environment's machine; `nil` if it shows none.
    package init?(_ history: EngineHistory, _ environment: Environment) {
        guard history.clashing.count == 2 else { return nil }
        let name = environment.name
        let traits = environment.runtime.traits
        message =
            "two \(traits.machines) report the id \(history.machine), and each takes \(name) for "
            + "its own: "
            + history.clashing.map(\.words).joined(separator: "; ")
            + "; one machine is a copy of the other, or one was put back to an earlier state"
        remedy =
            "nothing of \(name) is changed on either machine: find the one that \(name) does not "
            + "belong to, and \(traits.renewal); then run `pinion rehost \(name)` on the one that "
            + "it belongs to"
    }
}

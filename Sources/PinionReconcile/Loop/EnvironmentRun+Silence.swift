import PinionModel

extension EnvironmentRun {
    /// The finding of a runtime that does not answer.
    static let unreachableKey = FindingKey(kind: .unreachable, service: "", container: "")

    /// What is in sight when the runtime does not answer: all that stood before, and the silence.
    var silence: LedgerState.Sighting {
        LedgerState.Sighting(
            findings: state.findings.keys + [Self.unreachableKey], objects: state.objects,
            names: state.names)
    }

    /// Records that the runtime does not answer, once, where something was verified before; then
    /// ends with that problem.
    ///
    /// Nothing is recorded beside an open intent: this run could not close it.
    mutating func recordSilence(
        _ error: RuntimeError, because gap: Watch.Gap? = nil
    ) -> [Action] {
        let failure = gap.map { Failure(RunFailure.silent(error, $0)) } ?? Failure(error)
        guard writer != nil, case .free = lock, rewrite == nil, doubts.isEmpty,
            !state.applied.isEmpty, state.findings[Self.unreachableKey] == nil
        else { return finish(failure) }
        let entry = observation(
            RecordedObservation(
                commit: brief.commit, baseline: [:], findings: silence.findings))
        return append(entry, as: .silence(failure), sighting: silence)
    }
}

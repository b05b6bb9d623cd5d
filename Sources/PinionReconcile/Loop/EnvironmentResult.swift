package import PinionDecisions
package import PinionModel

/// The result of a run over one environment.
package struct EnvironmentResult: Hashable, Sendable {
    package let environment: Environment.Name
    /// The commit whose pins were compared; `nil` if none could be read.
    package let commit: CommitID?
    /// The findings of the last look; `nil` if looking failed.
    package var assessment: Assessment?
    /// The hash of the plan for what remains to be done.
    package var planHash: Digest?
    package var refusals: [Ruling.Refusal] = []
    /// The results of the allowed changes.
    package var results: [RecordedResult] = []
    /// The results of the allowed tag writes.
    package var tags: [TagResult] = []
    /// The registries' errors for the tag writes that failed.
    package var tagErrors: [TagWrite: RegistryError] = [:]
    /// The side effects of those changes, or of planned ones that were not made.
    package var effects: [PlannedEffect] = []
    /// The containers that were started again first, since an interrupted change stopped them.
    package var restored: [Restoration] = []
    /// The earlier run whose intent this one closed, because that run recorded no outcome.
    package var closed: ClosedRun?
    /// The other run that holds the environment, if any.
    package var heldBy: IntentHolder?
    /// When the other run's hold ends, by this host's clock; `nil` if no run holds the environment.
    package var heldUntil: Timestamp?
    /// The containers that the other run is changing, as its intent says.
    package var heldFor: Set<ContainerKey> = []
    /// Why changes that an operator asked to retry were not retried, one sentence each.
    package var notRetried: [String] = []
    /// The pauses that this host can delete, because they ended or are now in the ledger.
    package var recordedPauses: [Pause] = []
    package let apply: ApplyMode
    /// The engine start that answered; `nil` if the runtime cannot tell.
    package var engine: EngineObservation?
    /// Findings about the environment as a whole.
    package var findings: [Finding] = []
    /// Set if the environment is on another machine, in which case nothing was looked at.
    package var elsewhere: Elsewhere?
    package var failure: Failure?

    package init(
        environment: Environment.Name, commit: CommitID?, assessment: Assessment? = nil,
        apply: ApplyMode = .automatic
    ) {
        (self.environment, self.commit) = (environment, commit)
        (self.assessment, self.apply) = (assessment, apply)
    }

    /// The failure in words.
    package var problem: String? { failure?.description }
}

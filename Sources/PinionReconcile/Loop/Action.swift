package import PinionDecisions
package import PinionModel

/// An action that a run asks its caller to perform; the event after the arrow answers it.
package enum Action: Hashable, Sendable {
    /// → `.ledger`
    case readLedger
    /// → `.recalled`: what this host remembers, compared with the refs that exist now.
    case recall(PresentTips, accepting: Acceptance)
    /// → `.holder`
    case probe(IntentHolder)
    /// → `.clock`: the time on the remote's clock; `nil` if the remote does not tell.
    case askClock
    /// → `.ancestry`
    case checkAncestry(CommitID, of: CommitID)
    /// → `.tip`: the tracked branch's tip, read again.
    case readTip
    /// → `.identity`
    case identify
    /// → `.engineStart`: the engine start that answers; `nil` if the runtime cannot tell.
    case readEngineStart(known: [EngineStart])
    /// → `.observed`
    case observe(ServiceSelection)
    /// → `.surveyed`: what other environments claim on the same machine.
    case survey
    /// → `.newcomersObserved`: the objects that environments pin without a record in their ledgers.
    case look(at: [Environment.Name])
    /// → `.claimed`
    case claim(HostClaim)
    /// → `.answered`
    case ask(Set<RegistryQuestion>)
    /// → `.rehearsed`: what the changes would do; a dry run.
    case rehearse([ImageChange])
    /// → `.appended`
    case append(LedgerRecord, onto: CommitID?)
    /// → `.changed`, with its companions; each write first checks that `holding` is the tip.
    case change(ImageChange, holding: CommitID, until: Timestamp)
    /// → `.restored`: starts what an interrupted change stopped, after a wait for other runs.
    case restore(after: Duration)
    /// → `.waited`
    case wait(Duration)
    /// → `.tagged`; each write first checks that `holding` is the tip and `until` is not reached.
    case tag([TagWrite], holding: CommitID, until: Timestamp)
    /// The run is over.
    case finish(EnvironmentResult)
}

/// An event: the answer to an action, or the beginning of the run.
package enum Event: Sendable {
    case begun
    case ledger(Result<LedgerTip?, LedgerError>)
    case recalled(Result<Recollection, MemoryError>)
    case holder(HolderLiveness)
    case clock(Timestamp?)
    case ancestry(Result<Bool, SourceError>)
    case tip(Result<CommitID, SourceError>)
    case identity(Result<String?, RuntimeError>)
    case engineStart(EngineStart?)
    case observed(Result<Inventory, RuntimeError>)
    case surveyed(ClaimSurvey)
    case newcomersObserved(NewcomerObservations)
    case claimed(ClaimAnswer)
    case answered(RegistryAnswers)
    case appended(Result<CommitID, LedgerError>)
    case rehearsed([Rehearsal])
    case changed(services: [String], RuntimeError?)
    case restored(Result<[Restoration], RuntimeError>)
    case waited
    case tagged([TagOutcome])
}

/// Whether the process that holds an intent is alive.
package enum HolderLiveness: Hashable, Sendable {
    /// Unknown, for instance on another host: the intent is valid until it expires.
    case unknown
    /// A live process of this host, in this boot: its lock must not be broken from here.
    case alive
    /// An ended process of this host, in this boot.
    case ended
}

/// The outcome of one write of an environment tag.
package struct TagOutcome: Hashable, Sendable {
    package let write: TagWrite
    /// `nil` if the tag was written and read back.
    package let failure: Failure?

    /// The reason why a tag was not written.
    package enum Failure: Hashable, Sendable {
        /// The registry refused it or could not be reached.
        case registry(RegistryError)
        /// Another process moved the tag since the plan was made.
        case moved
        /// The permission to write was withdrawn; the clause says why.
        case withdrawn(String)
    }

    package init(_ write: TagWrite, failure: Failure? = nil) {
        (self.write, self.failure) = (write, failure)
    }
}

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

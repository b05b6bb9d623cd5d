package import PinionDecisions
package import PinionModel

/// What a run asks to be done; each gives one event back.
package enum Action: Hashable, Sendable {
    /// → `.ledger`
    case readLedger
    /// → `.recalled`: what this host saw before, compared with what is there now.
    case recall(PresentTips, accepting: Acceptance)
    /// → `.holder`
    case probe(IntentHolder)
    /// → `.clock`: what the remote's clock says, where it tells the time.
    case askClock
    /// → `.ancestry`
    case checkAncestry(CommitID, of: CommitID)
    /// → `.tip`: the tracked branch's tip, asked anew.
    case readTip
    /// → `.identity`
    case identify
    /// → `.engineStart`: which start of its engine answers, where it can tell.
    case readEngineStart(known: [EngineStart])
    /// → `.observed`
    case observe(ServiceSelection)
    /// → `.surveyed`: what others hold on the same machine.
    case survey
    /// → `.sighted`: what siblings pin whose ledgers do not know it.
    case look(at: [Environment.Name])
    /// → `.claimed`
    case claim(HostClaim)
    /// → `.answered`
    case ask(Set<RegistryQuestion>)
    /// → `.rehearsed`: what would come of the changes; writes nothing.
    case rehearse([ImageChange])
    /// → `.appended`
    case append(LedgerRecord, onto: CommitID?)
    /// → `.changed`, of it and its companions; each write checks first that `holding` is the tip.
    case change(ImageChange, holding: CommitID, until: Timestamp)
    /// → `.restored`; starts what an interrupted change stopped, after a wait for other runs.
    case restore(patience: Duration)
    /// → `.waited`
    case wait(Duration)
    /// → `.tagged`; each write checks first that `holding` is the tip, and the time before `until`.
    case tag([TagWrite], holding: CommitID, until: Timestamp)
    /// The run is over.
    case finish(EnvironmentResult)
}

/// What happened; each is the answer to an action.
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
    case sighted(NewcomerObservations)
    case claimed(ClaimAnswer)
    case answered(RegistryAnswers)
    case appended(Result<CommitID, LedgerError>)
    case rehearsed([Rehearsal])
    case changed(services: [String], RuntimeError?)
    case restored(Result<[Restoration], RuntimeError>)
    case waited
    case tagged([TagOutcome])
}

/// What is known of the process that holds an intent.
package enum HolderLiveness: Hashable, Sendable {
    /// It is on another host, or cannot be told: the intent stands until it expires.
    case mayLive
    /// It is a process of this boot of this host, and lives: nobody may break its lock from here.
    case lives
    /// It is a process of this boot of this host, and is gone.
    case gone
}

/// Whether an environment tag could be put on an image.
package struct TagOutcome: Hashable, Sendable {
    /// The write.
    package let write: TagWrite
    /// Why not; nil where it was put and read back.
    package let failure: Failure?

    /// Why a tag was not put.
    package enum Failure: Hashable, Sendable {
        /// The registry did not take it.
        case registry(RegistryError)
        /// It is no longer where the plan saw it: somebody else moved it.
        case moved
        /// The permit to write was withdrawn; the clause says why.
        case withdrawn(String)
    }

    package init(_ write: TagWrite, failure: Failure? = nil) {
        (self.write, self.failure) = (write, failure)
    }
}

/// How a run over one environment ended.
package struct EnvironmentResult: Hashable, Sendable {
    /// The environment.
    package let environment: Environment.Name
    /// The commit whose pins were compared; nil where none could be read.
    package let commit: CommitID?
    /// What was seen at the end; nil where it could not be looked at.
    package var assessment: Assessment?
    /// The hash of the plan that remains.
    package var planHash: Digest?
    /// What the rules refused.
    package var refusals: [Ruling.Refusal] = []
    /// What became of the changes that were allowed.
    package var results: [RecordedResult] = []
    /// What became of the tag writes that were allowed.
    package var tags: [TagResult] = []
    /// What registries said of tags that they did not take.
    package var tagErrors: [TagWrite: RegistryError] = [:]
    /// What those changes did besides; of changes that were not made, what they would do.
    package var effects: [PlannedEffect] = []
    /// What was started again after an interrupted change, before anything else.
    package var restored: [Restoration] = []
    /// The run whose intent this one closed, since it ended before it recorded what came of it.
    package var closed: ClosedRun?
    /// Another run that holds the environment.
    package var heldBy: IntentHolder?
    /// Until when that run holds it, on this host's clock; nil where nobody does.
    package var heldUntil: Timestamp?
    /// What that run is changing, by its intent.
    package var heldFor: Set<ContainerKey> = []
    /// What a person asked to be tried again, and was not: why, a sentence each.
    package var notRetried: [String] = []
    /// This host's pauses that it need not keep any more: the ledger has them, or they ended.
    package var recordedPauses: [Pause] = []
    /// Whether and how the environment applies.
    package let apply: ApplyMode
    /// The engine that was met; nil where none tells of itself.
    package var engine: EngineObservation?
    /// Findings of the environment as a whole.
    package var findings: [Finding] = []
    /// Set where the environment's machine is another one: nothing was looked at.
    package var elsewhere: Elsewhere?
    /// What went wrong; nil where nothing did.
    package var failure: Failure?

    package init(
        environment: Environment.Name, commit: CommitID?, assessment: Assessment? = nil,
        apply: ApplyMode = .automatic
    ) {
        (self.environment, self.commit) = (environment, commit)
        (self.assessment, self.apply) = (assessment, apply)
    }

    /// What went wrong, in words; nil where nothing did.
    package var problem: String? { failure?.description }
}

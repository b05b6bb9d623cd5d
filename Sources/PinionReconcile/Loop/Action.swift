import PinionDecisions
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

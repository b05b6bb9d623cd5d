package import PinionModel

/// The reason why a run over one environment failed, unless a port reports one.
package enum RunFailure: FailureReason {
    /// Its files have mistakes.
    case unreadable(FileMistakes)
    /// This version has no such kind of runtime.
    case unsupportedRuntime(Environment.Name, kind: String)
    /// Another run acted on a newer commit since this one began.
    case overtaken(Environment.Name, by: CommitID)
    /// The tracked branch moved on while it was compared with what this host saw.
    case branchMoved(Environment.Name, to: CommitID)
    /// The runtime does not say which machine it is.
    case machineUntold(Environment.Name)
    /// The file does not say which machine the environment belongs to.
    case machineUnnamed(Environment.Name, kind: String, found: String)
    /// Two machines report the environment's id.
    case clash(EngineClash)
    /// The runtime does not answer, and no one else is known to look.
    case silent(RuntimeError, Watch.Doubt)
    /// Others claim the same objects again and again.
    case contended
    /// The lock that an operator named is not broken.
    case lock(Environment.Name, LockRefusal)
    /// There is no ledger, and it cannot be learnt whether there was one.
    case ledgerUntold(Environment.Name, tag: ImageReference.Tag, Obstacle)
    /// A newer version of Pinion wrote the ledger.
    case newerLedger(NewerLedgerText)
    /// The outcome could not be recorded; the error is `nil` if others kept writing the ledger.
    case unrecorded(LedgerError?, wroteNothing: Bool)
    /// Another run closed this one's intent.
    case takenOver(Environment.Name)
    /// What an interrupted change stopped could not be started again.
    case notRestored(RuntimeError)
    /// Some of what an interrupted change stopped could not be started again.
    case stillDown([Restoration])
    /// It cannot be learnt which environments have a ledger but no folder.
    case foldersUntold(Failure)
    /// The environment has a ledger but no folder.
    case noFolder(VanishedEnvironment, root: String, ledger: String)
    /// An event came that the run's phase does not expect.
    case unexpected
    /// Several failures at once.
    case several([Failure])

    /// The failures that caused it.
    package var causes: [Failure] {
        switch self {
        case .unreadable(let mistakes): [Failure(mistakes)]
        case .silent(let error, _), .notRestored(let error): [Failure(error)]
        case .unrecorded(let error?, _): [Failure(error)]
        case .foldersUntold(let failure): [failure]
        case .several(let failures): failures
        case .ledgerUntold(_, _, .failed(let failure)): [failure]
        default: []
        }
    }

    /// Whether running again may help without any other action.
    package var isTransient: Bool {
        switch self {
        case .overtaken, .branchMoved, .contended, .unrecorded(nil, _): true
        default: !causes.isEmpty && causes.allSatisfy(\.isTransient)
        }
    }

    /// One or more lines for the operator who is paged.
    package var description: String {
        switch self {  // table
        case .unreadable(let mistakes): "cannot read it:\n\(mistakes)"
        case .unsupportedRuntime(let name, let kind):
            "this version of Pinion has no `\(kind)` runtime; environment \(name) cannot be looked "
                + "at"
        case .overtaken(let name, let commit):
            "another run acted on commit \(commit.short) of environment \(name) meanwhile, which "
                + "this run did not know; run the command again"
        case .branchMoved(let name, let tip):
            "the tracked branch of environment \(name) moved to \(tip.short) meanwhile, which this "
                + "run did not know; run the command again"
        case .machineUntold(let name):
            "the runtime of environment \(name) does not say which machine it is, and so nothing "
                + "is applied; look at the endpoint"
        case .machineUnnamed(let name, let kind, let found):
            "environment \(name) does not say which machine it belongs to; add `id: \(found)` to "
                + "`\(kind)` in its environment.yaml"
        case .clash(let clash): clash.remedy
        case .silent(let error, let gap): "\(error); \(gap)"
        case .contended:
            "others claim the same objects on this host at the same moment; run the command again"
        case .lock(let name, let refusal): refusal.sentence(name)
        case .ledgerUntold(let name, let tag, let obstacle):
            "there is no ledger of \(name) yet, and whether its tag \(tag) shows that there was "
                + "one cannot be told: \(obstacle); run the command again"
        case .newerLedger(let newer): newer.consequence
        case .unrecorded(nil, _):
            "the outcome could not be recorded: others write the ledger all the time; the next run "
                + "closes the intent"
        case .unrecorded(let error?, let wroteNothing):
            (wroteNothing
                ? "nothing was changed, and that" : "the changes were made, and their outcome")
                + " could not be recorded: \(error); the next run closes the intent"
        case .takenOver(let name):
            "the record of this run is not in the ledger of \(name) any more: another run took over "
                + "while this one was stopped, or the ledger was removed; see `pinion log \(name)`"
        case .notRestored(let error):
            "what an interrupted change stopped could not be started again: \(error)"
        case .stillDown(let restorations):
            restorations.compactMap(\.problem).joined(separator: "\n")
        case .foldersUntold(let failure):
            "which environments have a ledger and no folder cannot be told: \(failure)"
        case .noFolder(let vanished, let root, let ledger):
            vanished.problem(root: root, ledger: ledger)
        case .unexpected:
            "the run met an event that it does not expect; report this as a defect, and run it "
                + "again"
        case .several(let failures): failures.map(\.description).joined(separator: "\n")
        }
    }
}

/// The reason why the lock that an operator named is not broken.
package enum LockRefusal: Hashable, Sendable {
    /// No run holds the environment.
    case nobodyHolds(asked: String)
    /// This run may not write the ledger.
    case readOnly
    /// Another run holds the environment now.
    case heldByOther(IntentHolder, asked: String)
    /// The lock's holder is alive on this host.
    case holderLives(IntentHolder)

    fileprivate func sentence(_ name: Environment.Name) -> String {
        switch self {
        case .nobodyHolds(let run):
            "there is no lock of run \(run) to break: no run holds \(name); nothing was changed, "
                + "and a reconcile without --break-lock goes on"
        case .readOnly: "no lock of \(name) is broken here: this run may not write its ledger"
        case .heldByOther(let holder, let run):
            "the lock of run \(run) is not broken: \(holder) holds \(name) now; nothing was changed"
        case .holderLives(let holder):
            "the lock of \(name) is not broken: \(holder) lives on this host; end that process, "
                + "and the next run goes on from what it did"
        }
    }
}

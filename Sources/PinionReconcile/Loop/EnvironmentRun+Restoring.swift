import PinionModel

/// What a run knows of restoring what an interrupted change stopped.
struct RestoringState: Hashable, Sendable {
    /// What was started again, or could not be.
    var done: [Restoration] = []
    /// What was started again, and no entry of the ledger says so yet.
    var unrecorded: [RestoredContainer] = []
    /// How often another run wrote the ledger in between.
    var attempts = 0
    /// Whether it was tried in this run: it is tried once.
    var isOver = false
    /// Why the run ends once it is done: the ledger or the branch could not be read.
    var failure: Failure?
    /// Whether the holder of the ledger's open intent is known to be gone.
    var isHolderGone = false

    /// What could not be started again; nil where all could.
    var stillDown: Failure? {
        let failures = done.filter { $0.problem != nil }
        return failures.isEmpty ? nil : Failure(RunFailure.stillDown(failures))
    }
}

/// Law 10: whatever was interrupted, what ran before runs again, whatever rules hold by then.
///
/// It comes before every rule: a manual or closed environment, a limit, `--only`, a rewritten
/// branch and `apply: never` do not keep a service down that Pinion's own interrupted change
/// stopped. What keeps it is a run of this host that lives and holds the environment, and another
/// machine.
extension EnvironmentRun {
    /// How long a section of another run that may live, from its stop to its start, lasts at the
    /// most.
    package static let delay = Duration.seconds(15)
    /// The same of a run that holds the environment and cannot be seen from here, such as another
    /// host's.
    private static let delayWithUnseen = Duration.seconds(60)

    /// Ends the run with a problem; before that, where it may restore, it looks whether it must.
    mutating func end(_ failure: Failure) -> [Action] {
        guard brief.restorer != nil, heldBy == nil, restoring.failure == nil, !restoring.isOver,
            brief.environment.runtime.traits.stopsWhatRan
        else { return finish(failure) }
        restoring.failure = failure
        return identify()
    }

    /// Whether something is to be restored that was seen in the inventory.
    var mustRestore: Bool {
        brief.restorer != nil && (heldBy.map(isUnseen) ?? true) && !restoring.isOver && isTied
            && inventory.services.contains { $0.interruption?.isRestorable == true }
    }

    /// Whether nobody here can tell that a holder is gone: then its intent keeps nothing down.
    private func isUnseen(_ holder: IntentHolder) -> Bool {
        guard let own = brief.restorer else { return false }
        return holder.host != own.host || holder.boot != own.boot
    }

    /// Whether the file says which machine it belongs to; it was compared before the look.
    private var isTied: Bool {
        !brief.environment.runtime.traits.hasMachine || brief.environment.runtime.id != nil
    }

    /// Makes sure that no other run is at work, and restores.
    mutating func restore() -> [Action] {
        if restoring.failure != nil { return perform(after: Self.delay) }
        if let intent = state.intent, heldBy == nil, !restoring.isHolderGone,
            intent.holder != brief.restorer
        {
            phase = .probingBeforeRestoring(intent)
            return [.probe(intent.holder)]
        }
        return confirm()
    }

    /// What was seen may be the work of a run that began after the ledger was read.
    private mutating func confirm() -> [Action] {
        phase = .confirmingRestoring
        return [.readLedger]
    }

    /// Whoever may live is not disturbed: the run goes on without restoring.
    mutating func judgeBeforeRestoring(_ life: HolderLiveness, _ intent: Intent) -> [Action] {
        switch life {
        case .ended:
            restoring.isHolderGone = true
            return confirm()
        case .unknown, .alive:
            let end = expiry(of: intent)
            guard !isAbandoned, moment.wall < end else { return confirm() }
            lock = .held(by: intent.holder, until: end)
            if isUnseen(intent.holder) { return confirm() }
            restoring.isOver = true
            return survey()
        }
    }

    mutating func confirmRestoring(_ result: Result<LedgerTip?, LedgerError>) -> [Action] {
        switch result {
        case .failure:
            return perform(after: heldBy == nil ? Self.delay : Self.delayWithUnseen)
        case .success(let newest):
            guard newest?.id == tip else {
                restoring.attempts += 1
                restoring.isOver = restoring.attempts > 4
                return begin()
            }
            if heldBy != nil { return perform(after: Self.delayWithUnseen) }
            // An intent that expired may be of a run that lives on elsewhere; and where the ledger
            // went back, or a newer version wrote it, one may be open that does not stand here.
            let isWhole = doubts.isEmpty && state.newer == nil
            let isSure = restoring.isHolderGone || (isWhole && state.intent == nil)
            return perform(after: isSure ? .zero : Self.delay)
        }
    }

    private mutating func perform(after delay: Duration) -> [Action] {
        phase = .restoring
        return [.restore(after: delay)]
    }

    mutating func takeRestorations(_ result: Result<[Restoration], RuntimeError>) -> [Action] {
        restoring.isOver = true
        switch result {
        case .failure(let error):
            restoring.failure = restoring.failure ?? Failure(RunFailure.notRestored(error))
            return finish()
        case .success(let restorations):
            restoring.done = restorations.map { $0.named(keyed($0.container.service)) }
            restoring.unrecorded = restoring.done.filter { $0.failure == nil }.map(\.container)
        }
        return observe()
    }

    private func keyed(_ nameInRuntime: String) -> String {
        brief.environment.services.first { $0.nameInRuntime == nameInRuntime }?.name.description
            ?? nameInRuntime
    }

    // MARK: Recording

    /// Records what was started again, where that can be recorded now; the closing of a crash takes
    /// it along.
    ///
    /// The commit acted on stays as it was: a rewritten branch is not accepted by this. Onto a
    /// ledger that went back nothing is written.
    mutating func recordRestoring() -> [Action]? {
        guard !restoring.unrecorded.isEmpty, case .free = lock, doubts.isEmpty,
            !mayHaveLostLedger, let writer
        else { return nil }
        let seen = RecordedObservation(
            commit: state.commit ?? brief.commit, baseline: [:],
            findings: state.findings.keys.filter { $0.kind != .rolloutFailed }.sorted())
        let entry = LedgerEntry(
            at: moment.wall, run: writer.run, event: .observation(seen),
            restored: restoring.unrecorded)
        return append(entry, as: .restorations)
    }

    /// Whether the environment's tag may show that there was a ledger, which is asked later.
    private var mayHaveLostLedger: Bool {
        tip == nil && brief.environment.rules.environmentTag != nil
            && recollection?.knowsLedger == false
    }
}

extension Restoration {
    /// The same with the service's key.
    fileprivate func named(_ service: String) -> Restoration {
        Restoration(
            RestoredContainer(service: service, name: container.name, object: container.object),
            failure: failure, replacementFailure: replacementFailure)
    }
}

import PinionModel

/// The progress of a run in restoring what an interrupted change stopped.
struct RestoringState: Hashable, Sendable {
    /// The containers that were started again, or could not be.
    var done: [Restoration] = []
    /// The containers that were started again and are not yet in the ledger.
    var unrecorded: [RestoredContainer] = []
    /// How often another run wrote the ledger in between.
    var attempts = 0
    /// Whether restoring was tried in this run; it is tried once.
    var isOver = false
    /// Why the run ends after restoring: the ledger or the branch could not be read.
    var failure: Failure?
    /// Whether the holder of the ledger's open intent is known to be gone.
    var isHolderGone = false

    /// The failure of containers that could not be started again; `nil` if there are none.
    var stillDown: Failure? {
        let failures = done.filter { $0.problem != nil }
        return failures.isEmpty ? nil : Failure(RunFailure.stillDown(failures))
    }
}

/// Whatever was interrupted, what ran before runs again, whatever the rules say by then.
///
/// It comes before every rule: a manual or closed environment, a limit, `--only`, a rewritten
/// branch and `apply: never` do not keep a service down that Pinion's own interrupted change
/// stopped. It is left to a live run of this host that holds the environment, and it is not done on
/// another machine.
extension EnvironmentRun {
    /// The longest time from a stop to its start in another run that may be alive.
    package static let delay = Duration.seconds(15)
    /// The same for a run that holds the environment and cannot be seen from here.
    private static let delayWithUnseen = Duration.seconds(60)

    /// Ends the run with a problem; if it may restore, it first looks whether it must.
    mutating func end(_ failure: Failure) -> [Action] {
        guard brief.restorer != nil, heldBy == nil, restoring.failure == nil, !restoring.isOver,
            brief.environment.runtime.traits.stopsFormerContainer
        else { return finish(failure) }
        restoring.failure = failure
        return identify()
    }

    /// Whether the inventory shows something that must be restored.
    var mustRestore: Bool {
        brief.restorer != nil && (heldBy.map(isUnseen) ?? true) && !restoring.isOver && isTied
            && inventory.services.contains { $0.interruption?.isRestorable == true }
    }

    /// Whether this host cannot tell that a holder is gone; its intent then keeps nothing down.
    private func isUnseen(_ holder: IntentHolder) -> Bool {
        guard let own = brief.restorer else { return false }
        return holder.host != own.host || holder.boot != own.boot
    }

    /// Whether the file names the environment's machine, which was compared before the look.
    private var isTied: Bool {
        !brief.environment.runtime.traits.hasMachine || brief.environment.runtime.id != nil
    }

    /// Makes sure that no other run is at work, then restores.
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

    /// Reads the ledger again: what was seen may be the work of a run that began after it was read.
    private mutating func confirm() -> [Action] {
        phase = .confirmingRestoring
        return [.readLedger]
    }

    /// Decides whether to restore by whether the intent's holder is alive.
    ///
    /// A holder on this host is not disturbed, and the run goes on without restoring; one on
    /// another host only delays it.
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
            // An expired intent may be of a run that lives elsewhere; if the ledger went back, or a
            // newer version wrote it, there may be an open intent that is not seen here.
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

    /// Records what was started again, if that is possible now; otherwise the entry that closes an
    /// interrupted run records it.
    ///
    /// The commit acted on stays as it was, so that this accepts no rewritten branch. Nothing is
    /// appended to a ledger that went back.
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

    /// Whether the environment's tag, which is asked for later, may show that there was a ledger.
    private var mayHaveLostLedger: Bool {
        tip == nil && brief.environment.rules.environmentTag != nil
            && recollection?.knowsLedger == false
    }
}

extension Restoration {
    /// Returns a copy with the service's key.
    fileprivate func named(_ service: String) -> Restoration {
        Restoration(
            RestoredContainer(service: service, name: container.name, object: container.object),
            failure: failure, replacementFailure: replacementFailure)
    }
}

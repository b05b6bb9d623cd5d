import PinionDecisions
package import PinionModel

/// Another run's open intent: until when it holds the environment, as this host can tell, and breaking it by hand.
///
/// An intent says by its writer's clock when it was written and when it ends. What counts is how long it lasts: a
/// clock that is a year ahead must not lock the environment for a year. So it ends when it says, by the remote's clock where
/// that tells one, and never later than its length after now, nor after this host first saw it, where it remembers that.
extension EnvironmentRun {
    /// An open intent is somebody's lock, or a crash; one of this very run was stored without an answer.
    mutating func afterLedger(_ moment: Moment) -> [Action] {
        if let problem = unbreakable { return finish(problem: problem) }
        guard let writer, let intent = state.intent else { return checkBranch() }
        guard intent.holder != writer else {
            crashed = intent
            return checkBranch()
        }
        if let question = askClock() { return question }
        guard moment.wall < expiry(of: intent, moment) || isBreaking else {
            crashed = intent
            return checkBranch()
        }
        phase = .probing
        return [.probe(intent.holder)]
    }

    /// Asks the remote for the time, once; nil where it was asked.
    mutating func askClock(toRecord assessment: Assessment? = nil) -> [Action]? {
        guard !hasAskedClock else { return nil }
        hasAskedClock = true
        phase = .askingClock(toRecord: assessment != nil)
        return [.askClock]
    }

    /// Takes in what the remote's clock says, where it says anything.
    mutating func takeClock(_ remote: Timestamp?, _ moment: Moment) -> [Action] {
        clockLag = remote.map { $0 - moment.wall } ?? .zero
        guard phase == .askingClock(toRecord: true) else {
            return afterLedger(moment)
        }
        phase = .assessing
        return assess(moment)
    }

    /// When something is recorded to have happened: now, and never before now by the remote's clock.
    func dated(_ moment: Moment) -> Timestamp { moment.wall + correction }

    /// Until when this run's own intent holds, on this host's clock.
    func ownEnd(of intent: Intent) -> Timestamp { intent.expires + (.zero - correction) }

    /// How far this host's clock is off, either way, where that is more than an answer takes on its way.
    var clockShift: Duration { .shift(ofLag: clockLag) }

    private var correction: Duration { .correction(whereBehindBy: clockLag) }

    /// Until when an intent holds the environment, on this host's clock.
    func expiry(of intent: Intent, _ moment: Moment) -> Timestamp {
        let length = length(of: intent)
        let end = min(intent.expires + (.zero - clockLag), moment.wall + length)
        return recollection?.intentSeen.map { min(end, $0 + length) } ?? end
    }

    /// How long it holds from its record on.
    ///
    /// Where another record came after that, such as a pause, it is what an intent of this environment holds.
    private func length(of intent: Intent) -> Duration {
        let newest = ledgerEntry.flatMap { try? LedgerEntry(parsing: $0) }
        guard let newest, newest.event == .intent(intent) else { return leaseLength }
        return max(.zero, intent.expires - newest.at)
    }

    /// How long an intent of this run holds.
    var leaseLength: Duration { brief.environment.rules.limits.timeout + .seconds(60) }

    mutating func judge(_ life: HolderLiveness, _ moment: Moment) -> [Action] {
        if phase == .probingBeforeRestoring { return takeLifeBeforeRestoring(life, moment) }
        guard let intent = state.intent else { return checkBranch() }
        switch (life, isBreaking ? brief.wishes.lockBreak : nil) {
        case (.gone, _):
            crashed = intent
            restoring.isHolderGone = true
        case (.lives, .some):
            return finish(
                problem:
                    "the lock of \(brief.environment.name) is not broken: \(intent.holder) lives on this host; end "
                    + "that process, and the next run goes on from what it did")
        case (.mayLive, let lockBreak?):
            crashed = intent
            broken = Authority(
                kind: .lockBroken, who: brief.wishes.who,
                reason: "\(lockBreak.run): \(lockBreak.reason)")
        case (.lives, nil), (.mayLive, nil):
            heldBy = intent.holder
            heldUntil = expiry(of: intent, moment)
        }
        return checkBranch()
    }

    /// Whether a person asks that the lock which stands there now is broken, and it was not yet.
    var isBreaking: Bool {
        guard let lockBreak = brief.wishes.lockBreak, !hasBroken else { return false }
        return state.intent?.holder.run == lockBreak.run
    }

    /// Why the lock that a person named cannot be broken: it is not the one that stands there.
    private var unbreakable: String? {
        guard let lockBreak = brief.wishes.lockBreak, !hasBroken, !isBreaking || writer == nil
        else { return nil }
        let name = brief.environment.name
        guard let holder = state.intent?.holder else {
            return
                "there is no lock of run \(lockBreak.run) to break: no run holds \(name); nothing was changed, and a "
                + "reconcile without --break-lock goes on"
        }
        guard writer != nil else {
            return "no lock of \(name) is broken here: this run may not write its ledger"
        }
        return
            "the lock of run \(lockBreak.run) is not broken: \(holder) holds \(name) now; nothing was changed"
    }
}

/// A run of which another one recorded that it was interrupted.
package struct ClosedRun: Hashable, Sendable {
    /// Who it was.
    package let holder: IntentHolder
    /// Whether a person ordered that its lock be broken.
    package let isBroken: Bool

    /// Puts a statement together.
    package init(holder: IntentHolder, isBroken: Bool) {
        self.holder = holder
        self.isBroken = isBroken
    }
}

import PinionDecisions
package import PinionModel

/// Another run's open intent: until when it holds the environment, as this host can tell, and
/// breaking it by hand.
///
/// An intent says by its writer's clock when it was written and when it ends. What counts is how
/// long it lasts: a clock that is a year ahead must not lock the environment for a year. So it ends
/// when it says, by the remote's clock where that tells one, and never later than its length after
/// now, nor after this host first saw it, where it remembers that.
extension EnvironmentRun {
    /// An open intent is somebody's lock, or a crash; one of this very run was stored without an
    /// answer.
    mutating func afterLedger() -> [Action] {
        if let refusal = unbreakable { return fail(.lock(name, refusal)) }
        guard let writer, let intent = state.intent else { return checkBranch() }
        guard intent.holder != writer else {
            lock = .abandoned(intent, brokenBy: nil)
            return checkBranch()
        }
        if let question = askClock() { return question }
        guard moment.wall < expiry(of: intent) || isBreaking else {
            lock = .abandoned(intent, brokenBy: nil)
            return checkBranch()
        }
        phase = .probing(intent)
        return [.probe(intent.holder)]
    }

    /// Asks the remote for the time, once; nil where it was asked.
    mutating func askClock(isComparing: Bool = false) -> [Action]? {
        guard clockLead == nil else { return nil }
        phase = .askingClock(isComparing: isComparing)
        return [.askClock]
    }

    /// Takes in what the remote's clock says, where it says anything.
    mutating func takeClock(_ remote: Timestamp?, isComparing: Bool) -> [Action] {
        clockLead = remote.map { $0 - moment.wall } ?? .zero
        return isComparing ? compare() : afterLedger()
    }

    /// When something is recorded to have happened: now, and never before now by the remote's
    /// clock.
    var dated: Timestamp { moment.wall + correction }

    /// Until when this run's own intent holds, on this host's clock.
    func ownEnd(of intent: Intent) -> Timestamp { intent.expires + (.zero - correction) }

    /// How far this host's clock is off, either way, where that is more than an answer takes on its
    /// way.
    var clockShift: Duration { .shift(ofLag: clockLead ?? .zero) }

    private var correction: Duration { .correction(whereBehindBy: clockLead ?? .zero) }

    /// Until when an intent holds the environment, on this host's clock.
    func expiry(of intent: Intent) -> Timestamp {
        let length = length(of: intent)
        let end = min(intent.expires + (.zero - (clockLead ?? .zero)), moment.wall + length)
        return recollection?.intentSeen.map { min(end, $0 + length) } ?? end
    }

    /// How long it holds from its record on.
    ///
    /// Where another record came after that, such as a pause, it is what an intent of this
    /// environment holds.
    private func length(of intent: Intent) -> Duration {
        let entry = newest.flatMap { try? LedgerEntry(parsing: $0.entry) }
        guard let entry, entry.event == .intent(intent) else { return leaseLength }
        return max(.zero, intent.expires - entry.at)
    }

    /// How long an intent of this run holds.
    var leaseLength: Duration { brief.environment.rules.limits.timeout + .seconds(60) }

    mutating func judge(_ life: HolderLiveness, _ intent: Intent) -> [Action] {
        switch (life, isBreaking ? brief.options.lockBreak : nil) {
        case (.ended, _):
            lock = .abandoned(intent, brokenBy: nil)
            restoring.isHolderGone = true
        case (.alive, .some): return fail(.lock(name, .holderLives(intent.holder)))
        case (.unknown, let lockBreak?):
            lock = .abandoned(
                intent,
                brokenBy: Authority(
                    kind: .lockBroken, who: brief.options.who,
                    reason: "\(lockBreak.run): \(lockBreak.reason)"))
        case (.alive, nil), (.unknown, nil):
            lock = .held(by: intent.holder, until: expiry(of: intent))
        }
        return checkBranch()
    }

    /// Whether the lock that a person named was broken or closed, and that is recorded.
    private var hasBroken: Bool {
        closed.contains { $0.isBroken || $0.holder.run == brief.options.lockBreak?.run }
    }

    /// Whether a person asks that the lock which stands there now is broken, and it was not yet.
    var isBreaking: Bool {
        guard let lockBreak = brief.options.lockBreak, !hasBroken else { return false }
        return state.intent?.holder.run == lockBreak.run
    }

    /// Why the lock that a person named cannot be broken: it is not the one that stands there.
    private var unbreakable: LockRefusal? {
        guard let lockBreak = brief.options.lockBreak, !hasBroken, !isBreaking || writer == nil
        else { return nil }
        guard let holder = state.intent?.holder else { return .nobodyHolds(asked: lockBreak.run) }
        return writer == nil ? .readOnly : .heldByOther(holder, asked: lockBreak.run)
    }
}

/// A run of which another one recorded that it was interrupted.
package struct ClosedRun: Hashable, Sendable {
    /// Who it was.
    package let holder: IntentHolder
    /// Whether a person ordered that its lock be broken.
    package let isBroken: Bool

    package init(holder: IntentHolder, isBroken: Bool) {
        (self.holder, self.isBroken) = (holder, isBroken)
    }
}

import PinionDecisions
package import PinionModel

/// Another run's open intent: how long it holds the environment, and breaking it by hand.
///
/// An intent states, by its writer's clock, when it was written and when it ends. Only its length
/// counts: a clock that is a year ahead must not lock the environment for a year. So it ends at the
/// stated time by the remote's clock, if the remote tells the time, and never later than its length
/// after now, or after this host first saw it, if that is remembered.
extension EnvironmentRun {
    /// Decides whether an open intent is another run's lock or belongs to an interrupted run.
    ///
    /// An intent of this very run was stored although the answer was lost.
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

    /// Asks the remote for the time, once; returns `nil` if it was asked before.
    mutating func askClock(isComparing: Bool = false) -> [Action]? {
        guard clockLead == nil else { return nil }
        phase = .askingClock(isComparing: isComparing)
        return [.askClock]
    }

    /// Takes in the time of the remote's clock, if it tells one.
    mutating func takeClock(_ remote: Timestamp?, isComparing: Bool) -> [Action] {
        clockLead = remote.map { $0 - moment.wall } ?? .zero
        return isComparing ? compare() : afterLedger()
    }

    /// The time of a new record: now, but never earlier than now by the remote's clock.
    var dated: Timestamp { moment.wall + correction }

    /// Returns when this run's own intent ends, by this host's clock.
    func ownEnd(of intent: Intent) -> Timestamp { intent.expires + (.zero - correction) }

    /// How far this host's clock is off, either way, if an answer's delay does not explain it.
    var clockShift: Duration { .shift(ofLag: clockLead ?? .zero) }

    private var correction: Duration { .correction(whereBehindBy: clockLead ?? .zero) }

    /// Returns when an intent ceases to hold the environment, by this host's clock.
    func expiry(of intent: Intent) -> Timestamp {
        let length = length(of: intent)
        let end = min(intent.expires + (.zero - (clockLead ?? .zero)), moment.wall + length)
        return recollection?.intentSeen.map { min(end, $0 + length) } ?? end
    }

    /// Returns how long an intent holds, counted from its record.
    ///
    /// If another record followed it, such as a pause, this is the length of this environment's own
    /// intents.
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

    /// Whether the lock that an operator named was broken or closed, and that is recorded.
    private var hasBroken: Bool {
        closed.contains { $0.isBroken || $0.holder.run == brief.options.lockBreak?.run }
    }

    /// Whether an operator asked to break the present lock, and it is not broken yet.
    var isBreaking: Bool {
        guard let lockBreak = brief.options.lockBreak, !hasBroken else { return false }
        return state.intent?.holder.run == lockBreak.run
    }

    /// Why the lock that an operator named cannot be broken; `nil` if it can be or none was named.
    private var unbreakable: LockRefusal? {
        guard let lockBreak = brief.options.lockBreak, !hasBroken, !isBreaking || writer == nil
        else { return nil }
        guard let holder = state.intent?.holder else { return .nobodyHolds(asked: lockBreak.run) }
        return writer == nil ? .readOnly : .heldByOther(holder, asked: lockBreak.run)
    }
}

/// A run whose interruption another run recorded.
package struct ClosedRun: Hashable, Sendable {
    /// The holder of the closed intent.
    package let holder: IntentHolder
    /// Whether an operator ordered that its lock be broken.
    package let isBroken: Bool

    package init(holder: IntentHolder, isBroken: Bool) {
        (self.holder, self.isBroken) = (holder, isBroken)
    }
}

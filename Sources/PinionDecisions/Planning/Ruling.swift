package import PinionModel

/// The rules' verdict on a plan: the changes that may be made now, and the refusals of the others.
package struct Ruling: Hashable, Sendable {
    /// The changes that may be made now, in order.
    package let allowed: [PlannedChange]
    /// The environment tags that may be put now, once their images are verified.
    package let allowedTags: [PlannedTagWrite]
    /// The refusals, in the order in which they were met; any of them makes the exit code 3.
    package let refusals: [Refusal]
    /// The orders that lifted a rule, to be recorded before anything is applied.
    package let authorities: [Authority]

    /// A rule that refuses.
    package enum Refusal: Hashable, Sendable, CustomStringConvertible {
        /// The file holds a rule that this version does not enforce.
        case unenforced(UnenforcedRule)
        /// The tracked branch no longer contains the commit that was acted on last.
        case rewritten(from: CommitID, to: CommitID)
        /// A branch or ledger contradicts this host's memory, or traces of its former state.
        case history(String)
        /// `apply: manual` without an approval.
        case needsApproval(Digest)
        /// The approval is for another plan.
        case otherPlan(approved: Digest, actual: Digest)
        /// A window or freeze holds back new pins, and possibly repairs too.
        case closed(String, repairToo: Bool)
        /// There are more changes than one run may make.
        case tooManyChanges(Int, limit: Int, planHash: Digest)
        /// Operators paused it; the clauses say what, until when, who and why.
        case paused([String])
        /// Another environment holds the object, or its owner is unclear; only this service is
        /// refused.
        case heldElsewhere(service: String, reason: String)

        /// Whether it is about history and not about the plan: then nothing at all is written.
        package var isOfHistory: Bool {
            switch self {
            case .rewritten, .history: true
            case .unenforced, .needsApproval, .otherPlan, .closed, .tooManyChanges, .paused,
                .heldElsewhere:
                false
            }
        }

        /// Whether it stops all changes, rather than only those that it concerns.
        fileprivate var stopsWholePlan: Bool {
            switch self {
            case .closed, .paused, .heldElsewhere: false
            default: true
            }
        }

        /// The refusal as a clause, with its remedy.
        package var description: String {
            switch self {
            case .history(let clause): clause
            case .unenforced(let rule):
                "\(rule.site): this version of Pinion does not enforce `\(rule.key)` yet, and so "
                    + "applies nothing here; remove the rule, or wait for a version that does"
            case .rewritten(let from, let to): HistoryDoubt.rewriting(from: from, to: to)
            case .needsApproval(let hash):
                "changes need an approval; read the plan, then run `pinion reconcile --approve "
                    + "\(hash)`"
            case .otherPlan(let approved, let actual):
                "the approval is for the plan \(approved), and the plan is \(actual) now; read it "
                    + "anew, then approve that"
            case .closed(let reason, let repairToo):
                "new pins \(repairToo ? "and repairs " : "")wait for \(reason); if they cannot "
                    + "wait, run `pinion reconcile --override REASON`, which records it"
            case .tooManyChanges(let number, let limit, let hash):
                "\(plural(number, "change")) \(number == 1 ? "is" : "are") more than "
                    + "limits.changes allows in one run (\(limit)); read the plan, then run "
                    + "`pinion reconcile --approve \(hash)`"
            case .paused(let clauses): clauses.joined(separator: "; ")
            case .heldElsewhere(let service, let reason): "\(service): \(reason)"
            }
        }
    }
}

/// An operator's options for a run.
package struct RunOptions: Hashable, Sendable {
    /// The services or `SERVICE/CONTAINER` that may be changed; empty means all.
    package let only: Set<String>
    /// The hash of the approved plan.
    package let approved: Digest?
    /// The services or `SERVICE/CONTAINER` to try again after a failure.
    package let retry: Set<String>
    /// The rewritten branch's commit that is accepted.
    package let acceptedRewrite: CommitID?
    /// Why a closed window or a freeze is overridden; `nil` if it is not.
    package let override: OverrideReason?
    /// The lock to break; `nil` if there is none.
    package let lockBreak: LockBreak?
    /// The person who runs the command.
    package let who: String

    package init(
        only: Set<String> = [], approved: Digest? = nil, retry: Set<String> = [],
        acceptedRewrite: CommitID? = nil, override: OverrideReason? = nil,
        lockBreak: LockBreak? = nil, who: String
    ) {
        (self.lockBreak, self.only, self.approved, self.retry) = (lockBreak, only, approved, retry)
        (self.acceptedRewrite, self.override, self.who) = (acceptedRewrite, override, who)
    }
}

extension RunOptions {
    /// Whether the options allow a container to be changed.
    package func concern(_ key: ContainerKey) -> Bool { only.isEmpty || key.isNamed(in: only) }

    /// The services or `SERVICE/CONTAINER` with an override; empty means all, `nil` none.
    package var overridden: Set<String>? { override == nil ? nil : only }
}

/// An operator's order to break one run's lock, with the reason.
package struct LockBreak: Hashable, Sendable {
    /// The run whose intent is to be ended.
    package let run: String
    /// The reason.
    package let reason: OverrideReason

    package init(run: String, reason: OverrideReason) {
        (self.run, self.reason) = (run, reason)
    }
}

extension Ruling {
    /// Applies the rules to a plan.
    package init(
        on assessment: Assessment, planHash: Digest, rules: Rules, gate: PinGate,
        history: HistoryQuestions, options: RunOptions, pauses: [Pause] = []
    ) {
        var (refusals, authorities) = history.judged(by: options)
        let isPaused = { (key: ContainerKey) in pauses.contains { $0.concerns(key.service) } }
        let wished = assessment.plan.changes.filter {
            $0.obstacle == nil && options.concern($0.key)
        }
        var allowed = wished.filter { !isPaused($0.key) }
        let wishedTags = Self.following(
            wished, assessment.plan.tags.filter { $0.pins.contains(where: options.concern) })
        let tags = Self.following(allowed, wishedTags.filter { !$0.pins.contains(where: isPaused) })
        let held = Set(wished.map(\.key.service)).union(
            wishedTags.flatMap { $0.pins.map(\.service) })
        let holding = pauses.filter { pause in held.contains(where: pause.concerns) }
        if !holding.isEmpty { refusals.append(.paused(holding.map { $0.clause(on: held) })) }
        let planned = allowed.count + tags.count
        if planned > 0 { refusals += rules.unenforced.map(Refusal.unenforced) }
        let passing = Self.passing(gate, allowed)
        let passingTags = Self.passing(gate, tags, with: passing)
        let isOverridden = options.override != nil && passing.count + passingTags.count < planned
        if !isOverridden { allowed = passing }
        var allowedTags = isOverridden ? tags : passingTags
        let isHeldBack =
            allowed.count + allowedTags.count < planned
            || assessment.heldBack.contains(where: options.concern)
        if case .closed(let reason, let barsRepair) = gate, isHeldBack {
            refusals.append(.closed(reason, repairToo: barsRepair))
        }
        refusals +=
            Self.approvalRefusal(
                allowed, allowedTags, planHash: planHash, rules: rules, options: options
            ).map { [$0] } ?? []
        allowedTags = Self.following(allowed, allowedTags)
        if rules.apply == .never {
            allowed = []
            allowedTags = []
        }
        let isStopped = refusals.contains(where: \.stopsWholePlan)
        (self.allowed, self.allowedTags) = (isStopped ? [] : allowed, isStopped ? [] : allowedTags)
        self.refusals = rules.apply == .never ? [] : refusals
        self.authorities =
            authorities
            + Self.lifting(self.allowed, self.allowedTags, options, isOverridden: isOverridden)
    }

    private static func passing(_ gate: PinGate, _ changes: [PlannedChange]) -> [PlannedChange] {
        switch gate {
        case .open: changes
        case .closed(_, barsRepair: true): []
        case .closed(_, barsRepair: false): changes.filter { $0.cause != .newPin }
        }
    }

    private static func approvalRefusal(
        _ allowed: [PlannedChange], _ tags: [PlannedTagWrite], planHash: Digest, rules: Rules,
        options: RunOptions
    ) -> Refusal? {
        guard !allowed.isEmpty || !tags.isEmpty else { return nil }
        let number = allowed.count + tags.count { $0.cause == .inStep }
        if let approved = options.approved {
            return approved == planHash ? nil : .otherPlan(approved: approved, actual: planHash)
        }
        if rules.apply == .manual { return .needsApproval(planHash) }
        guard let limit = rules.limits.changes, number > limit else { return nil }
        return .tooManyChanges(number, limit: limit, planHash: planHash)
    }

    private static func lifting(
        _ allowed: [PlannedChange], _ tags: [PlannedTagWrite], _ options: RunOptions,
        isOverridden: Bool
    ) -> [Authority] {
        guard !allowed.isEmpty || !tags.isEmpty else { return [] }
        var authorities: [Authority] = []
        if let reason = options.override, isOverridden {
            authorities.append(
                Authority(kind: .override, who: options.who, reason: reason.description))
        }
        if let approved = options.approved {
            authorities.append(
                Authority(kind: .approval, who: options.who, reason: approved.description))
        }
        let keys = allowed.map(\.key) + tags.filter(\.isRetry).flatMap(\.pins)
        let retried = Set(keys.filter { $0.isNamed(in: options.retry) }).sorted()
        if !retried.isEmpty {
            let names = retried.map(\.description).joined(separator: " ")
            authorities.append(Authority(kind: .retry, who: options.who, reason: names))
        }
        return authorities
    }
}

extension Pause {
    /// Returns a clause with the services that it holds back, its end, its author and the reason.
    fileprivate func clause(on services: Set<String>) -> String {
        let names = services.filter(concerns).sorted()
        return "\(names.joined(separator: ", ")) \(names.count == 1 ? "is" : "are") paused \(words)"
    }
}

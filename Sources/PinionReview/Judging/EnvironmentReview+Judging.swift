import PinionDecisions
package import PinionModel

extension EnvironmentReview {
    /// Judges a change of one environment by the base's rules; `named` are the environments that
    /// the change says it is about, `nil` if it says nothing.
    package init(
        of subject: ReviewSubject, _ evidence: ReviewEvidence, named: Set<String>?,
        at now: Timestamp
    ) {
        let judge = PinJudge(subject, evidence, at: now)
        let relaxed = subject.relaxations(at: now)
        var violations = Self.readability(subject) + judge.violations
        violations += Self.relaxing(subject, relaxed)
        violations += Self.closed(subject, evidence)
        if let named, !named.contains(subject.name) {
            violations.append(Self.notNamed(subject.name, named))
        }
        self.init(
            name: subject.name, change: Self.change(subject), differences: subject.differences,
            changedRules: subject.changedRules, relaxed: relaxed, violations: violations,
            notes: Self.notes(subject, evidence) + judge.notes + Self.note(relaxed),
            plan: evidence.plan)
    }

    private static func change(_ subject: ReviewSubject) -> EnvironmentChange {
        switch (subject.base, subject.head) {
        case (.absent, _): .new
        case (_, .absent): .deleted
        default: .kept
        }
    }

    private static func readability(_ subject: ReviewSubject) -> [Violation] {
        var violations: [Violation] = []
        if case .unreadable(let mistakes) = subject.head {
            violations += mistakes.mistakes.map { Violation($0) }
        }
        if case .unreadable(let mistakes) = subject.base {
            let first = mistakes.mistakes.first.map { ": \($0)" } ?? ""
            violations.append(
                Violation(
                    .baseUnreadable,
                    "\(subject.name) cannot be read at the base, so that there are no rules to "
                        + "judge by\(first); whoever may merge without this check brings in the "
                        + "change that mends it"))
        }
        return violations
    }

    /// Returns a violation if the change relaxes rules and also moves pins under them.
    ///
    /// A hold concerns only its own pin, and what the present one bars is reported at that pin.
    private static func relaxing(_ subject: ReviewSubject, _ relaxed: [Relaxation]) -> [Violation] {
        let rules = relaxed.filter { $0.pin == nil }
        guard !rules.isEmpty, subject.differences.contains(where: { $0.newImage != nil }) else {
            return []
        }
        let list = rules.map(\.words).joined(separator: ", ")
        return [
            Violation(
                .rulesRelaxed,
                "the change relaxes \(list) and moves pins there as well; bring the rules in by a "
                    + "change of its own, which whoever owns them can approve")
        ]
    }

    /// Returns a violation if an environment is deleted while its new pins wait.
    private static func closed(
        _ subject: ReviewSubject, _ evidence: ReviewEvidence
    ) -> [Violation] {
        guard case .deleted = change(subject), case .closed(let reason, _) = evidence.gate else {
            return []
        }
        return [
            Violation(
                .windowClosed,
                "\(subject.name) cannot be deleted while its new pins wait for \(reason); a "
                    + "second change would be free of that; run the check again then")
        ]
    }

    private static func note(_ relaxed: [Relaxation]) -> [String] {
        guard !relaxed.isEmpty else { return [] }
        let list = relaxed.map(\.words).joined(separator: ", ")
        return ["relaxes \(list): the status pinion/rules fails, for those who own the rules"]
    }

    private static func notNamed(_ name: String, _ named: Set<String>) -> Violation {
        let list = named.isEmpty ? "no environment" : named.sorted().joined(separator: ", ")
        return Violation(
            .environmentNotNamed,
            "the change is about \(list), and it touches \(name) too; take that out into a change "
                + "of its own, or name \(name) as well")
    }

    private static func notes(_ subject: ReviewSubject, _ evidence: ReviewEvidence) -> [String] {
        switch change(subject) {
        case .new:
            return [
                "new: the base has no rules for it, so that only its files and images were "
                    + "checked, and its runtime was not contacted"
            ]
        case .deleted:
            return ["deleted: its services stay as they are and are no longer watched"]
                + (evidence.remainingLedger?.notes(of: subject.name) ?? [])
        case .kept: break
        }
        var notes: [String] = []
        if !subject.changedRules.isEmpty {
            notes.append(
                "rules changed: \(subject.changedRules.joined(separator: ", ")); takes effect "
                    + "after the merge, this change is judged by the present rules")
        }
        let unenforced = subject.base.environment?.rules.unenforced ?? []
        notes += unenforced.map {
            "`\($0.key)` (\($0.site)) is not enforced by this version, which applies nothing here "
                + "while it stands"
        }
        return notes
    }
}

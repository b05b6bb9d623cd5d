import PinionDecisions
import PinionModel
package import PinionReconcile

/// `plan`: what a reconcile would do, with the plan hash.
package enum PlanText {
    /// The plans of all environments.
    package static func text(of report: Report, _ palette: Palette) -> String {
        report.environments.map { environment in
            section(environment, palette, at: report.generatedAt).map { $0 + "\n" }.joined()
        }.joined(separator: "\n")
    }

    private static func section(
        _ environment: EnvironmentReport, _ palette: Palette, at now: Timestamp
    ) -> [String] {
        guard environment.elsewhere == nil else {
            return StatusTable.elsewhere(environment, palette)
        }
        var lines = [Heading.line(environment, palette)]
        lines += environment.problem?.printableLines.map { "  " + $0 } ?? []
        guard let result = environment.result, let assessment = result.assessment else {
            return lines + FindingsText.ofWhole(environment, palette)
        }
        let plan = assessment.plan
        lines += changes(plan, palette)
        lines += waits(assessment).map { "  " + $0 }
        lines += assessment.services.flatMap { service in
            HoldText.lines(of: service, at: now).map { "  = \($0)" }
        }
        lines += refusedTags(result).map { "  " + $0 }
        lines += result.refusals.map { "  refused: \($0.shown)" }
        if let holder = result.heldBy { lines.append("  held by \(holder.shown)") }
        lines += Self.never(result)
        if plan.isEmpty {
            lines.append("  no changes")
        } else {
            lines.append(
                "  \(plan.size), plan "
                    + "\(result.planHash?.description ?? "")"
            )
        }
        return lines
    }

    /// Why an environment that is not asked to applies nothing, where there is something to apply.
    static func never(_ result: EnvironmentResult) -> [String] {
        guard result.apply == .never, result.assessment?.plan.isEmpty == false else { return [] }
        return [
            "  nothing is applied here: `apply` is never in environment.yaml; set automatic or manual, "
                + "and commit it"
        ]
    }

    /// The changes of a plan, what they do besides, and the tags that are to be put.
    static func changes(_ plan: Plan, _ palette: Palette) -> [String] {
        plan.changes.flatMap { change($0, palette) } + effects(plan.effects)
            + plan.tags.flatMap { tag($0, palette) }
    }

    /// What changes do besides, a line each.
    static func effects(_ effects: [PlannedEffect]) -> [String] {
        effects.map { "  ! \($0.service.printable): also \($0.effect.description.printable)" }
    }

    /// `~ web  from → to` and, below it, why.
    static func change(_ change: PlannedChange, _ palette: Palette) -> [String] {
        let bits = change.restartsIdenticalBits ? "; restarts identical bits" : ""
        var lines = [
            "  ~ \(palette.strong(change.key.shown))  \(change.cause.words)\(bits)",
            "      from \(shown(change.declared))",
            "      to   \(change.image.reference.familiar)",
        ]
        if let obstacle = change.obstacle { lines.append("      held: \(obstacle.shown)") }
        return lines
    }

    /// `~ tag REPOSITORY:TAG  why`, and from where to where.
    static func tag(_ tag: PlannedTagWrite, _ palette: Palette) -> [String] {
        [
            "  ~ tag \(palette.strong(tag.write.tagged.familiar))  \(tag.words)",
            "      from \(tag.write.before?.description ?? "no such tag")",
            "      to   \(tag.write.after)",
        ]
    }

    /// The tags that registries did not take, a line each.
    static func refusedTags(_ result: EnvironmentResult) -> [String] {
        result.findings.filter { $0.kind == .environmentTagMoved }
            .map { "… \($0.message.printable)" }
    }

    private static func shown(_ declared: String) -> String {
        declared.isEmpty ? "nothing that can be seen" : declared
    }

    /// What the environment waits for besides, a line each.
    static func waits(_ assessment: Assessment) -> [String] {
        assessment.findings.filter {
            [.changePending, .rolloutProgressing, .pinUnpullable].contains($0.finding.kind)
                || $0.finding.severity == .unverified
        }
        .map { "… \($0.service.printable): \($0.finding.message.printable)" }
    }
}

extension PlannedChange.Cause {
    /// The cause in words.
    var words: String {
        switch self {
        case .newPin: "new pin"
        case .repair: "repair: back to the pin that was applied before"
        case .finish: "finish a change that was interrupted"
        }
    }
}

extension PlannedTagWrite {
    /// Why it is planned, in words.
    var words: String {
        let names = changing.map(\.shown).joined(separator: ", ")
        return changing.isEmpty ? "its pin is in step" : "once \(names) is verified"
    }
}

/// The first line of an environment's section.
enum Heading {
    static func line(_ environment: EnvironmentReport, _ palette: Palette) -> String {
        let commit = environment.result?.commit.map { "  commit \($0.short)" } ?? ""
        return palette.strong(environment.name.printable) + "  "
            + palette.paint(environment.status.rawValue, environment.status) + commit
    }
}

import PinionDecisions
import PinionModel
import PinionReconcile

/// `plan`: what a reconcile would do, with the plan hash.
enum PlanText {
    static func blocks(_ report: Report) -> [Block] {
        report.environments.map { section($0, at: report.generatedAt) }.asDocument
    }

    private static func section(_ environment: EnvironmentReport, at now: Timestamp) -> [Block] {
        guard environment.elsewhere == nil else { return StatusText.elsewhere(environment) }
        let head =
            [FindingsText.heading(environment)] + (environment.problem?.blocks(2, rest: 2) ?? [])
        guard let result = environment.result, let assessment = result.assessment else {
            return head + FindingsText.ofWhole(environment)
        }
        let plan = assessment.plan
        let holds = assessment.services.flatMap { HoldText.lines(of: $0, at: now) }
        let end: RichText =
            plan.isEmpty ? "no changes" : "\(plan.size), plan \(result.planHash?.description ?? "")"
        return head + changes(plan) + waits(assessment).indented(by: 2)
            + holds.map { .line(2, "= \($0)") } + refusedTags(result).indented(by: 2)
            + result.refusals.map { .line(2, "refused: \($0)") }
            + (result.heldBy.map { [.line(2, "held by \($0)")] } ?? []) + never(result)
            + [.line(2, end)]
    }

    /// Returns why an environment with `apply: never` does not apply its plan, if it has one.
    static func never(_ result: EnvironmentResult) -> [Block] {
        guard result.apply == .never, result.assessment?.plan.isEmpty == false else { return [] }
        return [
            .line(
                2,
                """
                nothing is applied here: `apply` is never in environment.yaml; set automatic or \
                manual, and commit it
                """)
        ]
    }

    /// Returns the changes of a plan, their side effects, and the tags to be put.
    static func changes(_ plan: Plan) -> [Block] {
        plan.changes.flatMap(change) + effects(plan.effects) + plan.tags.flatMap(tag)
    }

    /// Returns the side effects of changes, a line each.
    static func effects(_ effects: [PlannedEffect]) -> [Block] {
        effects.map { .line(2, "! \($0.service): also \($0.effect.description)") }
    }

    /// Returns `~ web  why` and, below it, the images before and after.
    private static func change(_ change: PlannedChange) -> [Block] {
        let bits = change.restartsIdenticalBits ? "; restarts identical bits" : ""
        return [
            .line(2, "~ \(.heading(change.key.description))  \(change.cause.words)\(bits)"),
            .line(6, "from \(declared(change.declared))"), .line(6, "to   \(change.image)"),
        ] + (change.obstacle.map { [.line(6, "held: \($0.text)")] } ?? [])
    }

    private static func tag(_ tag: PlannedTagWrite) -> [Block] {
        [
            .line(2, "~ tag \(.heading(tag.write.tagged.familiar))  \(tag.words)"),
            .line(6, "from \(before(tag.write))"), .line(6, "to   \(tag.write.after)"),
        ]
    }

    /// Returns what a tag named before a write.
    static func before(_ write: TagWrite) -> RichText {
        write.before.map { "\($0)" } ?? "no such tag"
    }

    /// Returns the tags that registries did not take, a line each.
    static func refusedTags(_ result: EnvironmentResult) -> [Block] {
        result.findings.filter { $0.kind == .environmentTagMoved }.map { .line(0, "… \($0.text)") }
    }

    /// Returns what was declared: a digest, or a reference that has none of its own.
    static func declared(_ declared: String) -> RichText {
        if declared.isEmpty { return "nothing that can be seen" }
        return (try? Digest(parsing: declared)).map { "\($0)" } ?? RichText(declared)
    }

    /// Returns what else the environment waits for, a line each.
    static func waits(_ assessment: Assessment) -> [Block] {
        assessment.findings.filter {
            [.changePending, .rolloutProgressing, .pinUnpullable].contains($0.finding.kind)
                || $0.finding.severity == .unverified
        }
        .map { .line(0, "… \(.service($0.service)): \($0.finding.text)") }
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
    /// The reason for the write, in words.
    var words: String {
        let names = changing.map(\.description).joined(separator: ", ")
        return changing.isEmpty ? "its pin is in step" : "once \(names) is verified"
    }
}

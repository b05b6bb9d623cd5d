import PinionDecisions
package import PinionModel
import PinionReconcile

/// `drift` and the end of `reconcile`: every finding with its sentence.
package enum FindingsText {
    /// Returns the drift report.
    static func drift(_ report: Report) -> [Block] {
        let sections = report.environments.map { environment in
            guard environment.elsewhere == nil else { return elsewhere(environment) }
            return [heading(environment)] + look(environment) + problem(environment)
                + findings(environment, at: report.generatedAt)
        }
        let age = report.age == nil ? [] : [StatusText.age(of: report)]
        return (age + sections + [[.line(0, StatusText.summary(of: report))]]).asDocument
    }

    /// Returns what a reconcile did, and what remains.
    static func reconcile(_ report: Report) -> [Block] {
        report.environments.map { environment in
            guard environment.elsewhere == nil else { return elsewhere(environment) }
            return [heading(environment)] + problem(environment)
                + restored(environment) + results(environment) + rules(environment)
                + findings(environment, at: report.generatedAt, besidesRefusals: true)
        }.asDocument
    }

    /// Returns the first line of an environment's section.
    static func heading(_ environment: EnvironmentReport) -> Block {
        let commit: RichText = environment.result?.commit.map { "  commit \($0)" } ?? ""
        return .line(0, "\(.heading(environment.name))  \(.status(environment.status))\(commit)")
    }

    /// Returns the section of an environment on another machine.
    private static func elsewhere(_ environment: EnvironmentReport) -> [Block] {
        StatusText.elsewhere(environment)
            + findings(environment, at: environment.lastLook?.at ?? Timestamp(secondsSinceEpoch: 0))
    }

    private static func look(_ environment: EnvironmentReport) -> [Block] {
        environment.lastLook.map { [.line(2, "\(.faint("last recorded look \($0.words)"))")] } ?? []
    }

    private static func problem(_ environment: EnvironmentReport) -> [Block] {
        environment.problem?.blocks(2, "error: ", rest: 4) ?? []
    }

    private static func restored(_ environment: EnvironmentReport) -> [Block] {
        environment.restored.filter { $0.failure == nil }.map { .line(2, restored($0)) }
    }

    /// Returns what was started again, or why it could not be.
    package static func restored(_ one: Restoration) -> RichText {
        one.problem.map { RichText($0) } ?? LogText.restored(one.container)
    }

    private static func results(_ environment: EnvironmentReport) -> [Block] {
        guard let result = environment.result else { return [] }
        let changes = result.results.map { result -> Block in
            let change = result.change
            let reason = result.verdict.reason.isEmpty ? "" : ": \(result.verdict.reason)"
            return .line(2, "\(result.verdict.words) \(change.container)  \(change.after)\(reason)")
        }
        // Side effects of planned changes are shown with the plan.
        let effects = result.results.isEmpty ? [] : PlanText.effects(result.effects)
        return changes + result.tags.map { tag($0, result) } + effects
    }

    private static func tag(_ tag: TagResult, _ result: EnvironmentResult) -> Block {
        let reason = result.tagErrors[tag.write]?.description ?? tag.verdict.reason
        let end = reason.isEmpty ? "" : ": \(reason)"
        return .line(2, "tag \(tag.write.tagged) \(tag.verdict.words) \(tag.write.after)\(end)")
    }

    private static func rules(_ environment: EnvironmentReport) -> [Block] {
        guard let result = environment.result else { return [] }
        var lines = result.closed.map { [closed($0, result.environment)] } ?? []
        lines += result.refusals.map { .line(2, "refused: \($0)") }
        lines += holder(result)
        lines += result.notRetried.map { .line(2, "not tried again: \($0)") }
        lines += PlanText.never(result)
        if let plan = result.assessment?.plan, !plan.isEmpty {
            lines += PlanText.changes(plan)
            lines.append(
                .line(2, "\(plan.size) not made, plan \(result.planHash?.description ?? "")"))
        }
        if lines.isEmpty, result.results.isEmpty, result.tags.isEmpty, result.restored.isEmpty,
            environment.failure == nil
        {
            lines.append(.line(2, "nothing to change"))
        }
        return lines
    }

    private static func holder(_ result: EnvironmentResult) -> [Block] {
        guard let holder = result.heldBy else { return [] }
        let until: RichText = result.heldUntil.map { " until \($0)" } ?? ""
        let line = Block.line(
            2, "held by \(holder)\(until): it may be at work, so this run changes nothing")
        guard result.heldUntil != nil else { return [line] }
        return [
            line,
            .line(
                4,
                """
                if that host is gone for good: pinion reconcile \(result.environment) --break-lock \
                \(holder.run) REASON
                """),
        ]
    }

    /// Returns the line about another run's lock.
    private static func closed(_ run: ClosedRun, _ name: Environment.Name) -> Block {
        let words =
            run.isBroken ? "broke the lock of \(run.holder)" : "\(run.holder) was interrupted"
        return .line(2, "\(words): \(.command("pinion log \(name)")) has what it had done")
    }

    private static func findings(
        _ environment: EnvironmentReport, at now: Timestamp, besidesRefusals: Bool = false
    ) -> [Block] {
        let services = environment.services.sorted { $0.status < $1.status }
        return ofWhole(environment, besidesRefusals: besidesRefusals)
            + services.flatMap { service -> [Block] in
                let below =
                    service.findings.flatMap { lines($0, of: service) }
                    + HoldText.clauses(of: service, at: now).map { .line(4, $0) }
                guard !below.isEmpty else { return [] }
                return [.line(2, "\(.heading(service.name))  \(.status(service.status))")] + below
            }
    }

    /// Returns the findings of an environment as a whole, without what is shown elsewhere.
    static func ofWhole(
        _ environment: EnvironmentReport, besidesRefusals: Bool = false
    ) -> [Block] {
        environment.worstFirst(besidesRefusals: besidesRefusals).flatMap { lines($0) }
    }

    private static func lines(_ finding: Finding, of service: ServiceAssessment? = nil) -> [Block] {
        let isNamed = (service?.containers.count ?? 0) > 1
        let container = finding.container.flatMap { isNamed ? " \($0):" : nil } ?? ""
        let line: RichText =
            "\(.severity(finding.severity)) \(finding.kind.rawValue):\(container) \(finding.text)"
        let facts = [
            finding.firstSeen.map { "first seen \($0)" },
            finding.changedBy.map { "changed by \($0)" },
        ].compactMap(\.self)
        return [.line(4, line)]
            + (facts.isEmpty ? [] : [.line(6, "\(.faint(facts.joined(separator: "; ")))")])
    }
}

extension RecordedResult.Verdict {
    /// The verdict as the start of a line.
    var words: String {
        switch self {
        case .verified: "applied and verified"
        case .applied: "applied, nothing runs to verify"
        case .underWay: "under way:"
        case .failed: "failed:"
        case .lost: "lost:"
        case .obstructed: "undone:"
        case .notBegun: "not begun:"
        }
    }
}

extension TagResult.Verdict {
    /// The verdict between a tag and its digest.
    var words: String {
        switch self {
        case .put: "put on"
        case .refused, .unanswered: "not taken for"
        case .notBegun: "not put on"
        }
    }
}

import PinionDecisions
package import PinionModel
package import PinionReconcile

/// `drift` and the end of `reconcile`: every finding with its sentence.
package enum FindingsText {
    /// The drift report.
    package static func drift(_ report: Report, _ palette: Palette) -> String {
        let sections = report.environments.map { environment in
            guard environment.elsewhere == nil else { return elsewhere(environment, palette) }
            return
                ([Heading.line(environment, palette)] + look(environment, palette)
                + problem(environment)
                + findings(environment, palette, at: report.generatedAt)).map { $0 + "\n" }.joined()
        }
        let age = report.age.map { [palette.strong($0) + "\n"] } ?? []
        return (age + sections + [StatusTable.summary(of: report) + "\n"]).joined(separator: "\n")
    }

    /// What a reconcile did, and what remains.
    package static func reconcile(_ report: Report, _ palette: Palette) -> String {
        let sections = report.environments.map { environment in
            guard environment.elsewhere == nil else { return elsewhere(environment, palette) }
            return
                ([Heading.line(environment, palette)] + problem(environment)
                + restored(environment) + results(environment) + rules(environment, palette)
                + findings(
                    environment, palette, at: report.generatedAt, besidesRefusals: true))
                .map { $0 + "\n" }.joined()
        }
        return sections.joined(separator: "\n")
    }

    /// What is said of an environment on another machine.
    static func elsewhere(_ environment: EnvironmentReport, _ palette: Palette) -> String {
        (StatusTable.elsewhere(environment, palette)
            + findings(
                environment, palette,
                at: environment.lastLook?.at ?? Timestamp(secondsSinceEpoch: 0)))
            .map { $0 + "\n" }.joined()
    }

    private static func look(_ environment: EnvironmentReport, _ palette: Palette) -> [String] {
        environment.lastLook.map {
            ["  " + palette.faint("last recorded look \($0.words.printable)")]
        } ?? []
    }

    private static func problem(_ environment: EnvironmentReport) -> [String] {
        let lines = environment.problem?.printableLines ?? []
        return lines.prefix(1).map { "  error: " + $0 } + lines.dropFirst().map { "    " + $0 }
    }

    private static func restored(_ environment: EnvironmentReport) -> [String] {
        environment.restored.filter { $0.failure == nil }.map { "  " + restored($0) }
    }

    /// What was started again, or why it could not be.
    package static func restored(_ one: Restoration) -> String {
        if let problem = one.problem { return problem.printable }
        let name = one.container.name.printable
        return "started again \(one.container.service.printable)  \(name) "
            + "(\(one.container.object.prefix(12).description.printable)), which an interrupted "
            + "change had stopped"
    }

    private static func results(_ environment: EnvironmentReport) -> [String] {
        (environment.result?.results ?? []).map { result in
            let change = result.change
            let reason = result.verdict.reason.isEmpty ? "" : ": \(result.verdict.reason.printable)"
            return
                "  \(result.verdict.words) \(change.container.shown)  "
                + "\(change.after.reference.familiar)\(reason)"
        } + (environment.result.map(tags) ?? []) + (environment.result.map(effects) ?? [])
    }

    /// What changes that were made did besides; that of a plan stands with its changes.
    private static func effects(_ result: EnvironmentResult) -> [String] {
        result.results.isEmpty ? [] : PlanText.effects(result.effects)
    }

    private static func tags(_ result: EnvironmentResult) -> [String] {
        result.tags.map { tag in
            let reason = result.tagErrors[tag.write]?.description ?? tag.verdict.reason
            let end = reason.isEmpty ? "" : ": \(reason.printable)"
            return
                "  tag \(tag.write.tagged.familiar) \(tag.verdict.words) \(tag.write.after)\(end)"
        }
    }

    private static func rules(_ environment: EnvironmentReport, _ palette: Palette) -> [String] {
        guard let result = environment.result else { return [] }
        var lines = result.closed.map { [closed($0, result.environment)] } ?? []
        lines += result.refusals.map { "  refused: \($0.shown)" }
        if let holder = result.heldBy {
            let until = result.heldUntil.map { " until \($0)" } ?? ""
            lines.append(
                "  held by \(holder.shown)\(until): it may be at work, so this run changes nothing")
            if result.heldUntil != nil {
                lines.append(
                    "    if that host is gone for good: pinion reconcile \(result.environment) --break-lock "
                        + "\(holder.run.printable) REASON")
            }
        }
        lines += result.notRetried.map { "  not tried again: \($0.printable)" }
        lines += PlanText.never(result)
        let plan = result.assessment?.plan
        if let plan, !plan.isEmpty {
            lines += PlanText.changes(plan, palette)
            lines.append(
                "  \(plan.size) not made, plan "
                    + "\(result.planHash?.description ?? "")"
            )
        }
        if lines.isEmpty, result.results.isEmpty, result.tags.isEmpty, result.restored.isEmpty,
            environment.failure == nil
        {
            lines.append("  nothing to change")
        }
        return lines
    }

    /// What became of another run's lock.
    private static func closed(_ run: ClosedRun, _ name: Environment.Name) -> String {
        let words =
            run.isBroken
            ? "broke the lock of \(run.holder.shown)" : "\(run.holder.shown) was interrupted"
        return "  \(words): `pinion log \(name)` has what it had done"
    }

    private static func findings(
        _ environment: EnvironmentReport, _ palette: Palette, at now: Timestamp,
        besidesRefusals: Bool = false
    ) -> [String] {
        ofWhole(environment, palette, besidesRefusals: besidesRefusals)
            + environment.services.flatMap { service -> [String] in
                let below =
                    service.findings.flatMap { lines($0, palette, of: service) }
                    + HoldText.clauses(of: service, at: now).map { "    \($0)" }
                guard !below.isEmpty else { return [] }
                return [
                    "  \(palette.strong(service.name.printable))  "
                        + "\(palette.paint(service.status.rawValue, service.status))"
                ] + below
            }
    }

    /// The findings of an environment as a whole, but for what is said already.
    static func ofWhole(
        _ environment: EnvironmentReport, _ palette: Palette, besidesRefusals: Bool = false
    ) -> [String] {
        environment.furtherFindings(besidesRefusals: besidesRefusals)
            .flatMap { lines($0, palette) }
    }

    private static func lines(
        _ finding: Finding, _ palette: Palette, of service: ServiceAssessment? = nil
    ) -> [String] {
        let isNamed = (service?.containers.count ?? 0) > 1
        let container = finding.container.flatMap { isNamed ? " \($0.printable):" : nil } ?? ""
        var lines = [
            "    \(palette.paint(finding.severity)) \(finding.kind.rawValue):\(container) "
                + "\(finding.message.printable)"
        ]
        let facts = [
            finding.firstSeen.map { "first seen \($0)" },
            finding.changedBy.map { "changed by \($0.shown)" },
        ].compactMap(\.self)
        if !facts.isEmpty { lines.append("      " + palette.faint(facts.joined(separator: "; "))) }
        return lines
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

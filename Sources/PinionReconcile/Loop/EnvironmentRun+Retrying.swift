import PinionDecisions
import PinionModel

/// The result of `--retry`: an operator who asks for a retry is told if there was none, and why.
extension EnvironmentRun {
    /// Why services were not retried as asked, one sentence each, without refusals by rules.
    var notRetried: [String] {
        guard heldBy == nil, let assessment else { return [] }
        return brief.options.retry.sorted().compactMap { reason(against: $0, assessment) }
    }

    private func reason(against name: String, _ assessment: Assessment) -> String? {
        let isMeant = { (key: ContainerKey) in key.isNamed(in: [name]) }
        // A tag that was put is a retry only for the pins that it represents.
        let repositories = brief.environment.pins.filter { $0.key.isNamed(in: [name]) }
            .map(\.value.image.repository)
        let isTried =
            delivery.results.contains { isMeant($0.change.container) }
            || delivery.tags.contains { repositories.contains($0.write.repository) }
        guard !isTried else { return nil }
        let keys = assessment.plan.changes.map(\.key) + assessment.plan.tags.flatMap(\.pins)
        if let key = keys.first(where: isMeant) {
            guard brief.options.concern(key) else { return "\(name): --only leaves it out" }
            let change = assessment.plan.changes.first { isMeant($0.key) && $0.obstacle != nil }
            return change?.obstacle.map { "\(name): \($0)" }
        }
        let service = name.prefix { $0 != "/" }
        guard let seen = assessment.services.first(where: { $0.name == service }),
            brief.environment.services.contains(where: { $0.name.description == service })
        else { return nil }
        guard seen.findings.contains(where: { $0.kind == .rolloutFailed }) else {
            return "\(name): nothing of it failed that could be tried again"
        }
        return "\(name): the runtime declares the pin already, and Pinion forces no restart; "
            + "restart it there, or change the pin"
    }
}

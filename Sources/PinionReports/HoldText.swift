import PinionDecisions
import PinionModel

/// Holds for people: `held for 3 days: memory leak (refuses sha256:0f3c5a1e9d7b; until 2026-12-01)`.
enum HoldText {
    /// The held containers of a service, a clause each; a name stands before it where there are several.
    static func clauses(of service: ServiceAssessment, at now: Timestamp) -> [String] {
        service.containers.compactMap { container in
            guard let hold = container.hold else { return nil }
            let isNamed = service.containers.count > 1
            return (isNamed ? "\(container.name.printable): " : "") + clause(hold, at: now)
        }
    }

    /// The same, each after `SERVICE` or `SERVICE/CONTAINER`.
    static func lines(of service: ServiceAssessment, at now: Timestamp) -> [String] {
        service.containers.compactMap { container in
            guard let hold = container.hold else { return nil }
            let isNamed = service.containers.count > 1
            return service.name.printable + (isNamed ? "/\(container.name.printable)" : "") + ": "
                + clause(hold, at: now)
        }
    }

    /// One hold.
    static func clause(_ reported: ReportedHold, at now: Timestamp) -> String {
        let hold = reported.hold
        let isInForce = hold.isInForce(at: now)
        let digests = hold.refuse.map(\.short).joined(separator: " ")
        let facts = [
            digests.isEmpty ? nil : "\(isInForce ? "refuses" : "refused") \(digests)",
            isInForce ? hold.until.map { "until \($0)" } : nil,
        ].compactMap(\.self)
        let reason = hold.reason.map { ": \($0.printable)" } ?? ""
        return beginning(reported, at: now) + reason
            + (facts.isEmpty ? "" : " (\(facts.joined(separator: "; ")))")
    }

    private static func beginning(_ reported: ReportedHold, at now: Timestamp) -> String {
        if let until = reported.hold.until, !reported.hold.isInForce(at: now) {
            return "the hold ended with \(until)"
        }
        switch reported.since {
        case .commit(let revision): return "held for \(age(now - revision.authored))"
        case .before(let revision): return "held for over \(age(now - revision.authored))"
        case nil: return "held"
        }
    }

    /// A length of time in its largest unit.
    private static func age(_ length: Duration) -> String {
        let seconds = max(0, Int(length.components.seconds))
        if seconds >= 86_400 { return plural(seconds / 86_400, "day") }
        if seconds >= 3_600 { return plural(seconds / 3_600, "hour") }
        return plural(seconds / 60, "minute")
    }
}

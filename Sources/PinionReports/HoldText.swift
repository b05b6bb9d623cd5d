import PinionDecisions
import PinionModel

/// Holds in reports: `refuses sha256:0f3c5a1e9d7b for 3 days, until the end of … UTC: leak`.
enum HoldText {
    /// Returns a clause for each held container of a service, named if there are several.
    static func clauses(of service: ServiceAssessment, at now: Timestamp) -> [RichText] {
        service.containers.compactMap { container in
            container.hold.map { hold in
                let isNamed = service.containers.count > 1
                return "\(isNamed ? "\(container.name): " : "")\(clause(hold, at: now))"
            }
        }
    }

    /// Returns the same clauses, each after `SERVICE` or `SERVICE/CONTAINER`.
    static func lines(of service: ServiceAssessment, at now: Timestamp) -> [RichText] {
        let separator = service.containers.count > 1 ? "/" : ": "
        return clauses(of: service, at: now).map { "\(.service(service.name))\(separator)\($0)" }
    }

    private static func clause(_ reported: ReportedHold, at now: Timestamp) -> RichText {
        guard reported.hold.isInForce(at: now) else { return reported.hold.words(isOver: true) }
        let age: String =
            switch reported.since {
            case .commit(let revision): " for \((now - revision.authored).inWords)"
            case .before(let revision): " for over \((now - revision.authored).inWords)"
            case nil: ""
            }
        return reported.hold.words(age: age)
    }
}

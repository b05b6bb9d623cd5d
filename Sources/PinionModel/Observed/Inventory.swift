/// What a runtime says of the services in an environment's scope at one moment.
package struct Inventory: Hashable, Sendable {
    /// What is in scope, ordered by name.
    package let services: [ServiceObservation]
    /// Names that were asked for, exist, and are outside the scope, ordered by name.
    package let outOfScope: [OutOfScope]
    /// Why running containers that the scope covers are left to others, ordered.
    package let leftOut: [String]
    /// Instances that failed and are not restarted while others of their service run, in words.
    package let ended: [String]

    package init(
        services: [ServiceObservation], outOfScope: [OutOfScope] = [], leftOut: [String] = [],
        ended: [String] = []
    ) {
        self.services = services.sorted { $0.name < $1.name }
        self.outOfScope = outOfScope.sorted { $0.name < $1.name }
        (self.leftOut, self.ended) = (leftOut.sorted(), ended.sorted())
    }

    /// The services by their names, without names that several share: they may mean any.
    package var distinct: [String: ServiceObservation] {
        Dictionary(grouping: services, by: \.name).compactMapValues { $0.count == 1 ? $0[0] : nil }
    }
}

/// A service that exists and is not in the environment's scope.
package struct OutOfScope: Hashable, Sendable {
    /// Its name in the runtime.
    package let name: String
    /// Why it is not in scope, as the end of "it exists, but …".
    package let reason: String

    package init(name: String, reason: String) { (self.name, self.reason) = (name, reason) }
}

/// What of a service is to run, as its runtime holds it.
package enum Wanted: Hashable, Sendable {
    /// At least one instance.
    case instances
    /// At least one; none runs, and nothing under way brings one; the clause says more.
    case stalled(String)
    /// Nothing: it is scaled to nothing.
    case nothing
    /// It ran to its end and ended well: a job, or a container that exited 0 and is not restarted.
    case end
}

/// A service that is down because a change of Pinion's was interrupted.
package struct Interruption: Hashable, Sendable {
    /// What stands there and what happens next, as a clause for people.
    package let clause: String
    /// Whether the next reconcile starts it again, whatever the rules: nobody touched it since.
    package let isRestorable: Bool
    /// Whether nothing runs already; false while what was stopped is still ending.
    package let isDown: Bool

    package init(_ clause: String, isRestorable: Bool, isDown: Bool = true) {
        (self.clause, self.isRestorable, self.isDown) = (clause, isRestorable, isDown)
    }
}

/// A runtime's services in an environment's scope at one moment.
package struct Inventory: Hashable, Sendable {
    /// The services in scope, ordered by name.
    package let services: [ServiceObservation]
    /// The services that were asked for by name and exist only outside the scope, ordered by name.
    package let outOfScope: [OutOfScope]
    /// Why running containers within the scope are left to other tools, ordered.
    package let leftOut: [String]
    /// Instances that failed and are not restarted while others of their service run, as clauses.
    package let ended: [String]

    package init(
        services: [ServiceObservation], outOfScope: [OutOfScope] = [], leftOut: [String] = [],
        ended: [String] = []
    ) {
        // An observation is large: only numbers are moved while sorting.
        let order = services.indices.sorted { services[$0].name < services[$1].name }
        self.services = order.map { services[$0] }
        self.outOfScope = outOfScope.sorted { $0.name < $1.name }
        (self.leftOut, self.ended) = (leftOut.sorted(), ended.sorted())
    }

    /// The services by their names, without names that several services share.
    package var distinct: [String: ServiceObservation] {
        Dictionary(grouping: services, by: \.name).compactMapValues { $0.count == 1 ? $0[0] : nil }
    }
}

/// A service that exists outside the environment's scope.
package struct OutOfScope: Hashable, Sendable {
    /// The name in the runtime.
    package let name: String
    /// Why it is not in scope, as the end of "it exists, but …".
    package let reason: String

    package init(name: String, reason: String) { (self.name, self.reason) = (name, reason) }
}

/// The instances of a service that should run, according to its runtime.
package enum Wanted: Hashable, Sendable {
    /// At least one instance.
    case instances
    /// At least one, but none runs and none is being started; the clause says more.
    case stalled(String)
    /// None: the service is scaled to zero.
    case nothing
    /// None: it ran to its end successfully, as a job or a container that exited 0 without restart.
    case end
}

/// A service that is down because a change of Pinion's was interrupted.
package struct Interruption: Hashable, Sendable {
    /// The present state and what happens next, as a clause.
    package let clause: String
    /// Whether the next reconcile restarts it, whatever the rules are: no one touched it since.
    package let isRestorable: Bool
    /// Whether nothing runs any more; false while the stopped container is still ending.
    package let isDown: Bool

    package init(_ clause: String, isRestorable: Bool, isDown: Bool = true) {
        (self.clause, self.isRestorable, self.isDown) = (clause, isRestorable, isDown)
    }
}

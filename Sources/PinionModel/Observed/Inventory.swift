/// What a runtime says of the services in an environment's scope at one moment.
package struct Inventory: Hashable, Sendable {
    /// What is in scope, ordered by name.
    package let services: [ServiceObservation]
    /// Names that were asked for, exist, and are outside the scope, with the reason; ordered.
    package let outOfScope: [OutOfScope]
    /// Why running containers in the scope are left out: others look after them; ordered.
    package let leftOut: [String]
    /// Instances that ended with a failure and that nothing starts again, while others of their
    /// service run; ordered, each as words.
    package let ended: [String]

    /// Puts an inventory together; everything is ordered here.
    package init(
        services: [ServiceObservation], outOfScope: [OutOfScope] = [], leftOut: [String] = [],
        ended: [String] = []
    ) {
        self.leftOut = leftOut.sorted()
        self.ended = ended.sorted()
        self.services = services.sorted { $0.name < $1.name }
        self.outOfScope = outOfScope.sorted { $0.name < $1.name }
    }

    /// The services by their names, without names that several share.
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

    /// Names a service outside the scope.
    package init(name: String, reason: String) {
        self.name = name
        self.reason = reason
    }
}

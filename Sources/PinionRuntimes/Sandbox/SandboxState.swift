package import PinionModel

/// Everything that a sandbox holds: a small orchestrator as a value.
///
/// It behaves as real ones do: a restart or replacement resolves a floating reference again, a
/// re-creation takes the template, and a change is taken before it is carried out. It asks nobody:
/// what registries say comes with the ``SandboxOccasion``, and a question that was not asked yet
/// is thrown as ``SandboxObstruction/unanswered(_:)``.
package struct SandboxState: Hashable, Sendable {
    /// The services, ordered by name.
    package private(set) var services: [SandboxService]
    /// How many ids were given out.
    package internal(set) var serial: Int
    /// How many looks a rollout takes; 0 replaces all instances at once.
    package var rolloutSteps: Int
    /// Whether the sandbox does not answer at all.
    package var isSilent: Bool

    /// An empty sandbox, or one with what a file holds; the services are ordered here.
    package init(
        services: [SandboxService] = [], serial: Int = 0, rolloutSteps: Int = 0,
        isSilent: Bool = false
    ) {
        let isOrdered = zip(services, services.dropFirst()).allSatisfy { $0.name < $1.name }
        self.services = isOrdered ? services : services.sorted { $0.name < $1.name }
        self.serial = serial
        self.rolloutSteps = rolloutSteps
        self.isSilent = isSilent
    }

    /// The service of a name; nil where there is none.
    package func service(_ name: String) -> SandboxService? {
        index(of: name).map { services[$0] }
    }

    /// Changes a service of the sandbox with a function that may also give out ids.
    mutating func withService(
        _ name: String, to operation: String,
        _ body: (inout SandboxService, inout Int) throws(SandboxObstruction) -> Void
    ) throws(SandboxObstruction) {
        guard let index = index(of: name) else {
            throw .refused(
                .refused(
                    operation: "\(operation) \(name)", reason: "the sandbox has no such service",
                    remedy: "see which it has with `pinion sandbox show`"))
        }
        var service = services[index]
        var serial = serial
        try body(&service, &serial)
        services[index] = service
        self.serial = serial
    }

    /// Puts a new service in its place; the name must not be taken.
    mutating func insert(_ service: SandboxService) {
        let place = services.firstIndex { $0.name > service.name } ?? services.endIndex
        services.insert(service, at: place)
    }

    /// Takes a service out with its instances.
    package mutating func remove(_ name: String) throws(SandboxObstruction) {
        try withService(name, to: "remove") { _, _ throws(SandboxObstruction) in }
        services.removeAll { $0.name == name }
    }

    /// Whether a rollout is under way that will take another step.
    package var isMoving: Bool { services.contains { $0.moving != nil } }

    /// Lets every rollout under way take its next step, as the passing of time would.
    package mutating func tick(at now: Timestamp) {
        for index in services.indices {
            guard let progress = services[index].moving else { continue }
            services[index].advance(progress, serial: &serial, at: now)
        }
    }

    private func index(of name: String) -> Int? {
        var range = services.startIndex..<services.endIndex
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            if services[middle].name == name { return middle }
            range =
                services[middle].name < name
                ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return nil
    }
}

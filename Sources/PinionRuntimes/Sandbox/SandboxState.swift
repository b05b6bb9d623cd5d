import PinionModel

/// The contents of a sandbox: a small orchestrator as a value.
///
/// Like a real one, it resolves a floating reference anew at a restart or replacement, re-creates
/// from the template, and accepts a change before it is carried out. Registry answers come with the
/// ``SandboxOccasion``; a missing one is thrown as ``SandboxObstruction/unanswered(_:)``.
package struct SandboxState: Hashable, Sendable {
    /// The services, ordered by name.
    private(set) var services: [SandboxService] = []
    /// The number of ids given out so far.
    var serial = 0
    /// The number of looks that a rollout takes; 0 replaces all instances at once.
    var rolloutSteps = 0
    /// Whether the sandbox does not answer at all.
    var isSilent = false

    package init() {}

    /// Makes the state of a file, with the services sorted.
    init(services: [SandboxService], serial: Int, rolloutSteps: Int = 0, isSilent: Bool = false) {
        let isOrdered = zip(services, services.dropFirst()).allSatisfy { $0.name < $1.name }
        self.services = isOrdered ? services : services.sorted { $0.name < $1.name }
        (self.serial, self.rolloutSteps, self.isSilent) = (serial, rolloutSteps, isSilent)
    }

    /// Returns the service of a name; `nil` if there is none.
    func service(_ name: String) -> SandboxService? {
        index(of: name).map { services[$0] }
    }

    /// Changes a service of the sandbox with a function that may also give out ids.
    mutating func withService(
        _ name: String, to operation: String,
        _ body: (inout SandboxService, inout Int) throws(SandboxObstruction) -> Void
    ) throws(SandboxObstruction) {
        guard let index = index(of: name) else {
            throw .refusal(
                "\(operation) \(name)", "the sandbox has no such service",
                "see which it has with `pinion sandbox show`")
        }
        var service = services[index]
        var serial = serial
        try body(&service, &serial)
        services[index] = service
        self.serial = serial
    }

    /// Inserts a new service in order; its name must be free.
    mutating func insert(_ service: SandboxService) {
        let index = services.firstIndex { $0.name > service.name } ?? services.endIndex
        services.insert(service, at: index)
    }

    /// Removes a service with its instances.
    mutating func remove(_ name: String) throws(SandboxObstruction) {
        try withService(name, to: "remove") { _, _ throws(SandboxObstruction) in }
        services.removeAll { $0.name == name }
    }

    /// Whether a rollout is in progress and will take another step.
    var isMoving: Bool { services.contains { $0.moving != nil } }

    /// Advances every rollout by one step, as if time had passed.
    mutating func tick(at now: Timestamp) {
        for index in services.indices {
            guard let progress = services[index].moving else { continue }
            services[index].advance(progress, serial: &serial, at: now)
        }
    }

    private func index(of name: String) -> Int? {
        var range = services.indices
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            let found = services[middle].name
            if found == name { return middle }
            range = found < name ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return nil
    }
}

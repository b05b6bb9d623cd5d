package import PinionModel

/// The actions of a service's owners; Pinion's own loop uses only `deploy`.
extension SandboxState {
    /// Creates a service from a template, with the same references declared, and starts it.
    package mutating func create(
        _ name: String, containers: [(name: String, image: ImageReference)], instances: Int,
        on occasion: SandboxOccasion
    ) throws(SandboxObstruction) {
        let containers = containers.sorted { $0.name < $1.name }
        try checkCreation(name, containers.map(\.name), instances)
        var digests: [Digest] = []
        for container in containers {
            digests.append(try occasion.pull(container.image, for: name))
        }
        serial += 1
        var service = SandboxService(
            name: name, objectID: Self.objectID(serial, occasion), created: occasion.at, version: 1,
            containers: containers.map {
                SandboxContainer(name: $0.name, template: $0.image, declared: $0.image)
            },
            desired: instances, instances: [], rollout: .settled, failures: [],
            changedBy: occasion.attribution)
        service.replace(from: 0, to: instances, with: digests, serial: &serial, at: occasion.at)
        insert(service)
    }

    /// Replaces the declared references of some containers, pinned or not, and rolls them out.
    mutating func deploy(
        _ name: String, _ images: [(container: String, image: ImageReference)],
        on occasion: SandboxOccasion
    ) throws(SandboxObstruction) {
        let steps = rolloutSteps
        try withService(name, to: "deploy") { service, serial throws(SandboxObstruction) in
            let former = service.containers.map(\.declared)
            var deployed: Set<Int> = []
            for (container, image) in images {
                let index = try service.index(of: container, to: "deploy")
                service.containers[index].declared = image
                deployed.insert(index)
            }
            var targets: [Digest] = []
            for (index, container) in service.containers.enumerated() {
                let isCached = !deployed.contains(index)
                targets.append(try occasion.pull(container.declared, for: name, isCached: isCached))
            }
            service.version += 1
            service.changedBy = occasion.attribution
            service.roll(to: targets, from: former, steps: steps, serial: &serial, at: occasion.at)
        }
    }

    /// Restarts all instances, or one; a floating declared reference is resolved anew.
    mutating func restart(
        _ name: String, instance: String? = nil, on occasion: SandboxOccasion
    ) throws(SandboxObstruction) {
        try withService(name, to: "restart") { service, serial throws(SandboxObstruction) in
            if let instance, !service.instances.contains(where: { $0.id == instance }) {
                throw .refusal(
                    "restart \(instance)", "\(name) has no such instance",
                    "see which it has with `pinion sandbox show`")
            }
            try service.restart(instance, serial: &serial, on: occasion)
        }
    }

    /// Changes the image for a re-creation; the declaration and the instances are kept.
    mutating func setTemplate(
        _ name: String, container: String, to image: ImageReference?
    ) throws(SandboxObstruction) {
        try withService(name, to: "change the template of") {
            service, _ throws(SandboxObstruction) in
            let index = try service.index(of: container, to: "change the template of")
            service.containers[index].template = image
        }
    }

    /// Deletes a service and creates it again from its template: a new object with the same name.
    mutating func recreateFromTemplate(
        _ name: String, on occasion: SandboxOccasion
    ) throws(SandboxObstruction) {
        try withService(name, to: "re-create") { service, serial throws(SandboxObstruction) in
            var digests: [Digest] = []
            for index in service.containers.indices {
                let container = service.containers[index]
                guard let template = container.template else {
                    throw .refusal(
                        "re-create \(name)", "its container \(container.name) has no template",
                        "give it one with `pinion sandbox template`")
                }
                service.containers[index].declared = template
                digests.append(try occasion.pull(template, for: name))
            }
            serial += 1
            service.objectID = Self.objectID(serial, occasion)
            service.created = occasion.at
            service.version = 1
            service.changedBy = occasion.attribution
            service.rollout = .settled
            service.instances = []
            service.replace(
                from: 0, to: service.desired, with: digests, serial: &serial, at: occasion.at)
        }
    }

    /// Changes the desired number of instances; new ones resolve a floating reference anew.
    mutating func scale(
        _ name: String, to instances: Int, on occasion: SandboxOccasion
    ) throws(SandboxObstruction) {
        try Self.check(instances, to: "scale \(name)")
        try withService(name, to: "scale") { service, serial throws(SandboxObstruction) in
            guard service.desired != instances else { return }
            service.desired = instances
            service.version += 1
            service.changedBy = occasion.attribution
            try service.fill(serial: &serial, on: occasion)
        }
    }

    /// Makes a service fail in some way from now on.
    mutating func fail(_ name: String, _ failure: SandboxFailure) throws(SandboxObstruction) {
        try withService(name, to: "break") { service, _ throws(SandboxObstruction) in
            service.failures = Set(service.failures + [failure]).sorted()
        }
    }

    /// Ends all failures; a stuck rollout continues, a failed one stays failed.
    mutating func mend(_ name: String, on occasion: SandboxOccasion) throws(SandboxObstruction) {
        try withService(name, to: "mend") { service, serial throws(SandboxObstruction) in
            service.failures = []
            guard case .progressing(var progress) = service.rollout, progress.fault == .stuck
            else { return }
            progress.fault = nil
            service.advance(progress, serial: &serial, at: occasion.at)
        }
    }

    private func checkCreation(
        _ name: String, _ containers: [String], _ instances: Int
    ) throws(SandboxObstruction) {
        try Self.check(instances, to: "create \(name)")
        guard service(name) == nil else {
            throw .refusal(
                "create \(name)", "the sandbox has a service of that name",
                "remove it first, or re-create it with `pinion sandbox recreate`")
        }
        guard Service.Name(parsing: name) != nil, !containers.isEmpty,
            Set(containers).count == containers.count,
            containers.allSatisfy({ Service.Name(parsing: $0) != nil })
        else {
            throw .refusal(
                "create \(name)", "a name is empty, stands twice, or holds a space, a / or a comma",
                "give the service and each of its containers a name of its own")
        }
    }

    private static func check(_ instances: Int, to operation: String) throws(SandboxObstruction) {
        guard !(0...1_000).contains(instances) else { return }
        throw .refusal(
            operation, "\(instances) is not a number of instances", "give a number from 0 to 1000")
    }

    /// Returns an object id with the time of creation, since a new sandbox counts from 1 again.
    private static func objectID(_ serial: Int, _ occasion: SandboxOccasion) -> String {
        "\(serial)-\(occasion.at.secondsSinceEpoch)"
    }
}

package import PinionModel

/// A runtime in memory whose services obey, delay, refuse, conflict, or lie, as a test tells them.
package actor InMemoryRuntime: Runtime {
    /// How a service takes changes.
    package enum Behaviour: Hashable, Sendable {
        /// Declares and runs the new image at once.
        case obeys
        /// Declares it at once, and runs it after it was looked at this many times.
        case takes(looks: Int)
        /// Declares it, says that it is under way, and never runs it.
        case hangs
        /// Declares it, and then says that the rollout failed.
        case fails(String)
        /// Says that it was taken, and changes nothing.
        case lies
        /// Makes the change, and throws the error nonetheless: the acknowledgement is lost.
        case loses(RuntimeError)
        /// Throws this error, and changes nothing.
        case refuses(RuntimeError)
        /// Is changed by somebody else first, this many times, and then obeys.
        case conflicts(Int)
    }

    /// How often it was looked at.
    package private(set) var observations = 0
    /// Every call of `change`, whatever came of it.
    package private(set) var attempts: [ImageChange] = []
    /// The changes that were made, in order.
    package private(set) var changes: [ImageChange] = []
    /// How many changes were under way at once, at the most.
    package private(set) var mostAtOnce = 0

    private let id: String?
    private var services: [String: ServiceObservation]
    private var outOfScope: [OutOfScope]
    private var behaviours: [String: Behaviour] = [:]
    private var pending: [String: (looks: Int, settled: ServiceObservation)] = [:]
    private var failure: RuntimeError?
    private var beforeChange: (@Sendable (ImageChange) async -> Void)?
    private var underWay = 0

    /// A runtime with services as they stand.
    package init(
        _ services: [ServiceObservation] = [], outOfScope: [OutOfScope] = [], id: String? = nil
    ) {
        self.id = id
        self.services = Dictionary(uniqueKeysWithValues: services.map { ($0.name, $0) })
        self.outOfScope = outOfScope
    }

    /// The id that was given.
    package func identity() throws(RuntimeError) -> String? {
        if let failure { throw failure }
        return id
    }

    /// Looks, counts the look, and lets delayed changes come nearer.
    package func observe(_ selection: ServiceSelection) throws(RuntimeError) -> Inventory {
        observations += 1
        if let failure { throw failure }
        defer { passTime() }
        switch selection {
        case .only(let names):
            return Inventory(services: Set(names).compactMap { services[$0] })
        case .inScope(let pinned):
            return Inventory(
                services: Array(services.values),
                outOfScope: outOfScope.filter { pinned.contains($0.name) })
        }
    }

    /// Takes a change as the service's behaviour says.
    package func change(
        _ change: ImageChange, permit: @Sendable () async throws(RuntimeError) -> Void
    ) async throws(RuntimeError) {
        attempts.append(change)
        underWay += 1
        mostAtOnce = max(mostAtOnce, underWay)
        defer { underWay -= 1 }
        await beforeChange?(change)
        if let failure { throw failure }
        let name = change.observed.name
        guard let service = services[name] else { throw .conflict(service: name) }
        guard change.images.contains(where: { !service.declares($0) }) else { return }
        if case .conflicts(let times) = behaviours[name], times > 0 {
            behaviours[name] = .conflicts(times - 1)
            services[name] = service.touched()
            throw .conflict(service: name)
        }
        guard service.objectID == change.observed.objectID,
            service.version == change.observed.version
        else { throw .conflict(service: name) }
        if case .refuses(let error) = behaviours[name] { throw error }
        try await permit()
        try make(change, of: service)
    }

    private func make(_ change: ImageChange, of service: ServiceObservation) throws(RuntimeError) {
        changes.append(change)
        let name = service.name
        let settled = service.changed(to: change.images, isRunning: true)
        switch behaviours[name] ?? .obeys {
        case .obeys, .conflicts, .refuses: services[name] = settled
        case .lies: break
        case .loses(let error):
            services[name] = settled
            throw error
        case .takes(let looks):
            services[name] = service.changed(
                to: change.images, isRunning: false, rollout: .progressing("under way"))
            pending[name] = (looks, settled)
        case .hangs:
            services[name] = service.changed(
                to: change.images, isRunning: false, rollout: .progressing("under way"))
        case .fails(let reason):
            services[name] = service.changed(
                to: change.images, isRunning: false, rollout: .failed(reason))
        }
    }

    private func passTime() {
        for (name, wait) in pending {
            guard wait.looks <= 1 else {
                pending[name] = (wait.looks - 1, wait.settled)
                continue
            }
            pending[name] = nil
            services[name] = wait.settled
        }
    }
}

// MARK: What a test does to it

extension InMemoryRuntime {
    /// The service as it stands, without counting a look.
    package func service(_ name: String) -> ServiceObservation? { services[name] }

    /// Adds or replaces a service, as somebody else would.
    package func put(_ service: ServiceObservation) {
        services[service.name] = service
        pending[service.name] = nil
    }

    /// Removes a service.
    package func remove(_ name: String) { services[name] = nil }

    /// Tells a service how to take changes from now on.
    package func behave(_ name: String, as behaviour: Behaviour) { behaviours[name] = behaviour }

    /// Throws an error at every call, or, with nil, answers again.
    package func fail(with error: RuntimeError?) { failure = error }

    /// Runs something before each change is looked at: to let others interfere, or to stop there.
    package func beforeChange(_ body: (@Sendable (ImageChange) async -> Void)?) {
        beforeChange = body
    }
}

extension ServiceObservation {
    fileprivate func declares(_ image: ContainerImage) -> Bool {
        containers.contains {
            $0.name == image.container
                && $0.declared.image.map { image.image.isSameImage(as: $0.reference) } == true
        }
    }

    fileprivate var nextVersion: String? { version.flatMap(Int.init).map { String($0 + 1) } }

    fileprivate func touched() -> ServiceObservation {
        ServiceObservation(
            name: name, objectID: objectID, version: nextVersion, containers: containers,
            rollout: rollout, changedBy: Attribution(who: "somebody else", at: nil))
    }

    fileprivate func changed(
        to images: [ContainerImage], isRunning: Bool, rollout: Rollout = .settled
    ) -> ServiceObservation {
        let containers = containers.map { container in
            guard let image = images.first(where: { $0.container == container.name })?.image else {
                return container
            }
            return ContainerObservation(
                name: container.name, template: container.template,
                declared: .image(SeenImage(image.reference)),
                instances: isRunning
                    ? container.instances.running(image.digest) : container.instances)
        }
        return ServiceObservation(
            name: name, objectID: objectID, version: nextVersion, containers: containers,
            rollout: rollout, changedBy: Attribution(who: "pinion", at: nil))
    }
}

extension Instances {
    fileprivate func running(_ digest: Digest) -> Instances {
        guard case .seen(let instances) = self else { return self }
        return .seen(instances.map { Instance(id: $0.id + "+", bits: .known([digest])) })
    }
}

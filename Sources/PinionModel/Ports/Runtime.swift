/// Allows a write, or says why not.
package typealias WritePermit = @Sendable () async throws(RuntimeError) -> Void

/// What Pinion needs of whatever runs services; each kind of runtime conforms in its own folder.
///
/// A runtime never creates, scales, stops or deletes a service, and never writes a label or a tag
/// on one: it changes images.
package protocol Runtime: Sendable {
    /// The id that ties an environment to its machine; nil where the runtime needs none.
    func identity() async throws(RuntimeError) -> String?

    /// Looks at services: all their containers, all their instances.
    func observe(_ selection: ServiceSelection) async throws(RuntimeError) -> Inventory

    /// Changes images of one service with compare-and-swap; returns once the runtime took it.
    ///
    /// Called again after a kill at any instant, it finishes what it began. It calls `permit`
    /// before each write, except for writes that bring back what this change itself stopped.
    /// - Throws: ``RuntimeError/conflict(service:)`` when the service is no longer as it was
    /// observed.
    func change(_ change: ImageChange, permit: WritePermit) async throws(RuntimeError)
}

/// A runtime that can rehearse changes: says what it would refuse, and what else they would do.
package protocol Rehearsing: Runtime {
    /// What would come of changes, each with its answer; they are all that one run would make.
    func rehearse(_ changes: [ImageChange]) async -> [Rehearsal]
}

/// A runtime that can tell one start of its engine from another.
package protocol EngineStartReporting: Runtime {
    /// Which start of the engine answers, unless it is known; nil where it does not say.
    func start(known: [EngineStart]) async -> EngineStart?
}

/// Which services a runtime is asked for.
package enum ServiceSelection: Hashable, Sendable {
    /// Everything in scope; of the pinned names, those that exist outside it are named.
    case inScope(pinned: [String])
    /// Only these, by their names in the scope; those that do not exist are left out.
    case only([String])
}

/// A change of images of one service as it was observed.
package struct ImageChange: Hashable, Sendable {
    /// The service as it was when the change was planned.
    package let observed: ServiceObservation
    /// The new image of each container that changes, ordered by container.
    package let images: [ContainerImage]
    /// How long the change may take until it is verified.
    package let timeout: Duration
    /// What the plan says that it does besides: it may do that and nothing more.
    package let effects: [SideEffect]
    /// The changes of other services that are written together with it, ordered by service.
    package let companions: [ImageChange]

    package init(
        observed: ServiceObservation, images: [ContainerImage], timeout: Duration,
        effects: [SideEffect] = [], companions: [ImageChange] = []
    ) {
        (self.observed, self.timeout) = (observed, timeout)
        self.images = images.sorted { $0.container < $1.container }
        self.effects = effects.sorted { $0.order < $1.order }
        self.companions = companions.sorted { $0.observed.name < $1.observed.name }
    }

    /// It, and what is written together with it.
    package var all: [ImageChange] { [self] + companions }

    /// It together with others.
    package func with(_ others: [ImageChange]) -> ImageChange {
        ImageChange(
            observed: observed, images: images, timeout: timeout, effects: effects,
            companions: companions + others)
    }
}

/// An image for a container.
package struct ContainerImage: Hashable, Sendable {
    package let container: String
    package let image: PinnedImage

    package init(container: String, image: PinnedImage) {
        (self.container, self.image) = (container, image)
    }
}

/// Why a runtime could not be asked, or would not do something.
package enum RuntimeError: FailureReason {
    /// It does not answer; `reason` is a clause, `remedy` says what to do.
    case unreachable(endpoint: String, reason: String, remedy: String)
    /// It answered with a refusal or with something that cannot be read.
    case refused(operation: String, reason: String, remedy: String)
    /// The engine that answered is none of the environment's: it is in no Swarm, or a worker of
    /// one.
    case notMember(operation: String, reason: String, remedy: String)
    /// The service is no longer as it was observed: look again.
    case conflict(service: String)
    /// This service's image cannot be changed here.
    case unchangeable(service: String, reason: String)
    /// The change was taken and did not succeed; what ran before runs, or the clause says what
    /// does.
    case failed(service: String, reason: String)
    /// The change was begun and undone, since something stood in its way that says nothing of the
    /// image; what ran before runs, or the clause says what does.
    case obstructed(service: String, reason: String)
    /// The permit to write is gone: another run took over, it expired, or this process must end.
    case superseded(String)

    /// Whether asking again may help without anybody doing anything.
    package var isTransient: Bool {
        switch self {
        case .unreachable, .conflict: true
        case .refused, .notMember, .unchangeable, .failed, .obstructed, .superseded: false
        }
    }

    /// A sentence for the person who is paged.
    package var description: String {
        switch self {
        case .unreachable(let endpoint, let reason, let remedy):
            "cannot reach \(endpoint): \(reason); \(remedy)"
        case .refused(let operation, let reason, let remedy),
            .notMember(let operation, let reason, let remedy):
            "cannot \(operation): \(reason); \(remedy)"
        case .conflict(let service):
            "\(service) was changed by somebody else in the meantime; run the command again"
        case .unchangeable(let service, let reason):
            "the image of \(service) cannot be changed: \(reason)"
        case .failed(let service, let reason): "the change of \(service) failed: \(reason)"
        case .obstructed(let service, let reason):
            "the change of \(service) was undone, which says nothing of its image: \(reason)"
        case .superseded(let reason): "stopped before a write: \(reason)"
        }
    }
}

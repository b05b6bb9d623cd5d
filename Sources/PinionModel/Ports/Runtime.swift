/// Allows a write, or throws the reason why not.
package typealias WritePermit = @Sendable () async throws(RuntimeError) -> Void

/// A system that runs services; each kind of runtime conforms in its own folder.
///
/// A runtime never creates, scales, stops or deletes a service, and never writes a label or a tag
/// on one: it only changes images.
package protocol Runtime: Sendable {
    /// The id that ties an environment to its machine; `nil` if the runtime needs none.
    func identity() async throws(RuntimeError) -> String?

    /// Observes services with all their containers and instances.
    func observe(_ selection: ServiceSelection) async throws(RuntimeError) -> Inventory

    /// Changes images of one service with compare-and-swap; returns once the runtime accepted it.
    ///
    /// Called again after a kill at any moment, it finishes the change that it began. It calls
    /// `permit` before each write, except for writes that bring back what it stopped itself.
    /// - Throws: ``RuntimeError/conflict(service:)`` if the service changed after it was observed.
    func change(_ change: ImageChange, permit: WritePermit) async throws(RuntimeError)
}

/// A runtime that can rehearse changes: it reports refusals and side effects before any write.
package protocol Rehearsing: Runtime {
    /// Rehearses all changes that one run would make, and returns a result for each.
    func rehearse(_ changes: [ImageChange]) async -> [Rehearsal]
}

/// A runtime that can tell one start of its engine from another.
package protocol EngineStartReporting: Runtime {
    /// Returns the start of the engine that answers, unless it is known; `nil` if it reports none.
    func start(known: [EngineStart]) async -> EngineStart?
}

/// The services that a runtime is asked for.
package enum ServiceSelection: Hashable, Sendable {
    /// All services in scope; pinned names that exist only outside the scope are listed too.
    case inScope(pinned: [String])
    /// Only these services, by their names in the scope; missing ones are left out.
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
    /// The side effects in the plan; the change must have these and no others.
    package let effects: [SideEffect]
    /// The changes of other services that are written with this one, ordered by service.
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

    /// This change and those written with it.
    package var all: [ImageChange] { [self] + companions }

    /// Returns this change, written together with others.
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

/// The reason why a runtime could not be asked, or refused a request.
package enum RuntimeError: FailureReason {
    /// It does not answer; `reason` is a clause, `remedy` says what to do.
    case unreachable(endpoint: String, reason: String, remedy: String)
    /// It refused, or its answer cannot be read.
    case refused(operation: String, reason: String, remedy: String)
    /// The engine that answered cannot be the environment's: it is in no Swarm, or only a worker.
    case notMember(operation: String, reason: String, remedy: String)
    /// The service changed after it was observed: look again.
    case conflict(service: String)
    /// The image of this service cannot be changed by Pinion.
    case unchangeable(service: String, reason: String)
    /// The change was accepted and failed; the clause says what runs if not the former container.
    case failed(service: String, reason: String)
    /// The change was begun and undone because of an obstacle that is not the image's fault; the
    /// former container runs, unless the clause says otherwise.
    case obstructed(service: String, reason: String)
    /// The permit to write is gone: another run took over, it expired, or this process must end.
    case superseded(String)

    /// Whether a retry may succeed without intervention.
    package var isTransient: Bool {
        switch self {
        case .unreachable, .conflict: true
        case .refused, .notMember, .unchangeable, .failed, .obstructed, .superseded: false
        }
    }

    /// A sentence for the operator.
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

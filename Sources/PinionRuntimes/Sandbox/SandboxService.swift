import PinionModel

/// A service as the sandbox stores it: its template, its declaration and its instances.
struct SandboxService: Hashable, Sendable {
    let name: String
    /// The identity of the object, which changes with each creation.
    var objectID: String
    var created: Timestamp
    /// The number of changes to the object's specification, from 1: the token of compare-and-swap.
    var version: Int
    /// The containers, ordered by name; the set of containers never changes.
    var containers: [SandboxContainer]
    var desired: Int
    /// The running copies, in the order of their slots.
    var instances: [SandboxInstance]
    /// The progress of its latest change.
    var rollout: SandboxRollout
    /// The failures that an operator makes it have, ordered.
    var failures: [SandboxFailure]
    /// The author of the latest change to its specification.
    var changedBy: Attribution

    /// Returns the index of a container in ``containers``; `nil` if there is none of that name.
    func index(of container: String) -> Int? {
        containers.firstIndex { $0.name == container }
    }
}

/// A container of a service, with its images.
struct SandboxContainer: Hashable, Sendable {
    let name: String
    /// The image for a re-creation; `nil` if the service has no template.
    var template: ImageReference?
    /// The image for a restart or replacement.
    var declared: ImageReference
}

/// A running copy of a service, with all its containers.
struct SandboxInstance: Hashable, Sendable {
    /// The id, which is new at each start.
    let id: String
    let started: Timestamp
    /// The digest that each container runs, in the order of ``SandboxService/containers``.
    let digests: [Digest]
}

/// The progress of a service's latest change.
///
/// From `settled` a change leads to `progressing` or, if rollouts take no steps, directly to
/// `settled`, `failed` or `rolledBack`; a new deployment or creation leaves any of the four.
enum SandboxRollout: Hashable, Sendable {
    case settled
    /// Instances are being replaced, one step at each look.
    case progressing(SandboxProgress)
    /// The rollout failed; the clause says why.
    case failed(String)
    /// The rollout failed and the previous declaration is restored; the clause says why.
    case rolledBack(String)
}

/// A rollout in progress.
struct SandboxProgress: Hashable, Sendable {
    let steps: Int
    var taken = 0
    /// The digest for each container, resolved when the rollout began.
    let targets: [Digest]
    /// The previous declaration, for a rollout that rolls back.
    let former: [ImageReference]
    /// The way in which it will fail; `nil` if it will succeed.
    var fault: RolloutFault?

    /// Returns the number of the `desired` instances that are replaced after `taken` steps.
    func replaced(of desired: Int) -> Int {
        switch fault {
        case .none, .pauses: desired * taken / max(steps, 1)
        case .stuck, .rollsBack, .crashLoops: 0
        }
    }
}

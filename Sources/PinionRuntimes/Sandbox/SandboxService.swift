import PinionModel

/// A service as the sandbox keeps it: what it was created from, what it declares, and what runs.
struct SandboxService: Hashable, Sendable {
    let name: String
    /// The object's identity: another one after each creation.
    var objectID: String
    var created: Timestamp
    /// Counts the changes of the object's specification, from 1: the token of compare-and-swap.
    var version: Int
    /// What it runs, ordered by name; the set of containers never changes.
    var containers: [SandboxContainer]
    var desired: Int
    /// The running copies, in the order of their slots.
    var instances: [SandboxInstance]
    /// Where a change of it stands.
    var rollout: SandboxRollout
    /// What goes wrong with it on demand, ordered.
    var failures: [SandboxFailure]
    /// Who changed its specification last.
    var changedBy: Attribution

    /// The index of a container in ``containers``; nil if there is none of that name.
    func index(of container: String) -> Int? {
        containers.firstIndex { $0.name == container }
    }
}

/// One of the images that a service runs.
struct SandboxContainer: Hashable, Sendable {
    let name: String
    /// What a re-creation uses; nil if nothing re-creates the service.
    var template: ImageReference?
    /// What a restart or replacement uses.
    var declared: ImageReference
}

/// One running copy of a service: every container of it.
struct SandboxInstance: Hashable, Sendable {
    /// Its id, new at each start.
    let id: String
    let started: Timestamp
    /// The digest that each container runs, in the order of ``SandboxService/containers``.
    let digests: [Digest]
}

/// Where a change of a service stands.
///
/// `settled` goes to `progressing` or, if nothing is paced, at once to `settled`, `failed` or
/// `rolledBack`; a new deployment or creation leaves any of the four.
enum SandboxRollout: Hashable, Sendable {
    case settled
    /// Instances are being replaced, a step at each look.
    case progressing(SandboxProgress)
    /// It was given up; the clause says why.
    case failed(String)
    /// It was given up, and the former declaration is back; the clause says why.
    case rolledBack(String)
}

/// A rollout that is under way.
struct SandboxProgress: Hashable, Sendable {
    let steps: Int
    var taken = 0
    /// The digest for each container, resolved when the rollout began.
    let targets: [Digest]
    /// What was declared before, for a rollout that rolls back.
    let former: [ImageReference]
    /// How it will go wrong; nil if it will succeed.
    var fault: RolloutFault?

    /// How many of `desired` instances are replaced after `taken` steps.
    func replaced(of desired: Int) -> Int {
        switch fault {
        case .none, .pauses: desired * taken / max(steps, 1)
        case .stuck, .rollsBack, .crashLoops: 0
        }
    }
}

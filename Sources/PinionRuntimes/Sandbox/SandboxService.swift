package import PinionModel

/// A service as the sandbox keeps it: what it was created from, what it declares, and what runs.
package struct SandboxService: Hashable, Sendable {
    /// Its name.
    package let name: String
    /// The object's identity: another one after each creation.
    package var objectID: String
    /// When the object was created.
    package var created: Timestamp
    /// Counts the changes of the object's specification, from 1: the token of compare-and-swap.
    package var version: Int
    /// What it runs, ordered by name; the set of containers never changes.
    package var containers: [SandboxContainer]
    /// How many instances should run.
    package var desired: Int
    /// The running copies, in the order of their slots.
    package var instances: [SandboxInstance]
    /// Where a change of it stands.
    package var rollout: SandboxRollout
    /// What goes wrong with it on demand, ordered.
    package var failures: [SandboxFailure]
    /// Who changed its specification last.
    package var changedBy: Attribution

    /// The place of a container in ``containers``; nil where there is none of that name.
    package func index(of container: String) -> Int? {
        containers.firstIndex { $0.name == container }
    }
}

/// One of the images that a service runs.
package struct SandboxContainer: Hashable, Sendable {
    /// Its name.
    package let name: String
    /// What a re-creation uses; nil where nothing re-creates the service.
    package var template: ImageReference?
    /// What a restart or replacement uses.
    package var declared: ImageReference
}

/// One running copy of a service: every container of it.
package struct SandboxInstance: Hashable, Sendable {
    /// Its id, new at each start.
    package let id: String
    /// When it was started.
    package let started: Timestamp
    /// The digest that each container runs, in the order of ``SandboxService/containers``.
    package let digests: [Digest]
}

/// Where a change of a service stands.
///
/// `settled` goes to `progressing` or, where nothing is paced, at once to `settled`, `failed` or `rolledBack`; a
/// new deployment or creation leaves any of the four.
package enum SandboxRollout: Hashable, Sendable {
    /// Nothing is under way.
    case settled
    /// Instances are being replaced, a step at each look.
    case progressing(SandboxProgress)
    /// It was given up; the clause says why.
    case failed(String)
    /// It was given up, and what was declared before is declared and runs again; the clause says why.
    case rolledBack(String)
}

/// A rollout that is under way.
package struct SandboxProgress: Hashable, Sendable {
    /// How many steps it takes.
    package let steps: Int
    /// How many of them are done.
    package var taken = 0
    /// The digest for each container, resolved when the rollout began.
    package let targets: [Digest]
    /// What was declared before, for a rollout that rolls back.
    package let former: [ImageReference]
    /// How it will go wrong; nil where it will succeed.
    package var fault: RolloutFault?

    /// How many of `desired` instances are replaced after `taken` steps.
    package func replaced(of desired: Int) -> Int {
        switch fault {
        case .none, .pauses: desired * taken / max(steps, 1)
        case .stuck, .rollsBack, .crashLoops: 0
        }
    }
}

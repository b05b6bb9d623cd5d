/// A runtime that stops a container before starting its replacement: a crash leaves neither up.
package protocol Restoring: Sendable {
    /// Restarts containers that an interrupted change of Pinion's stopped and no one touched since.
    ///
    /// It leaves alone what others stopped or created. If another run may be active, it looks again
    /// after `delay`, and restores only what has not changed in the meantime.
    func restore(after delay: Duration) async throws(RuntimeError) -> [Restoration]
}

/// The outcome of restoring one container.
package struct Restoration: Hashable, Sendable {
    package let container: RestoredContainer
    /// Why it did not start, or what an operator must do; `nil` if it runs as before the change.
    package let failure: String?
    /// Why the container that replaced it had failed, as a clause; `nil` if none had run.
    package let replacementFailure: String?

    package init(
        _ container: RestoredContainer, failure: String? = nil, replacementFailure: String? = nil
    ) {
        (self.container, self.failure) = (container, failure)
        self.replacementFailure = replacementFailure
    }

    /// ``failure`` as a sentence.
    package var problem: String? {
        failure.map { "cannot start \(container.name) again: \($0)" }
    }
}

/// A restored container as the ledger records it.
package struct RestoredContainer: Hashable, Sendable {
    /// The service's key, or its name in the runtime if it is not pinned.
    package let service: String
    package let name: String
    /// The container's id in the runtime.
    package let object: String

    package init(service: String, name: String, object: String) {
        (self.service, self.name, self.object) = (service, name, object)
    }
}

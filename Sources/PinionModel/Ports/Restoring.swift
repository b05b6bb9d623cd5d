/// A runtime whose changes stop one thing before they start another: an interrupted one leaves a
/// service down, until it is restored.
package protocol Restoring: Sendable {
    /// Starts what an interrupted change stopped and nobody touched since; changes nothing else.
    ///
    /// What somebody else stopped is not started, and what somebody else made is not touched. Where
    /// another run may be at work, it looks again after the `patience`, and restores only what has
    /// not moved meanwhile.
    func restore(patience: Duration) async throws(RuntimeError) -> [Restoration]
}

/// The restoring of one container.
package struct Restoration: Hashable, Sendable {
    /// What was started again, or was to be.
    package let container: RestoredContainer
    /// Why it could not be started, or what is left to people; nil where all is as before.
    package let failure: String?
    /// Why what stood in its place was given up, as a clause; nil where nothing had run there.
    package let givenUp: String?

    /// Puts a statement together.
    package init(
        _ container: RestoredContainer, failure: String? = nil, givenUp: String? = nil
    ) {
        self.container = container
        self.failure = failure
        self.givenUp = givenUp
    }

    /// Why something is still down, for people; nil where all is as before.
    package var problem: String? {
        failure.map { "cannot start \(container.name) again: \($0)" }
    }
}

/// A container that was started again after an interrupted change, as the ledger records it.
package struct RestoredContainer: Hashable, Sendable {
    /// The service's key; its name in the runtime where it is not pinned.
    package let service: String
    /// The container's name.
    package let name: String
    /// The runtime's id of it.
    package let object: String

    /// Puts a record together.
    package init(service: String, name: String, object: String) {
        self.service = service
        self.name = name
        self.object = object
    }
}

/// A runtime whose changes stop what runs before they start anything: a killed one leaves it down.
package protocol Restoring: Sendable {
    /// Starts again what an interrupted change of Pinion's stopped and nobody touched since.
    ///
    /// What others stopped or made is not touched. Where another run may be at work, it looks again
    /// after the `patience`, and restores only what has not moved meanwhile.
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

    package init(_ container: RestoredContainer, failure: String? = nil, givenUp: String? = nil) {
        (self.container, self.failure, self.givenUp) = (container, failure, givenUp)
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

    package init(service: String, name: String, object: String) {
        (self.service, self.name, self.object) = (service, name, object)
    }
}

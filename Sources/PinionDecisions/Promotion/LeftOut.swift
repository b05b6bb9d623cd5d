import PinionModel

/// A pin or a service that a run did not propose.
package struct LeftOut: Hashable, Sendable, Comparable {
    /// `SERVICE` or `SERVICE/CONTAINER`, or the runtime's name.
    package let name: String
    /// The reason, as a clause.
    package let reason: String
    /// The kind of reason.
    package let cause: Cause

    /// The kinds of reasons.
    package enum Cause: Hashable, Sendable {
        /// It is skipped without further effect.
        case skipped
        /// A rule refuses it.
        case refused
        /// Something could not be asked or done.
        case failed
    }

    package init(_ name: String, _ reason: String, _ cause: Cause = .skipped) {
        (self.name, self.reason, self.cause) = (name, reason, cause)
    }

    /// Orders by name.
    package static func < (one: LeftOut, other: LeftOut) -> Bool {
        ByteOrder(one.name, one.reason) < ByteOrder(other.name, other.reason)
    }
}

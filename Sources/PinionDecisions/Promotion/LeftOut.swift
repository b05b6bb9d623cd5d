import PinionModel

/// Something that a run did not propose.
package struct LeftOut: Hashable, Sendable, Comparable {
    /// `SERVICE` or `SERVICE/CONTAINER`, or the name that the runtime gives.
    package let name: String
    /// Why, as a clause.
    package let reason: String
    /// What kept it out.
    package let cause: Cause

    /// What keeps something out.
    package enum Cause: Hashable, Sendable {
        /// It is passed over, and that is all.
        case skipped
        /// A rule stands against it.
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

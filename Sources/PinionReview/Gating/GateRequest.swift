package import PinionModel
package import PinionReconcile

/// The request for a gate.
package struct GateRequest: Sendable {
    /// The base, if one was given: it must be on the tracked branch.
    package var base: String?
    /// The change.
    package var head: String
    /// The only environments that the change may touch; `nil` leaves that to its commits.
    package var environments: Set<String>?
    /// Whether the gate does not look at what runs.
    package var isOffline: Bool
    /// Whether a comment is kept up to date.
    package var comments: Bool
    /// Whether statuses are set.
    package var setsStatuses: Bool
    /// The pull request, if one was given.
    package var pullRequest: Int?
    /// The branch that the change goes into, if one was given.
    package var target: String?
    /// The commit that gets the statuses, if one was given.
    package var commit: CommitID?

    /// Creates a request that reports to no forge.
    package init(head: String, environments: Set<String>? = nil, isOffline: Bool = false) {
        (self.head, self.environments, self.isOffline) = (head, environments, isOffline)
        (comments, setsStatuses) = (false, false)
    }

    /// Whether the gate reports to a forge.
    var tells: Bool { comments || setsStatuses }
}

/// The content of a gate's comment.
package enum GateComment: Sendable {
    /// A review, in at most `limit` UTF-16 units.
    case review(Review, limit: Int)
    /// Why the change is not judged.
    case notJudged(String)
}

/// The callbacks of a gate, for its progress and the wording of its comment.
package struct GateEvents: Sendable {
    /// Receives each step as it begins.
    package var begin: @Sendable (String) -> Void
    /// Receives a note.
    package var note: @Sendable (String) -> Void
    /// Receives the reason why the forge could not be updated.
    package var warn: @Sendable (any Error) -> Void
    /// Receives an action of a look.
    package var onAction: @Sendable (Action, Environment.Name) -> Void
    /// Returns a comment as text.
    package var text: @Sendable (GateComment) -> String

    package init(
        begin: @escaping @Sendable (String) -> Void, note: @escaping @Sendable (String) -> Void,
        warn: @escaping @Sendable (any Error) -> Void,
        onAction: @escaping @Sendable (Action, Environment.Name) -> Void,
        text: @escaping @Sendable (GateComment) -> String
    ) {
        (self.begin, self.note, self.warn, self.onAction, self.text) = (
            begin, note, warn, onAction, text
        )
    }
}

/// The outcome of a gate.
package struct GateOutcome: Sendable {
    /// The gate's judgement of the change.
    package enum Judgement: Sendable {
        case judged(Review)
        /// The change goes into another branch than the tracked one; the clause says so.
        case notJudged(String)
    }

    /// The judgement of the change.
    package let judgement: Judgement
    /// Why the forge could not be told; `nil` if it was.
    package let failure: (any Error)?

    package init(_ judgement: Judgement, failure: (any Error)? = nil) {
        (self.judgement, self.failure) = (judgement, failure)
    }
}

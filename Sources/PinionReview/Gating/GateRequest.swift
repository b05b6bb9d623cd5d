package import PinionModel
package import PinionReconcile

/// What a gate is asked to do.
package struct GateRequest: Sendable {
    /// The base, where one was given: it must be on the tracked branch.
    package var base: String?
    /// The change.
    package var head: String
    /// The only environments that the change may touch; nil leaves that to its commits.
    package var environments: Set<String>?
    /// Whether what runs is not looked at.
    package var isOffline: Bool
    /// Whether a comment is kept up to date.
    package var comments: Bool
    /// Whether statuses are set.
    package var setsStatuses: Bool
    /// The pull request, where one was given.
    package var pullRequest: Int?
    /// The branch that the change goes into, where one was given.
    package var target: String?
    /// The commit that gets the statuses, where one was given.
    package var commit: CommitID?

    /// A request that tells nobody.
    package init(head: String, environments: Set<String>? = nil, isOffline: Bool = false) {
        (self.head, self.environments, self.isOffline) = (head, environments, isOffline)
        (comments, setsStatuses) = (false, false)
    }

    /// Whether a forge is told.
    var tells: Bool { comments || setsStatuses }
}

/// What a gate writes into a comment.
package enum GateComment: Sendable {
    /// A review, in at most so many UTF-16 units.
    case review(Review, limit: Int)
    /// Why the change is not judged.
    case notJudged(String)
}

/// What a gate tells while it works, and how it words a comment.
package struct GateEvents: Sendable {
    /// Hears what begins.
    package var begin: @Sendable (String) -> Void
    /// Hears a note.
    package var note: @Sendable (String) -> Void
    /// Hears that the forge still has what it had, and why.
    package var warn: @Sendable (any Error) -> Void
    /// Hears of an action of a look.
    package var onAction: @Sendable (Action, Environment.Name) -> Void
    /// Writes a comment as text.
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

/// What came of a gate.
package struct GateOutcome: Sendable {
    /// What the gate says of the change.
    package enum Judgement: Sendable {
        case judged(Review)
        /// It goes into another branch than the tracked one; the clause says so.
        case notJudged(String)
    }

    /// What it says of the change.
    package let judgement: Judgement
    /// Why the forge could not be told; nil where it was.
    package let failure: (any Error)?

    package init(_ judgement: Judgement, failure: (any Error)? = nil) {
        (self.judgement, self.failure) = (judgement, failure)
    }
}

package import PinionModel

/// The places where a build runs and has run, over all environments.
package struct TraceReport: Hashable, Sendable {
    /// The query, as it was written.
    package let query: String
    /// The commit in the query; `nil` if it named digests.
    package let commit: Revision?
    /// The traced digests, ordered; empty if nothing is known of the query.
    package let digests: [Digest]
    /// The runs by environment, newest first in each.
    package let runs: [TracedRun]
    /// The pins of the tip that name one of the digests.
    package let pins: [TracedPin]
    /// The notes on what could not be read, a sentence each.
    package let notes: [String]

    package init(
        query: String, commit: Revision? = nil, digests: Set<Digest>, runs: [TracedRun],
        pins: [TracedPin], notes: [String] = []
    ) {
        (self.query, self.commit, self.runs, self.notes) = (query, commit, runs, notes)
        self.digests = digests.sorted()
        self.pins = pins.sorted { ($0.environment, $0.key) < ($1.environment, $1.key) }
    }
}

/// A run with its origin.
package struct TracedRun: Hashable, Sendable {
    package let run: ImageRun
    /// The commit that brought the image to its pin; `nil` if it is unknown.
    package let origin: PinOrigin?
    /// The pull request that the commit's message names.
    package let pullRequest: PullRequestMention?
    /// Whether the pin of that container names the digest at the tip.
    package let isPinned: Bool
}

/// A pin of the tip that names a digest.
package struct TracedPin: Hashable, Sendable {
    package let environment: Environment.Name
    package let key: PinKey
    /// The image that it names.
    package let image: PinnedImage
}

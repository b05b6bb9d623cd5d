package import PinionModel

/// Where a build runs and has run, over all environments.
package struct TraceReport: Hashable, Sendable {
    /// What was asked for, as it was written.
    package let query: String
    /// The commit that was asked for; nil where digests were.
    package let commit: Revision?
    /// The digests that are traced, ordered; none where nothing is known of what was asked for.
    package let digests: [Digest]
    /// The runs, by environment, the newest first in each.
    package let runs: [TracedRun]
    /// The pins of the tip that name one of the digests.
    package let pins: [TracedPin]
    /// What could not be read, a sentence each.
    package let notes: [String]

    /// Puts a report together; the digests and pins are ordered here.
    package init(
        query: String, commit: Revision? = nil, digests: Set<Digest>, runs: [TracedRun],
        pins: [TracedPin], notes: [String] = []
    ) {
        self.query = query
        self.commit = commit
        self.digests = digests.sorted()
        self.runs = runs
        self.pins = pins.sorted { ($0.environment, $0.key) < ($1.environment, $1.key) }
        self.notes = notes
    }
}

/// A run with where it came from.
package struct TracedRun: Hashable, Sendable {
    /// The run.
    package let run: ImageRun
    /// The commit that brought the image to its pin; nil where it cannot be told.
    package let origin: PinOrigin?
    /// The pull request that the commit's message names.
    package let pullRequest: PullRequestMention?
    /// Whether the pin of that container names the digest at the tip.
    package let isPinned: Bool
}

/// A pin of the tip that names a digest.
package struct TracedPin: Hashable, Sendable {
    /// The environment.
    package let environment: Environment.Name
    /// The pin.
    package let key: PinKey
    /// What it names.
    package let image: PinnedImage
}

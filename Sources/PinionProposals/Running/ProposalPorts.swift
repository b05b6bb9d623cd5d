package import PinionModel

/// Everything outside that a proposal talks to.
package struct ProposalPorts: Sendable {
    /// The tracked branch.
    package let source: any Source
    /// Puts commits and branches into git.
    package let publisher: any Publisher
    /// What commits say; nil where nobody can tell.
    package let history: (any History)?
    /// Where people review, found when it is needed first; nil where a pushed branch is all.
    package let forge: @Sendable () async throws -> (any Forge)?
    /// Waits, and measures limits.
    package let clock: any Clock<Duration>
    /// A random part of a duration, so that those who lost one race do not meet again.
    package let jitter: @Sendable (Duration) -> Duration

    /// Puts the ports together.
    package init(
        source: any Source, publisher: any Publisher, history: (any History)? = nil,
        forge: @escaping @Sendable () async throws -> (any Forge)?,
        clock: any Clock<Duration> = ContinuousClock(),
        jitter: @escaping @Sendable (Duration) -> Duration = { $0 * Double.random(in: 0...1) }
    ) {
        self.source = source
        self.publisher = publisher
        self.history = history
        self.forge = forge
        self.clock = clock
        self.jitter = jitter
    }
}

package import PinionModel
package import PinionProcess

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
    /// Waits for random times, so that those who lost one race do not meet again, and measures limits.
    package let clock: ProcessClock

    /// Puts the ports together.
    package init(
        source: any Source, publisher: any Publisher, history: (any History)? = nil,
        forge: @escaping @Sendable () async throws -> (any Forge)?,
        clock: ProcessClock
    ) {
        self.source = source
        self.publisher = publisher
        self.history = history
        self.forge = forge
        self.clock = clock
    }
}

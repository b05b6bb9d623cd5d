package import PinionModel

/// The ports of a run over one environment.
package struct Ports: Sendable {
    /// The runtime that runs the services.
    package let runtime: any Runtime
    /// The registries.
    package let registry: any Registry
    /// The writer of environment tags; `nil` if the registry cannot be written.
    package let retagger: (any Retagger)?
    /// The claims of others on the same machine; `nil` if no one is asked.
    package let claims: (any ObjectClaims)?
    /// The record of what was applied.
    package let ledger: any Ledger
    /// The tracked branch.
    package let source: any Source
    /// This host's memory of what it saw; `nil` if nothing is remembered.
    package let memory: (any HostMemory)?
    /// Tells whether the process that holds an intent is alive.
    package let probe: @Sendable (IntentHolder) -> HolderLiveness
    /// Returns the time of the remote's clock; `nil` if it tells no time or does not answer.
    package let remoteClock: @Sendable () async -> Timestamp?
    /// Returns the time of the wall clock.
    package let now: @Sendable () -> Timestamp
    /// The clock that waits and measures limits.
    package let clock: any Clock<Duration>
    /// Tells whether the process was asked to end, after which no change is begun.
    package let criticalSections: any CriticalSections

    package init(
        runtime: any Runtime, registry: any Registry, retagger: (any Retagger)?,
        ledger: any Ledger, claims: (any ObjectClaims)? = nil, source: any Source,
        memory: (any HostMemory)? = nil,
        probe: @escaping @Sendable (IntentHolder) -> HolderLiveness,
        remoteClock: @escaping @Sendable () async -> Timestamp? = { nil },
        now: @escaping @Sendable () -> Timestamp, clock: any Clock<Duration>,
        criticalSections: any CriticalSections = UnguardedSections()
    ) {
        (self.runtime, self.registry, self.retagger) = (runtime, registry, retagger)
        (self.ledger, self.claims, self.source, self.memory) = (ledger, claims, source, memory)
        (self.probe, self.remoteClock, self.now, self.clock) = (probe, remoteClock, now, clock)
        self.criticalSections = criticalSections
    }
}

package import PinionModel

/// Everything outside that a run over one environment talks to.
package struct Ports: Sendable {
    /// What runs the services.
    package let runtime: any Runtime
    /// What the registries say.
    package let registry: any Registry
    /// Moves environment tags; nil where the registry cannot.
    package let retagger: (any Retagger)?
    /// What others hold on the same machine; nil where nobody is asked.
    package let claims: (any ObjectClaims)?
    /// What was applied.
    package let ledger: any Ledger
    /// The tracked branch.
    package let source: any Source
    /// What this host saw before; nil where nothing is remembered.
    package let memory: (any HostMemory)?
    /// What is known of the process that holds an intent.
    package let probe: @Sendable (IntentHolder) -> HolderLiveness
    /// What the remote's clock says; nil where it tells no time, or does not answer.
    package let remoteClock: @Sendable () async -> Timestamp?
    /// The wall clock.
    package let now: @Sendable () -> Timestamp
    /// Waits, and measures limits.
    package let clock: any Clock<Duration>
    /// Whether the process was asked to end: no change begins any more then.
    package let sections: any CriticalSections

    /// Puts the ports together.
    package init(
        runtime: any Runtime, registry: any Registry, retagger: (any Retagger)?,
        ledger: any Ledger, claims: (any ObjectClaims)? = nil, source: any Source,
        memory: (any HostMemory)? = nil,
        probe: @escaping @Sendable (IntentHolder) -> HolderLiveness,
        remoteClock: @escaping @Sendable () async -> Timestamp? = { nil },
        now: @escaping @Sendable () -> Timestamp, clock: any Clock<Duration>,
        sections: any CriticalSections = UnguardedSections()
    ) {
        (self.runtime, self.registry, self.retagger) = (runtime, registry, retagger)
        (self.ledger, self.claims, self.source, self.memory) = (ledger, claims, source, memory)
        (self.probe, self.remoteClock, self.now, self.clock) = (probe, remoteClock, now, clock)
        self.sections = sections
    }
}

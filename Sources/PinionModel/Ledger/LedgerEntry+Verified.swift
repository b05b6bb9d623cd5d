extension LedgerEntry {
    /// The images that it says were seen running in full.
    package var verified: [(container: ContainerKey, image: PinnedImage)] {
        switch event {
        case .intent, .unknown: []
        case .outcome(let outcome):
            outcome.results.filter { $0.verdict == .verified }
                .map { ($0.change.container, $0.change.after) }
        case .observation(let seen): seen.baseline.map { ($0.key, $0.value) }
        }
    }
}

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

extension LedgerEntry {
    /// The commit whose pins were applied or compared; nil where the entry cannot be read.
    package var commit: CommitID? {
        switch event {
        case .intent(let intent): intent.commit
        case .outcome(let outcome): outcome.commit
        case .observation(let seen): seen.commit
        case .unknown: nil
        }
    }

    /// The images that it says were pinned: what a run was to bring, brought, or saw in step.
    package var pinned: [(container: ContainerKey, image: PinnedImage)] {
        switch event {
        case .intent(let intent): intent.changes.map { ($0.container, $0.after) }
        case .outcome: results.map { ($0.change.container, $0.change.after) }
        case .observation, .unknown: verified
        }
    }

    /// What became of each change of an outcome; empty for all other events.
    package var results: [RecordedResult] {
        if case .outcome(let outcome) = event { outcome.results } else { [] }
    }
}

package import PinionModel

/// A run's own changes, merged with those of its open proposal.
package struct MergedChanges: Hashable, Sendable {
    /// All changes, ordered by pin.
    package let changes: [PinChange]
    /// Pins whose earlier change was left out, since the tracked branch has moved them.
    package let overtaken: [PinKey]

    /// Adds a run's own changes to earlier ones.
    ///
    /// An earlier change is kept if the tip does not have it yet, the run settles nothing about its
    /// pin, and that pin is still what it was when the change was proposed.
    package init(
        of own: [PinChange], settling settled: Set<PinKey>, onto earlier: [PinChange], tip: PinSet
    ) {
        let taken = Dictionary(grouping: own, by: \.key)
        var kept: [PinChange] = []
        var overtaken: [PinKey] = []
        for change in earlier where !settled.contains(change.key) {
            let isTaken = taken[change.key]?.contains { $0.aspect == change.aspect } ?? false
            guard !isTaken, !tip.alreadyHas(change) else { continue }
            if Self.applies(change, to: tip) {
                kept.append(change)
            } else {
                overtaken.append(change.key)
            }
        }
        changes = (own + kept).inOrder
        self.overtaken = Set(overtaken).sorted()
    }

    private static func applies(_ change: PinChange, to tip: PinSet) -> Bool {
        switch change {
        case .move(let key, let image, _): tip.entries[key]?.image == image
        case .hold(let key, _), .release(let key): tip.entries[key] != nil
        case .add(let service):
            service.pins.allSatisfy {
                tip.entries[PinKey(service: service.name, container: $0.container)] == nil
            }
        }
    }
}

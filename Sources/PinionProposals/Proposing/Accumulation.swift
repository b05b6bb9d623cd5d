package import PinionModel

/// The changes of a run, together with what the same open proposal holds already, made anew on another tip.
package struct Accumulation: Hashable, Sendable {
    /// All changes, ordered by pin.
    package let changes: [PinChange]
    /// Pins whose earlier change was left out, since the tracked branch moved them otherwise meanwhile.
    package let overtaken: [PinKey]

    /// Adds a run's own changes to the earlier ones.
    ///
    /// Of the earlier ones remain those that the tip has not got yet, that concern no pin that the run
    /// settles, and whose pin is still what it was when they were proposed.
    package init(
        of own: [PinChange], settling settled: Set<PinKey>, onto earlier: [PinChange],
        tip: PinTable
    ) {
        let taken = Set(own.map { Place($0.key, $0.aspect) })
        var kept: [PinChange] = []
        var overtaken: [PinKey] = []
        for change in earlier
        where !settled.contains(change.key) && !taken.contains(Place(change.key, change.aspect)) {
            guard !tip.satisfies(change) else { continue }
            if Self.applies(change, to: tip) {
                kept.append(change)
            } else {
                overtaken.append(change.key)
            }
        }
        changes = (own + kept).inOrder
        self.overtaken = Set(overtaken).sorted()
    }

    private static func applies(_ change: PinChange, to tip: PinTable) -> Bool {
        switch change {
        case .move(let key, let image, _): tip.entries[key]?.image == image
        case .hold(let key, _), .release(let key): tip.entries[key] != nil
        case .add(let service):
            service.pins.allSatisfy {
                tip.entries[PinKey(service: service.name, container: $0.container)] == nil
            }
        }
    }

    private struct Place: Hashable {
        let key: PinKey
        let aspect: PinChange.Aspect

        init(_ key: PinKey, _ aspect: PinChange.Aspect) {
            (self.key, self.aspect) = (key, aspect)
        }
    }
}

import PinionDecisions
package import PinionModel

/// The planner that takes holds off pins, or single digests off holds.
package struct ReleasePlanner: ChangePlanner {
    let services: [String]
    let refuse: [String]

    package init(services: [String], refuse: [String]) {
        (self.services, self.refuse) = (services, refuse)
    }

    package var purpose: Proposal.Purpose { .hold }
    package var accumulates: Bool { true }

    package func plan(
        on base: ProposalBase, _ context: ProposalContext
    ) async throws -> PlannedChanges {
        let pins = try services.flatMap { try context.pins(named: $0, in: base.environment) }
        var changes: [PinChange] = []
        var notes: [String] = []
        for (key, pin) in pins {
            guard let hold = pin.hold else { continue }
            var freed: [Digest] = []
            for name in refuse {
                freed.append(try await context.digest(named: name, in: pin.image.repository))
            }
            notes += Self.notes(on: hold, of: key, freeing: freed)
            if let change = Self.change(of: hold, freeing: freed, on: key) {
                changes.append(change)
            }
        }
        return PlannedChanges(changes: changes, settles: Set(pins.map(\.key)), notes: notes)
    }

    /// Returns notes on digests that a hold does not refuse.
    private static func notes(on hold: Hold, of key: PinKey, freeing freed: [Digest]) -> [String] {
        guard !freed.isEmpty, !hold.refuse.isEmpty else {
            return freed.isEmpty
                ? []
                : [
                    "\(key) is held where it is, which bars every digest; release it without "
                        + "--refuse"
                ]
        }
        return freed.filter { !hold.refuse.contains($0) }.map {
            "the hold of \(key) does not refuse \($0.short)"
        }
    }

    /// Returns the change of a hold; `nil` if it stays as it is.
    private static func change(
        of hold: Hold, freeing freed: [Digest], on key: PinKey
    ) -> PinChange? {
        let rest = hold.refuse.filter { !freed.contains($0) }
        if freed.isEmpty || (rest.isEmpty && !hold.refuse.isEmpty) { return .release(key) }
        guard rest != hold.refuse else { return nil }
        return .hold(key, Hold(refuse: rest, reason: hold.reason, until: hold.until))
    }
}

/// A runtime's forecast for a change of one service, made before anything is written.
package struct Rehearsal: Hashable, Sendable {
    /// The change that was rehearsed.
    package let change: ImageChange
    /// Why the runtime would refuse it, as a clause; `nil` if it would not.
    package let obstacle: String?
    /// Why its consequences are unknown; `nil` if they are known.
    package let unknownBecause: RuntimeError?
    /// The side effects, which an approval must cover.
    package let effects: [SideEffect]

    package init(_ change: ImageChange, obstacle: String? = nil, effects: [SideEffect] = []) {
        (self.change, self.obstacle, unknownBecause) = (change, obstacle, nil)
        self.effects = effects.sorted { $0.order < $1.order }
    }

    /// Makes the result for unknown consequences: the change is not made until they are known.
    package init(_ change: ImageChange, unknownBecause: RuntimeError) {
        (self.change, effects, self.unknownBecause) = (change, [], unknownBecause)
        obstacle = "what it would do cannot be told now: \(unknownBecause)"
    }

    /// Whether the change concerns a container of a service as it was observed.
    package func concerns(_ container: String, of service: ServiceObservation) -> Bool {
        change.observed == service && change.images.contains { $0.container == container }
    }
}

/// What a runtime says, before anything is written, would come of the changes of one service.
package struct Rehearsal: Hashable, Sendable {
    /// The change that was rehearsed.
    package let change: ImageChange
    /// Why the runtime would refuse it, as a clause; nil where it would not.
    package let obstacle: String?
    /// Why its consequences could not be looked at; nil where they could.
    package let blindness: RuntimeError?
    /// What it would do besides; an approval must cover it.
    package let effects: [SideEffect]

    package init(_ change: ImageChange, obstacle: String? = nil, effects: [SideEffect] = []) {
        (self.change, self.obstacle, blindness) = (change, obstacle, nil)
        self.effects = effects.sorted { $0.order < $1.order }
    }

    /// Its consequences could not be looked at: no refusal, but it is not made before they can be.
    package init(_ change: ImageChange, blindness: RuntimeError) {
        (self.change, effects, self.blindness) = (change, [], blindness)
        obstacle = "what it would do cannot be told now: \(blindness)"
    }

    /// Whether it is about a container of a service as it was seen.
    package func concerns(_ container: String, of service: ServiceObservation) -> Bool {
        change.observed == service && change.images.contains { $0.container == container }
    }
}

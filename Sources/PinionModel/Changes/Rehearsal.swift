/// What a runtime says, before anything is written, would come of the changes of one service.
package struct Rehearsal: Hashable, Sendable {
    /// The change that was rehearsed.
    package let change: ImageChange
    /// Why the runtime would refuse it, as a clause; nil where it would not.
    package let obstacle: String?
    /// Why it could not be looked at what would come of it; nil where it could.
    package let blindness: RuntimeError?
    /// What it would do besides; an approval must cover it.
    package let effects: [SideEffect]

    /// Puts a rehearsal together; the effects are ordered here.
    package init(_ change: ImageChange, obstacle: String? = nil, effects: [SideEffect] = []) {
        self.change = change
        self.obstacle = obstacle
        blindness = nil
        self.effects = effects.sorted { $0.order < $1.order }
    }

    /// That it could not be looked at, which is no refusal: the change waits until it can.
    package init(_ change: ImageChange, blindness: RuntimeError) {
        self.change = change
        obstacle = "what it would do cannot be told now: \(blindness)"
        effects = []
        self.blindness = blindness
    }

    /// Whether it is about a container of a service as it was seen.
    package func concerns(_ container: String, of service: ServiceObservation) -> Bool {
        change.observed == service && change.images.contains { $0.container == container }
    }
}

/// An effect of a change beyond the pinned images, because of how its runtime writes.
package enum SideEffect: Hashable, Sendable {
    /// A container without a changed pin gets the digest that its deployment resolved.
    case freezes(container: String, from: String, to: PinnedImage)
    /// The number of wanted instances is set, which someone else had changed.
    case scales(from: Int, to: Int)

    /// The effect as a clause.
    package var description: String {
        switch self {
        case .freezes(let container, let from, let to):
            "freezes \(container), which is not changed, at what its present deployment resolved: "
                + "from \(from) to \(to.reference.familiar)"
        case .scales(let from, let to):
            "sets the number of wanted copies from \(from) to \(to), as its stack's template says"
        }
    }

    /// The order of the effects of one service.
    var order: ByteOrder {
        switch self {
        case .freezes(let container, _, _): ByteOrder("freezes", container)
        case .scales: ByteOrder("scales", "")
        }
    }
}

/// A side effect of the changes of one service.
package struct PlannedEffect: Hashable, Sendable {
    /// The service's key.
    package let service: String
    /// The effect.
    package let effect: SideEffect

    package init(service: String, effect: SideEffect) {
        (self.service, self.effect) = (service, effect)
    }

    /// Returns effects in a fixed order, each once.
    package static func ordered(_ effects: some Sequence<PlannedEffect>) -> [PlannedEffect] {
        Set(effects).sorted {
            $0.service == $1.service
                ? $0.effect.order < $1.effect.order : ByteOrder($0.service) < ByteOrder($1.service)
        }
    }
}

package import PinionModel

extension [PinChange] {
    /// Returns the changes from the pins of one state of an environment to those of another, in
    /// order, limited to changes that proposals make.
    package static func between(_ old: Environment, _ new: Environment) -> [PinChange] {
        let (before, after) = (PinSet(old).entries, PinSet(new).entries)
        var changes: [PinChange] = []
        for (key, one) in before {
            guard let other = after[key] else { continue }
            if one.image != other.image {
                changes.append(.move(key, from: one.image, to: other.image))
            }
            if one.hold != other.hold {
                changes.append(other.hold.map { .hold(key, $0) } ?? .release(key))
            }
        }
        for service in new.services {
            let pins = service.pins.filter {
                before[PinKey(service: service.name, container: $0.container)] == nil
            }
            guard !pins.isEmpty else { continue }
            changes.append(
                .add(Service(name: service.name, runtimeName: service.runtimeName, pins: pins)))
        }
        return changes.inOrder
    }

    /// The changes ordered by pin; a hold follows the move of the same pin.
    package var inOrder: [PinChange] { sorted { ($0.key, $0.aspect) < ($1.key, $1.aspect) } }

    /// The images that pins are moved to, by pin.
    package var moves: [PinKey: PinnedImage] {
        reduce(into: [:]) { moves, change in
            if case .move(let key, _, let image) = change { moves[key] = image }
        }
    }
}

extension PinChange {
    /// The part of a pin that a change concerns: two changes of the same part exclude each other.
    package enum Aspect: Int, Hashable, Sendable, Comparable {
        case image
        case hold

        /// Images come first.
        package static func < (one: Aspect, other: Aspect) -> Bool { one.rawValue < other.rawValue }
    }

    /// The part of the pin that it concerns.
    package var aspect: Aspect {
        switch self {
        case .move, .add: .image
        case .hold, .release: .hold
        }
    }
}

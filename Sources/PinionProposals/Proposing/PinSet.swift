package import PinionModel

/// The pins of an environment as values to compare and change, without their places in files.
package struct PinSet: Hashable, Sendable {
    /// The content of a pin.
    package struct Entry: Hashable, Sendable {
        /// The image that must run.
        package let image: PinnedImage
        /// The rule that proposals for it follow.
        package let track: Track?
        /// The pin's hold.
        package let hold: Hold?
    }

    /// Every pin by its key.
    package private(set) var entries: [PinKey: Entry] = [:]
    private var namesInRuntime: [Service.Name: String] = [:]

    /// Creates the pins of an environment.
    package init(_ environment: Environment) {
        for service in environment.services { insert(service) }
    }

    /// Returns the pins after some changes; a change of a missing pin has no effect.
    package func applying(_ changes: [PinChange]) -> PinSet {
        var set = self
        for change in changes { set.apply(change) }
        return set
    }

    /// Whether the pins already are as a change wants them.
    package func alreadyHas(_ change: PinChange) -> Bool {
        switch change {
        case .move(let key, _, let image): entries[key]?.image == image
        case .hold(let key, let hold): entries[key]?.hold == hold
        case .release(let key): entries[key]?.hold == nil
        case .add(let service):
            service.pins.allSatisfy { pin in
                entries[PinKey(service: service.name, container: pin.container)]?.image == pin.image
            }
        }
    }

    /// Returns the changes that are still needed, each from the present image.
    package func remaining(of changes: [PinChange]) -> [PinChange] {
        changes.filter { !alreadyHas($0) }.map { change in
            guard case .move(let key, _, let image) = change, let entry = entries[key] else {
                return change
            }
            return .move(key, from: entry.image, to: image)
        }
    }

    private mutating func insert(_ service: Service) {
        namesInRuntime[service.name] = service.nameInRuntime
        for pin in service.pins {
            entries[PinKey(service: service.name, container: pin.container)] = Entry(
                image: pin.image, track: pin.track, hold: pin.hold)
        }
    }

    private mutating func apply(_ change: PinChange) {
        switch change {
        case .add(let service): insert(service)
        case .move(let key, _, let image): set(key) { ($0.hold, image) }
        case .hold(let key, let hold): set(key) { (hold, $0.image) }
        case .release(let key): set(key) { (nil, $0.image) }
        }
    }

    private mutating func set(_ key: PinKey, _ change: (Entry) -> (Hold?, PinnedImage)) {
        guard let entry = entries[key] else { return }
        let (hold, image) = change(entry)
        entries[key] = Entry(image: image, track: entry.track, hold: hold)
    }
}

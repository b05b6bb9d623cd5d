package import PinionModel

/// A difference between a pin of the base and the same pin of the head.
package struct PinDifference: Hashable, Sendable {
    package let key: PinKey
    package let kind: Kind
    /// The pin's position in the head, or in the base if it was removed.
    package let position: FilePosition

    /// The kind of a difference.
    package enum Kind: Hashable, Sendable {
        case added(PinnedImage)
        case removed(PinnedImage)
        /// Another image: another digest or another repository.
        case moved(from: PinnedImage, to: PinnedImage)
        /// The same image with another tag in its reference, which changes nothing that runs.
        case retagged(from: PinnedImage, to: PinnedImage)
        /// A hold was added or changed.
        case held(Hold, before: Hold?)
        case released(Hold)
        /// Its `track` rule changed.
        case tracked
        /// Its service's name in the runtime changed: the pin applies to another object.
        case renamed(from: String, to: String, PinnedImage)

        /// The word for it in reports.
        package var word: String {
            switch self {
            case .added: "added"
            case .removed: "removed"
            case .moved: "moved"
            case .retagged: "retagged"
            case .held: "held"
            case .released: "released"
            case .tracked: "tracked"
            case .renamed: "renamed"
            }
        }
    }

    package init(_ key: PinKey, _ kind: Kind, at position: FilePosition) {
        (self.key, self.kind, self.position) = (key, kind, position)
    }

    /// Returns a violation at this difference's position.
    func violation(_ kind: Violation.Kind, _ sentence: String) -> Violation {
        Violation(kind, of: key, at: position, sentence)
    }

    /// The image that the head pins anew or for another object; `nil` if none.
    package var newImage: PinnedImage? {
        switch kind {
        case .added(let image), .moved(_, let image), .renamed(_, _, let image): image
        case .removed, .retagged, .held, .released, .tracked: nil
        }
    }
}

extension PinDifference {
    /// Returns the differences of two states of an environment, by pin; `nil` is an absent one.
    package static func between(_ base: Environment?, _ head: Environment?) -> [PinDifference] {
        let old = base?.pins ?? [:]
        let new = head?.pins ?? [:]
        let pins = Set(old.keys).union(new.keys).sorted().flatMap { key -> [PinDifference] in
            switch (old[key], new[key]) {
            case (nil, let pin?): added(key, pin)
            case (let pin?, nil): [PinDifference(key, .removed(pin.image), at: pin.site)]
            case (let before?, let after?): between(key, before, after)
            case (nil, nil): []
            }
        }
        return pins + renamed(base, head)
    }

    private static func added(_ key: PinKey, _ pin: Pin) -> [PinDifference] {
        let added = PinDifference(key, .added(pin.image), at: pin.site)
        guard let hold = pin.hold else { return [added] }
        return [added, PinDifference(key, .held(hold, before: nil), at: pin.site)]
    }

    private static func between(_ key: PinKey, _ old: Pin, _ new: Pin) -> [PinDifference] {
        var kinds: [Kind] = []
        if !old.image.isSameImage(as: new.image.reference) {
            kinds.append(.moved(from: old.image, to: new.image))
        } else if old.image != new.image {
            kinds.append(.retagged(from: old.image, to: new.image))
        }
        switch (old.hold, new.hold) {
        case (let before?, nil): kinds.append(.released(before))
        case (let before, let after?) where before != after:
            kinds.append(.held(after, before: before))
        default: break
        }
        if old.track != new.track { kinds.append(.tracked) }
        return kinds.map { PinDifference(key, $0, at: new.site) }
    }

    /// Returns differences for pins in both states whose service has a new name in the runtime.
    private static func renamed(_ base: Environment?, _ head: Environment?) -> [PinDifference] {
        let old = base?.pins ?? [:]
        let former = Dictionary(
            (base?.services ?? []).map { ($0.name, $0.nameInRuntime) }
        ) { first, _ in first }
        return (head?.services ?? []).flatMap { service -> [PinDifference] in
            guard let name = former[service.name], name != service.nameInRuntime else { return [] }
            return service.pins.compactMap { pin in
                let key = PinKey(service: service.name, container: pin.container)
                guard old[key] != nil else { return nil }
                return PinDifference(
                    key, .renamed(from: name, to: service.nameInRuntime, pin.image), at: pin.site)
            }
        }
    }
}

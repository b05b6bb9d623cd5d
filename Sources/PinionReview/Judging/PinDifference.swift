package import PinionModel

/// One difference between the pins of the base and those of the head.
package struct PinDifference: Hashable, Sendable {
    /// The pin.
    package let key: PinKey
    /// What differs.
    package let kind: Kind
    /// Where it stands at the head; at the base where it was removed.
    package let position: FilePosition

    /// What can differ.
    package enum Kind: Hashable, Sendable {
        /// It was not pinned.
        case added(PinnedImage)
        /// It is not pinned any more.
        case removed(PinnedImage)
        /// Another image: other bits, or another repository.
        case moved(from: PinnedImage, to: PinnedImage)
        /// The same image under another readable tag, which changes nothing that runs.
        case retagged(from: PinnedImage, to: PinnedImage)
        /// A hold was put on it, in place of the one that it had.
        case held(Hold, before: Hold?)
        /// Its hold was taken off.
        case released(Hold)
        /// Its `track` rule is another.
        case tracked
        /// The runtime's name of its service is another: the image is pinned newly for another object.
        case renamed(from: String, to: String, PinnedImage)

        /// The word that names it in reports.
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

    /// The image that the head pins newly, or for another object of the runtime; nil where it pins none.
    package var newImage: PinnedImage? {
        switch kind {
        case .added(let image), .moved(_, let image), .renamed(_, _, let image): image
        case .removed, .retagged, .held, .released, .tracked: nil
        }
    }
}

extension PinDifference {
    /// Every difference between two states of an environment, ordered by pin; nil means that it is not there.
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

    /// The pins of services whose name in the runtime is another; of those alone that were there before.
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

package import PinionModel

/// An object of the runtime for which a change adds a pin.
package struct PinnedObject: Hashable, Sendable {
    package let key: PinKey
    /// The service's name in the runtime.
    package let nameInRuntime: String
    /// The image to which it is pinned.
    package let image: PinnedImage

    /// Returns what a service of a pins file pins for this object; empty for other objects.
    ///
    /// The short form may mean any container.
    package func pins(of service: Service) -> [PinnedImage] {
        guard service.nameInRuntime == nameInRuntime else { return [] }
        return service.pins.filter {
            $0.container == nil || key.container == nil || $0.container == key.container
        }.map(\.image)
    }

    fileprivate func isMeant(by container: ContainerKey) -> Bool {
        [key.service.description, nameInRuntime].contains(container.service)
            && (key.container ?? container.container) == container.container
    }
}

/// The reason why a new pin for what already runs is no adoption.
package enum ReplacedPin: Hashable, Sendable, CustomStringConvertible {
    /// Another digest was pinned for the same object.
    case other(PinnedImage)
    /// It could not be learnt whether there was one.
    case unknown(Failure)

    /// The reason as a clause.
    package var description: String {
        switch self {
        case .other(let image): "\(image.reference.familiar) was pinned for it before"
        case .unknown(let reason):
            "whether something else was pinned for it before could not be learnt: \(reason)"
        }
    }
}

/// The earlier pins in the ledger of an environment.
package struct PastPins: Sendable {
    private let entries: [LedgerEntry]
    /// Why the record is incomplete; `nil` if it is complete.
    package let gap: Failure?

    package init(_ entries: [LedgerEntry] = [], gap: Failure? = nil) {
        (self.entries, self.gap) = (entries, gap)
    }

    /// Returns those pins that ran before with the same digest, verified.
    package func verified(_ images: [PinKey: PinnedImage]) -> Set<PinKey> {
        let seen = entries.flatMap(\.verified)
        return Set(
            images.filter { key, image in
                seen.contains { key.covers($0.container) && $0.image.digest == image.digest }
            }.keys)
    }

    /// The tags with digests that runs found pinned at the branch's tips.
    package var tags: Set<TaggedDigest> {
        Set(entries.flatMap(\.pinned).map(\.image).compactMap(TaggedDigest.init))
    }

    /// Whether the digest that was last verified for an object is the one that is pinned now.
    ///
    /// An entry that is only partly readable decides nothing.
    package func ranLast(_ object: PinnedObject) -> Bool {
        for entry in entries {
            guard entry.newer == nil else { return false }
            let seen = entry.verified.filter { object.isMeant(by: $0.container) }
            guard seen.isEmpty else {
                return seen.allSatisfy { $0.image.digest == object.image.digest }
            }
        }
        return false
    }

    /// Returns another image that was pinned for an object, if there was one.
    package func other(than object: PinnedObject) -> PinnedImage? {
        entries.flatMap(\.pinned).first {
            object.isMeant(by: $0.container) && $0.image.digest != object.image.digest
        }?.image
    }
}

extension PinDifference {
    /// The image that the pin newly takes for an object; `nil` if it takes none.
    var adopted: PinnedImage? {
        switch kind {
        case .added(let image), .renamed(_, _, let image): image
        case .removed, .moved, .retagged, .held, .released, .tracked: nil
        }
    }
}

extension ReviewSubject {
    /// The objects that the head's pins name and the same pins of the base do not, ordered.
    package var newObjects: [PinnedObject] {
        differences.compactMap { difference in
            guard let image = difference.adopted,
                let service = head.environment?.services.first(where: {
                    $0.name == difference.key.service
                })
            else { return nil }
            return PinnedObject(
                key: difference.key, nameInRuntime: service.nameInRuntime, image: image)
        }
    }
}

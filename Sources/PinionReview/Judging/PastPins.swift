package import PinionModel

/// An object of the runtime that a change pins newly.
package struct PinnedObject: Hashable, Sendable {
    /// The key of its pin.
    package let key: PinKey
    /// The name by which the runtime knows its service.
    package let nameInRuntime: String
    /// What it is pinned to.
    package let image: PinnedImage

    /// What a service of a pins file pins for it; empty where that is for another object.
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

/// Why a new pin for what runs already is no adoption.
package enum ReplacedPin: Hashable, Sendable, CustomStringConvertible {
    /// Other bits were pinned for the same object.
    case other(PinnedImage)
    /// Whether there were could not be learnt; the clause says why.
    case unknown(String)

    /// A clause for people.
    package var description: String {
        switch self {
        case .other(let image): "\(image.reference.familiar) was pinned for it before"
        case .unknown(let reason):
            "whether something else was pinned for it before could not be learnt: \(reason)"
        }
    }
}

/// What the ledger of an environment tells of what was pinned before.
package struct PastPins: Sendable {
    private let entries: [LedgerEntry]
    /// Why it does not tell all; nil where it does.
    package let gap: String?

    package init(_ entries: [LedgerEntry] = [], gap: String? = nil) {
        (self.entries, self.gap) = (entries, gap)
    }

    /// The pins among some that ran before with the same bits, verified.
    package func verified(_ images: [PinKey: PinnedImage]) -> Set<PinKey> {
        let seen = entries.flatMap(\.verified)
        return Set(
            images.filter { key, image in
                seen.contains { key.covers($0.container) && $0.image.digest == image.digest }
            }.keys)
    }

    /// The tags with digests that a run found pinned: those of the branch's tips alone.
    package var tags: Set<TaggedDigest> {
        Set(entries.flatMap(\.pinned).map(\.image).compactMap(TaggedDigest.init))
    }

    /// Whether what was verified last of an object are the bits that it is pinned to now; nobody decides by a part of an
    /// entry.
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

    /// Other bits that were pinned for an object.
    package func other(than object: PinnedObject) -> PinnedImage? {
        entries.flatMap(\.pinned).first {
            object.isMeant(by: $0.container) && $0.image.digest != object.image.digest
        }?.image
    }
}

extension LedgerEntry {
    /// The images that it says were pinned.
    fileprivate var pinned: [(container: ContainerKey, image: PinnedImage)] {
        switch event {
        case .intent(let intent): intent.changes.map { ($0.container, $0.after) }
        case .outcome(let outcome): outcome.results.map { ($0.change.container, $0.change.after) }
        case .observation, .unknown: verified
        }
    }
}

extension PinDifference {
    /// The image that it pins for an object that this pin was not for; nil where it does not.
    var adopted: PinnedImage? {
        switch kind {
        case .added(let image), .renamed(_, _, let image): image
        case .removed, .moved, .retagged, .held, .released, .tracked: nil
        }
    }
}

extension ReviewSubject {
    /// The objects of the runtime that the head pins and that the same pins of the base were not for, ordered.
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

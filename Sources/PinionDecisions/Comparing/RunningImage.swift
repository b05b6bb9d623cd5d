package import PinionModel

/// The image that a container runs, under the name by which it should be pinned.
package struct RunningImage: Hashable, Sendable {
    /// The image.
    package let image: PinnedImage
    /// What its registry says of it.
    package let presence: Presence
    /// Whether it is the manifest of one platform, and no index of which it is a part is known.
    package let isOnePlatform: Bool

    /// What a registry says of an image that runs.
    package enum Presence: Hashable, Sendable {
        case present
        case absent
        case unanswered(Obstacle)
    }

    /// Why a container cannot be pinned to what it runs.
    package struct Unclear: Error, Hashable, Sendable, CustomStringConvertible {
        /// The reason, as a clause.
        package let description: String
        /// Whether the image was built where it runs.
        package let isBuiltHere: Bool

        package init(_ description: String, isBuiltHere: Bool = false) {
            (self.description, self.isBuiltHere) = (description, isBuiltHere)
        }
    }

    /// The one image that all instances of a container run.
    ///
    /// It is what the container was created by or is bound to; else the index that a registry
    /// confirms to hold what every instance runs; else the manifest itself. What a tag names now
    /// counts only where it holds just that.
    package static func identify(
        _ container: ContainerObservation, _ registry: inout RegistryLookup
    ) throws(Unclear) -> RunningImage {
        guard let declared = container.declared.image else {
            if case .unknown(.builtHere(let reason)) = container.declared {
                throw Unclear(reason, isBuiltHere: true)
            }
            throw Unclear("what is declared cannot be seen")
        }
        if case .unknown(let obstacle) = container.instances {
            throw Unclear("what runs cannot be seen: \(obstacle)")
        }
        let instances = container.instances.seen
        let bits = instances.map { instance -> [Digest] in
            if case .known(let digests) = instance.bits { digests } else { [] }
        }
        let found =
            instances.isEmpty
            ? declared.reference.digest.map { (digest: $0, isOnePlatform: false) }
            : digest(of: bits, declared, &registry)
        guard let found else {
            throw Unclear("its instances run different images, or the runtime does not say which")
        }
        let image = PinnedImage(
            repository: declared.reference.repository, tag: declared.reference.tag,
            digest: found.digest)
        let presence: Presence =
            switch registry.ask(.exists(image)) {
            case .absent: .absent
            case .unanswered(let obstacle): .unanswered(obstacle)
            case .present, .digest, .members, .expiry: .present
            }
        return RunningImage(image: image, presence: presence, isOnePlatform: found.isOnePlatform)
    }

    private static func digest(
        of bits: [[Digest]], _ declared: SeenImage, _ registry: inout RegistryLookup
    ) -> (digest: Digest, isOnePlatform: Bool)? {
        let repository = declared.reference.repository
        if let named = declared.reference.digest, bits.allSatisfy({ $0.contains(named) }) {
            return (named, false)
        }
        let shared = (bits.first ?? []).filter { one in bits.allSatisfy { $0.contains(one) } }
        var candidates = [declared.reference.digest].compactMap(\.self) + declared.digests + shared
        var tagged: Digest?
        if declared.reference.tag != nil,
            case .digest(let digest) = registry.ask(.resolve(declared.reference.floating))
        {
            tagged = digest
            candidates.append(digest)
        }
        for candidate in candidates {
            let index = PinnedImage(repository: repository, digest: candidate)
            guard case .members(let members) = registry.ask(.members(index)), !members.isEmpty
            else { continue }
            let holdsAll = bits.allSatisfy { own in
                own.contains(candidate) || own.contains(where: members.contains)
            }
            if holdsAll { return (candidate, false) }
        }
        let best = declared.digests.first(where: shared.contains) ?? shared.first
        return best.map { digest in
            // Where the registry does not say that it is no index, it may be one.
            let image = PinnedImage(repository: repository, digest: digest)
            let isManifest =
                if case .members = registry.ask(.members(image)) { true } else { false }
            return (digest, isManifest && digest != tagged)
        }
    }
}

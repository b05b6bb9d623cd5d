package import PinionModel

/// The image that a container runs, under the name by which it should be pinned.
package struct RunningImage: Hashable, Sendable {
    /// The image.
    package let image: PinnedImage
    /// The registry's answer about it.
    package let presence: Presence
    /// Whether it is the manifest of one platform, without a known index that contains it.
    package let isOnePlatform: Bool

    /// A registry's answer about a running image.
    package enum Presence: Hashable, Sendable {
        case present
        case absent
        case unanswered(Obstacle)
    }

    /// The reason why a container cannot be pinned to its running image.
    package struct Unclear: Error, Hashable, Sendable, CustomStringConvertible {
        /// The reason, as a clause.
        package let description: String
        /// Whether the image was built where it runs.
        package let isBuiltHere: Bool

        package init(_ description: String, isBuiltHere: Bool = false) {
            (self.description, self.isBuiltHere) = (description, isBuiltHere)
        }
    }

    /// Finds the one image that all instances of a container run.
    ///
    /// It is the digest that the container was created with or is bound to; else the index that a
    /// registry confirms to contain the images of all instances; else the manifest itself. The
    /// digest that a tag names now counts only if it contains all of them.
    package static func identify(
        _ container: ContainerObservation, _ registry: inout RegistryLookup
    ) throws(Unclear) -> RunningImage {
        guard let declared = container.declared.image else {
            if case .unknown(.builtHere(let reason)) = container.declared {
                throw Unclear(reason, isBuiltHere: true)
            }
            if case .unknown(let obstacle) = container.declared {
                throw Unclear("what is declared cannot be seen: \(obstacle)")
            }
            throw Unclear("the runtime names no image that it would use again")
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
            // Unless the registry confirms that it is no index, it may be one.
            let image = PinnedImage(repository: repository, digest: digest)
            let isManifest =
                if case .members = registry.ask(.members(image)) { true } else { false }
            return (digest, isManifest && digest != tagged)
        }
    }
}

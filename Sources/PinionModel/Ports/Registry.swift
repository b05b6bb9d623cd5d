/// What Pinion asks of registries to see.
package protocol Registry: Sendable {
    /// The digest that a tag names now: the index's where it names an index.
    func resolve(_ reference: ImageReference) async throws(RegistryError) -> Digest

    /// The platform manifests of an index, attestations left out; none where the digest is a
    /// platform's manifest.
    func members(of image: PinnedImage) async throws(RegistryError) -> [PlatformManifest]

    /// Whether the digest is there.
    func exists(_ image: PinnedImage) async throws(RegistryError) -> Bool
}

/// Lists tags; a capability of its own, since proposals alone need it.
package protocol TagLister: Sendable {
    /// The tags of a repository, ordered, and whether the list is complete.
    func tags(
        of repository: ImageReference.Repository
    ) async throws(RegistryError) -> (tags: [ImageReference.Tag], isComplete: Bool)
}

/// Reads what images say of themselves, for proposals and their review.
package protocol ImageInspector: Sendable {
    /// What the image's configuration says: for an index, that of the first readable platform.
    func details(of image: PinnedImage) async throws(RegistryError) -> ImageDetails
}

/// What an image says of itself.
package struct ImageDetails: Hashable, Sendable {
    /// Where it was built from.
    package let labels: ImageLabels
    /// The platforms that it runs on, ordered; of a single manifest, the one of its configuration.
    package let platforms: [Platform]
    /// What it is where no image that can run, as a clause: `a Helm chart`; nil for an image.
    package let instead: String?

    /// Puts details together.
    package init(labels: ImageLabels, platforms: [Platform], instead: String? = nil) {
        self.instead = instead
        self.labels = labels
        self.platforms = platforms.sorted()
    }
}

/// An operating system and architecture.
package struct Platform: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// `linux`.
    package let os: String
    /// `amd64`, `arm64`.
    package let architecture: String
    /// `v7`; nil where there is none.
    package let variant: String?

    /// Puts a platform together.
    package init(os: String, architecture: String, variant: String? = nil) {
        self.os = os
        self.architecture = architecture
        self.variant = variant
    }

    /// `linux/amd64`, `linux/arm/v7`.
    package var description: String {
        "\(os)/\(architecture)\(variant.map { "/\($0)" } ?? "")"
    }

    /// Orders by text.
    package static func < (one: Platform, other: Platform) -> Bool {
        one.description < other.description
    }
}

/// Moves tags; a capability of its own, since environment tags alone need it.
package protocol Retagger: Sendable {
    /// Puts a tag on a digest, and reads it back.
    func tag(_ image: PinnedImage, as tag: ImageReference.Tag) async throws(RegistryError)

    /// Puts a tag on a digest where it still is where it was seen, and reads it back; false where
    /// it is elsewhere by now, and nothing was written.
    ///
    /// No registry offers a compare-and-swap, so this is a look as near to the write as can be.
    func move(_ write: TagWrite) async throws(RegistryError) -> Bool
}

/// Tries rights; a capability of its own, since `doctor` alone needs it.
package protocol PushRights: Sendable {
    /// Tries the right to write to a repository, and leaves nothing behind.
    func tryPush(to repository: ImageReference.Repository) async throws(RegistryError)
}

/// Reads what a registry's own rules do with images and tags; a capability of its own, since few
/// registries have such rules.
package protocol RetentionReader: Sendable {
    /// When a rule of the repository will delete an image; nil where none will.
    func expiry(of image: PinnedImage) async throws(RegistryError) -> ImageExpiry?

    /// Whether the tags of a repository can be moved.
    func mutability(
        ofTagsIn repository: ImageReference.Repository
    ) async throws(RegistryError) -> TagMutability
}

/// A rule that will delete an image.
package struct ImageExpiry: Hashable, Sendable {
    /// The rule, as a clause: "rule 2 of its lifecycle policy keeps the newest 10 images".
    package let rule: String
    /// When; nil where the rule goes by other images and not by time.
    package let at: Timestamp?

    /// Puts an expiry together.
    package init(rule: String, at: Timestamp?) {
        self.rule = rule
        self.at = at
    }
}

/// Whether tags can be moved once they are pushed.
package enum TagMutability: Hashable, Sendable {
    /// They can.
    case mutable
    /// They cannot; `exceptions` are the patterns of those that can all the same, ordered.
    case immutable(exceptions: [String])
    /// The registry has no such setting that could be asked.
    case unknown
}

/// A platform's manifest in an index.
package struct PlatformManifest: Hashable, Sendable, Comparable {
    /// The manifest's digest.
    package let digest: Digest
    /// Operating system: `linux`.
    package let os: String
    /// Architecture: `amd64`, `arm64`.
    package let architecture: String
    /// Variant: `v7`.
    package let variant: String?

    /// Puts a platform's manifest together.
    package init(digest: Digest, os: String, architecture: String, variant: String? = nil) {
        self.digest = digest
        self.os = os
        self.architecture = architecture
        self.variant = variant
    }

    /// Orders by platform, then digest.
    package static func < (one: PlatformManifest, other: PlatformManifest) -> Bool {
        (one.os, one.architecture, one.variant ?? "", one.digest)
            < (other.os, other.architecture, other.variant ?? "", other.digest)
    }
}

/// Why a registry could not be asked, or what it refused.
package enum RegistryError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is no such tag, digest or repository.
    case notFound(ImageReference)
    /// It does not answer in time, or at all.
    case unreachable(host: String, reason: String)
    /// It asks to wait: too many requests.
    case throttled(host: String, retryAfter: Duration?)
    /// It refuses the credentials, or asks for some where none are known.
    case unauthorized(host: String, reason: String)
    /// The right is missing, or the tag is immutable.
    case forbidden(ImageReference, reason: String)
    /// It answered something that must not be trusted: bytes that are not their digest, a redirect
    /// to a forbidden place.
    case untrustworthy(ImageReference, reason: String)
    /// It answered something that cannot be read.
    case malformed(ImageReference, reason: String)

    /// Whether asking again later may help without anybody doing anything.
    package var isTransient: Bool {
        switch self {
        case .unreachable, .throttled: true
        case .notFound, .unauthorized, .forbidden, .untrustworthy, .malformed: false
        }
    }

    /// A sentence for the person who is paged.
    package var description: String {
        switch self {
        case .notFound(let reference): "\(reference.familiar) is not in its registry"
        case .unreachable(let host, let reason): "registry \(host) does not answer: \(reason)"
        case .throttled(let host, let after):
            "registry \(host) asks to wait"
                + (after.map { " \($0.components.seconds) s" } ?? "") + "; run the command again "
                + "later"
        case .unauthorized(let host, let reason):
            "registry \(host) refuses the credentials: \(reason); log in with `docker login "
                + "\(host)`"
        case .forbidden(let reference, let reason):
            "registry \(reference.repository.registry) forbids it for \(reference.familiar): "
                + "\(reason)"
        case .untrustworthy(let reference, let reason):
            "the answer for \(reference.familiar) cannot be trusted: \(reason)"
        case .malformed(let reference, let reason):
            "the answer for \(reference.familiar) cannot be read: \(reason)"
        }
    }
}

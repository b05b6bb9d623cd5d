/// The questions to registries that every observation may need.
package protocol Registry: Sendable {
    /// Returns the digest that a tag names now: the index's digest if it names an index.
    func resolve(_ reference: ImageReference) async throws(RegistryError) -> Digest

    /// Returns an index's platform manifests, without attestations; empty for a single manifest.
    func members(of image: PinnedImage) async throws(RegistryError) -> [PlatformManifest]

    /// Whether the registry has the digest.
    func exists(_ image: PinnedImage) async throws(RegistryError) -> Bool
}

/// Lists tags; only proposals need it.
package protocol TagLister: Sendable {
    /// Lists all tags of a repository; a list that cannot be read to its end is an error.
    func tags(of repository: ImageReference.Repository) async throws(RegistryError) -> TagList
}

/// Reads image configurations; only proposals and their review need it.
package protocol ImageInspector: Sendable {
    /// Reads an image's configuration; for an index, that of the first readable platform.
    func details(of image: PinnedImage) async throws(RegistryError) -> ImageDetails
}

/// The facts in an image's configuration.
package struct ImageDetails: Hashable, Sendable {
    /// The labels, which tell from what it was built.
    package let labels: ImageLabels
    /// The platforms, ordered; for a single manifest, the one of its configuration.
    package let platforms: [Platform]
    /// A clause for an artifact that is not an image to run: `a Helm chart`.
    package let artifactKind: String?

    package init(labels: ImageLabels, platforms: [Platform], artifactKind: String? = nil) {
        (self.labels, self.artifactKind) = (labels, artifactKind)
        self.platforms = platforms.sorted()
    }
}

/// An operating system and architecture.
package struct Platform: Hashable, Sendable, OrderedByText {
    /// `linux`.
    package let os: String
    /// `amd64`, `arm64`.
    package let architecture: String
    /// `v7`; `nil` if there is none.
    package let variant: String?

    package init(os: String, architecture: String, variant: String? = nil) {
        (self.os, self.architecture, self.variant) = (os, architecture, variant)
    }

    /// `linux/amd64`, `linux/arm/v7`.
    package var description: String { "\(os)/\(architecture)\(variant.map { "/\($0)" } ?? "")" }
}

/// Moves tags; only environment tags need it.
package protocol Retagger: Sendable {
    /// Puts a tag on a digest, and reads it back.
    func tag(_ image: PinnedImage, as tag: ImageReference.Tag) async throws(RegistryError)

    /// Moves a tag and reads it back; returns false, without a write, if it has moved since.
    ///
    /// No registry offers compare-and-swap, so this reads the tag as late as possible.
    func move(_ write: TagWrite) async throws(RegistryError) -> Bool
}

/// Tests rights; only `doctor` needs it.
package protocol PushRights: Sendable {
    /// Tests the right to write to a repository, and leaves nothing behind.
    func tryPush(to repository: ImageReference.Repository) async throws(RegistryError)
}

/// Reads a registry's own rules for images and tags; few registries have such rules.
package protocol RetentionReader: Sendable {
    /// Finds when a rule will delete an image; `nil` if none will, or the registry has no rules.
    func expiry(of image: PinnedImage) async throws(RegistryError) -> ImageExpiry?

    /// Returns whether the tags of a repository can be moved.
    func mutability(
        ofTagsIn repository: ImageReference.Repository
    ) async throws(RegistryError) -> TagMutability
}

/// A rule that will delete an image.
package struct ImageExpiry: Hashable, Sendable {
    /// The rule, as a clause: "rule 2 of its lifecycle policy keeps the newest 10 images".
    package let rule: String
    /// The time; `nil` if the rule depends on other images and not on time.
    package let at: Timestamp?

    package init(rule: String, at: Timestamp?) { (self.rule, self.at) = (rule, at) }
}

/// Whether tags can be moved once they are pushed.
package enum TagMutability: Hashable, Sendable {
    /// Tags can be moved.
    case mutable
    /// Tags cannot be moved, except those that match one of `exceptions`, which are ordered.
    case immutable(exceptions: [String])
    /// The registry has no such setting that can be read.
    case unknown
}

/// A platform's manifest in an index.
package struct PlatformManifest: Hashable, Sendable, Comparable {
    /// The manifest's digest.
    package let digest: Digest
    /// The platform that it is for.
    package let platform: Platform

    package init(digest: Digest, platform: Platform) {
        (self.digest, self.platform) = (digest, platform)
    }

    /// Orders by platform, then digest.
    package static func < (one: PlatformManifest, other: PlatformManifest) -> Bool {
        (one.platform, one.digest) < (other.platform, other.digest)
    }
}

/// The reason why a registry could not be asked, or refused a request.
package enum RegistryError: FailureReason {
    /// There is no such tag, digest or repository.
    case notFound(ImageReference)
    /// It does not answer in time, or at all.
    case unreachable(host: String, reason: String)
    /// It asks to wait, after too many requests.
    case throttled(host: String, retryAfter: Duration?)
    /// It refuses the credentials, or requires some and none are known.
    case unauthorized(host: String, reason: String)
    /// The credentials that this host is to have for it cannot be read.
    case unreadableCredentials(host: String, reason: String)
    /// The right is missing, or the tag is immutable.
    case forbidden(ImageReference, reason: String)
    /// Its answer must not be trusted: bytes that do not match their digest, or a redirect to a
    /// forbidden place.
    case untrustworthy(ImageReference, reason: String)
    /// Its answer cannot be read.
    case malformed(ImageReference, reason: String)

    /// Whether a retry may succeed without intervention.
    package var isTransient: Bool {
        switch self {
        case .unreachable, .throttled: true
        case .notFound, .unauthorized, .unreadableCredentials, .forbidden, .untrustworthy,
            .malformed:
            false
        }
    }

    /// A sentence for the operator.
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
        case .unreadableCredentials(let host, let reason):
            "the credentials for registry \(host) cannot be read: \(reason)"
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

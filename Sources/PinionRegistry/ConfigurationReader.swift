import PinionModel
import PinionSyntax

/// Reads an image's details from its configuration, or from its first platform's.
///
/// OCI Image Specification, config.md, and annotations.md, "Pre-defined Annotation Keys". Labels
/// that are missing come from the annotations of the manifest, then of the index.
struct ConfigurationReader {
    /// The maximum number of an index's platforms that are tried if their manifests cannot be read;
    /// missing manifests do not count, up to `mostMissing`.
    static let mostPlatforms = 4
    /// The maximum number of an index's platforms with missing manifests before the search ends.
    static let mostMissing = 32
    /// The size of the largest configuration that is read.
    static let maximumBytes = 4 << 20
    /// The maximum number of characters that are kept of a value.
    static let longestValue = 512

    /// Reads the manifest of a digest, whose bytes were hashed.
    let manifest: (PinnedImage) async throws(RegistryError) -> Manifest
    /// Reads the bytes of a blob, which were not hashed.
    let blob: (PinnedImage) async throws(RegistryError) -> [UInt8]

    /// Returns the image's details, and its members if it is an index.
    func details(
        of image: PinnedImage
    ) async throws(RegistryError) -> (details: ImageDetails, members: [PlatformManifest]) {
        let root = try await manifest(image)
        guard root.children != nil else { return (try await single(root, about: image), []) }
        let members = try await MemberWalk.members(of: image) {
            (nested) async throws(RegistryError) in
            nested == image ? root : try await manifest(nested)
        }
        let (found, missing) = try await first(of: members, about: image)
        let platforms = members.compactMap {
            let platform = $0.platform
            return Self.platform(
                os: platform.os, architecture: platform.architecture, variant: platform.variant)
        }
        let outer = try Self.described(root, about: image).annotations
        var artifactKind: String?
        if members.isEmpty {
            artifactKind = "an index that lists no image (attestations alone, or nothing)"
        } else if found == nil {
            artifactKind =
                "an index of which no image is in the registry any more (\(missing) of "
                + "\(members.count) looked for)"
        } else if let other = found?.artifactKind, members.count == 1 {
            artifactKind = other
        } else if platforms.isEmpty, found?.platforms.isEmpty != false {
            artifactKind = "an index that names no platform"
        }
        let details = ImageDetails(
            labels: Self.labels(found?.labels, else: outer),
            platforms: platforms.isEmpty ? found?.platforms ?? [] : Array(Set(platforms)),
            artifactKind: artifactKind)
        return (details, members)
    }

    /// Returns the details of the first readable member, or none, and how many members that were
    /// tried are missing.
    private func first(
        of members: [PlatformManifest], about image: PinnedImage
    ) async throws(RegistryError) -> (details: ImageDetails?, missing: Int) {
        var failure: RegistryError?
        var (missing, unreadable) = (0, 0)
        for member in members
        where missing < Self.mostMissing && unreadable < Self.mostPlatforms {
            let one = PinnedImage(repository: image.repository, digest: member.digest)
            do throws(RegistryError) {
                return (try await single(try await manifest(one), about: one), missing)
            } catch {
                switch error {
                case .notFound(let reference) where reference == one.reference: missing += 1
                case .notFound, .malformed:
                    unreadable += 1
                    failure = failure ?? error
                case .unreachable, .throttled, .unauthorized, .unreadableCredentials, .forbidden,
                    .untrustworthy:
                    throw error
                }
            }
        }
        if let failure { throw failure }
        return (nil, missing)
    }

    private func single(
        _ manifest: Manifest, about image: PinnedImage
    ) async throws(RegistryError) -> ImageDetails {
        let (configuration, annotations) = try Self.described(manifest, about: image)
        if let instead = try Self.artifactKind(of: manifest, about: image) {
            return ImageDetails(
                labels: Self.labels(nil, else: annotations), platforms: [], artifactKind: instead)
        }
        guard let configuration else {
            return ImageDetails(labels: Self.labels(nil, else: annotations), platforms: [])
        }
        let bytes = try await blob(PinnedImage(repository: image.repository, digest: configuration))
        guard Manifest.digest(of: bytes) == configuration else {
            throw .untrustworthy(
                image.reference,
                reason: "the bytes of its configuration are not \(configuration.short); they were "
                    + "altered or cut")
        }
        return try Self.details(reading: bytes, annotations, about: image)
    }
}

extension ConfigurationReader {
    /// Returns the digest of a manifest's configuration, and its annotations.
    private static func described(
        _ manifest: Manifest, about image: PinnedImage
    ) throws(RegistryError) -> (configuration: Digest?, annotations: JSONNode?) {
        let root = try json(manifest.bytes, named: "manifest", about: image)
        guard let text = root["config"]?["digest"]?.string else {
            return (nil, root["annotations"])
        }
        do { return (try Digest(parsing: text), root["annotations"]) } catch {
            throw .malformed(image.reference, reason: "the digest of its configuration is \(error)")
        }
    }

    /// Returns what a manifest is by its configuration's type; `nil` for an image.
    ///
    /// OCI Image Specification, manifest.md: other things have another type, or `artifactType`.
    /// Docker pulls as an image what old builders left without a type, or typed as plain bytes.
    private static func artifactKind(
        of manifest: Manifest, about image: PinnedImage
    ) throws(RegistryError) -> String? {
        let root = try json(manifest.bytes, named: "manifest", about: image)
        guard let type = root["config"]?["mediaType"]?.string, !imageTypes.contains(type) else {
            return nil
        }
        if type == "application/vnd.cncf.helm.config.v1+json" { return "a Helm chart" }
        let shown = type == emptyType ? root["artifactType"]?.string ?? type : type
        return "something of the type \(oneLine(shown, atMost: 100))"
    }

    private static let emptyType = "application/vnd.oci.empty.v1+json"
    private static let imageTypes = [
        "application/vnd.oci.image.config.v1+json",
        "application/vnd.docker.container.image.v1+json", "application/octet-stream", "",
    ]

    private static func details(
        reading bytes: [UInt8], _ annotations: JSONNode?, about image: PinnedImage
    ) throws(RegistryError) -> ImageDetails {
        let root = try json(bytes, named: "configuration", about: image)
        let own = root["config"]?["Labels"]
        let platform = platform(
            os: root["os"]?.string, architecture: root["architecture"]?.string,
            variant: root["variant"]?.string)
        return ImageDetails(
            labels: labels(labels(nil, else: own), else: annotations),
            platforms: platform.map { [$0] } ?? [])
    }

    private static func json(
        _ bytes: [UInt8], named name: String, about image: PinnedImage
    ) throws(RegistryError) -> JSONNode {
        do {
            return try JSONNode(parsing: bytes, named: name, maximumSize: maximumBytes)
        } catch { throw .malformed(image.reference, reason: "its \(name) is not JSON: \(error)") }
    }

    /// Returns the labels, with missing ones taken from annotations.
    private static func labels(_ labels: ImageLabels?, else texts: JSONNode?) -> ImageLabels {
        func text(_ key: String) -> String? {
            texts?["org.opencontainers.image." + key]?.string.flatMap(kept)
        }
        return ImageLabels(
            revision: labels?.revision ?? text("revision"),
            source: labels?.source ?? text("source"), version: labels?.version ?? text("version"))
    }

    private static func platform(
        os: String?, architecture: String?, variant: String?
    ) -> Platform? {
        guard let os = os.flatMap(kept), let architecture = architecture.flatMap(kept),
            os != PlatformManifest.unspecified, architecture != PlatformManifest.unspecified
        else { return nil }
        return Platform(os: os, architecture: architecture, variant: variant.flatMap(kept))
    }

    /// Returns a text cut to the maximum length; `nil` if it is empty.
    private static func kept(_ text: String) -> String? {
        text.isEmpty ? nil : String(text.unicodeScalars.prefix(longestValue))
    }
}

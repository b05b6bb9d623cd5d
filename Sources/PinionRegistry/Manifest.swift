import PinionModel
import PinionSyntax
import struct Crypto.SHA256

/// A manifest or index whose bytes match its digest.
struct Manifest: Sendable {
    /// The maximum size: 4 MiB, as registries allow at most.
    static let maximumBytes = 4 << 20
    /// The maximum number of descriptors in an index, including nested indexes.
    static let maximumDescriptors = 1000
    /// The maximum depth of nested indexes.
    static let maximumDepth = 2

    /// The bytes as they are stored.
    let bytes: [UInt8]
    let mediaType: MediaType
    /// The platform manifests and nested indexes of an index; `nil` for a platform's manifest.
    let children: [Child]?

    enum Child: Hashable, Sendable {
        case platform(PlatformManifest)
        case index(Digest)
    }

    /// The reason why bytes are not accepted as a manifest.
    enum Fault: Error, Hashable, Sendable {
        /// The bytes are corrupt or an attack.
        case untrustworthy(String)
        /// The bytes are not an image.
        case malformed(String)
    }

    static func digest(of bytes: [UInt8]) -> Digest? {
        Digest(sha256: Array(SHA256.hash(data: bytes)))
    }

    /// Reads bytes; `declared` is the media type that was sent with them.
    init(reading bytes: [UInt8], declared: String?) throws(Fault) {
        let root: JSONNode
        do {
            root = try JSONNode(parsing: bytes, named: "manifest", maximumSize: Self.maximumBytes)
        } catch { throw .malformed("it is not a manifest: \(error)") }
        mediaType = try Self.mediaType(of: root, declared: declared)
        self.bytes = bytes
        children = mediaType.isIndex ? try Self.children(of: root) : nil
    }

    /// Returns the media type, on which the header, the body and its fields must agree: otherwise
    /// one reader sees an image and another an index (CVE-2021-41190).
    private static func mediaType(of root: JSONNode, declared: String?) throws(Fault) -> MediaType {
        let inside = root["mediaType"]?.string
        let outside = declared.flatMap { MediaType(header: $0) }
        if let declared, outside == nil, !isVague(declared) {
            throw .malformed("it is \(declared.prefix(100)), not an image")
        }
        if let inside, let outside, inside != outside.rawValue {
            throw .untrustworthy("it is sent as \(outside.rawValue) and calls itself \(inside)")
        }
        let looksLikeIndex = root["manifests"] != nil
        guard !looksLikeIndex || (root["layers"] == nil && root["config"] == nil) else {
            throw .untrustworthy("it is an index and an image at the same time")
        }
        let named = inside.flatMap { MediaType(rawValue: $0) } ?? outside
        if inside != nil, named == nil { throw .malformed("it is not an image") }
        let type = named ?? (looksLikeIndex ? .ociIndex : .ociManifest)
        guard type.isIndex == looksLikeIndex else {
            throw .untrustworthy("it calls itself \(type.rawValue) and is not built like that")
        }
        guard type.isIndex || root["config"]?.members != nil else {
            throw .malformed("it is not an image: it has no configuration")
        }
        return type
    }

    private static func isVague(_ type: String) -> Bool {
        ["application/json", "application/octet-stream", "text/plain"]
            .contains(type.prefix { $0 != ";" }.lowercased())
    }

    private static func children(of root: JSONNode) throws(Fault) -> [Child] {
        guard let entries = root["manifests"]?.array else {
            throw .malformed("its list of manifests is not one")
        }
        guard entries.count <= maximumDescriptors else {
            throw .untrustworthy(
                "it lists \(entries.count) manifests; \(maximumDescriptors) is the most")
        }
        var children: [Child] = []
        for entry in entries where !isAttestation(entry) {
            children.append(try child(entry))
        }
        return children
    }

    private static func isAttestation(_ entry: JSONNode) -> Bool {
        let platform = entry["platform"]
        let isUnknown =
            platform?["os"]?.string == "unknown" && platform?["architecture"]?.string == "unknown"
        return isUnknown || entry["annotations"]?["vnd.docker.reference.type"] != nil
    }

    private static func child(_ entry: JSONNode) throws(Fault) -> Child {
        guard let text = entry["digest"]?.string else { throw .malformed("an entry has no digest") }
        let digest: Digest
        do { digest = try Digest(parsing: text) } catch {
            throw .malformed("the digest of an entry is \(error)")
        }
        if let type = entry["mediaType"]?.string, MediaType(rawValue: type)?.isIndex == true {
            return .index(digest)
        }
        let node = entry["platform"]
        let platform = Platform(
            os: node?["os"]?.string ?? PlatformManifest.unspecified,
            architecture: node?["architecture"]?.string ?? PlatformManifest.unspecified,
            variant: node?["variant"]?.string)
        return .platform(PlatformManifest(digest: digest, platform: platform))
    }
}

extension PlatformManifest {
    /// The placeholder for a part of a platform that an index does not give.
    static let unspecified = "unspecified"
}

extension RegistryError {
    /// Translates a fault of a manifest for the requested image.
    init(_ fault: Manifest.Fault, about reference: ImageReference) {
        switch fault {
        case .untrustworthy(let reason): self = .untrustworthy(reference, reason: reason)
        case .malformed(let reason): self = .malformed(reference, reason: reason)
        }
    }
}

/// The media types of manifests and indexes.
enum MediaType: String, Hashable, Sendable, CaseIterable {
    case ociIndex = "application/vnd.oci.image.index.v1+json"
    case dockerList = "application/vnd.docker.distribution.manifest.list.v2+json"
    case ociManifest = "application/vnd.oci.image.manifest.v1+json"
    case dockerManifest = "application/vnd.docker.distribution.manifest.v2+json"

    /// The value for `Accept`; without the index types, some registries answer a converted image.
    static let accepted = allCases.map(\.rawValue).joined(separator: ", ")

    /// Reads a `Content-Type` without its parameters; `nil` for every other type.
    init?(header: String) {
        let bare = header.prefix { $0 != ";" }.filter { !$0.isWhitespace }.lowercased()
        self.init(rawValue: bare)
    }

    /// Whether it is the type of an index.
    var isIndex: Bool { self == .ociIndex || self == .dockerList }
}

/// Collects the platform manifests of an index, including nested indexes.
enum MemberWalk {
    /// Walks from a manifest; `read` returns the verified manifest of a digest.
    static func members(
        of image: PinnedImage, read: (PinnedImage) async throws(RegistryError) -> Manifest
    ) async throws(RegistryError) -> [PlatformManifest] {
        guard let children = try await read(image).children else { return [] }
        var found: Set<PlatformManifest> = []
        var level = children
        var seen = children.count
        for depth in 1...Manifest.maximumDepth {
            var next: [Manifest.Child] = []
            for child in level {
                switch child {
                case .platform(let manifest): found.insert(manifest)
                case .index(let digest):
                    guard depth < Manifest.maximumDepth else {
                        throw .untrustworthy(
                            image.reference,
                            reason: "its indexes are nested deeper than \(Manifest.maximumDepth)")
                    }
                    let nested = PinnedImage(repository: image.repository, digest: digest)
                    next += try await read(nested).children ?? []
                }
            }
            seen += next.count
            guard seen <= Manifest.maximumDescriptors else {
                throw .untrustworthy(
                    image.reference,
                    reason: "it lists more than \(Manifest.maximumDescriptors) manifests")
            }
            level = next
        }
        return found.sorted()
    }
}

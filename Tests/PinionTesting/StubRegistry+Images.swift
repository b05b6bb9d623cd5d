package import PinionModel
import struct Crypto.SHA256

/// A manifest or index for a stub registry or layout.
package struct StubManifest: Hashable, Sendable {
    /// The bytes.
    package let bytes: [UInt8]
    /// What they are sent as.
    package let mediaType: String

    /// Takes bytes as they are.
    package init(_ bytes: [UInt8], mediaType: String) {
        self.bytes = bytes
        self.mediaType = mediaType
    }

    /// The digest of the bytes.
    package var digest: PinionModel.Digest {
        guard let digest = PinionModel.Digest(sha256: Array(SHA256.hash(data: bytes))) else {
            preconditionFailure("SHA-256 has 32 bytes")
        }
        return digest
    }

    /// The type of an OCI image's manifest.
    package static let manifestType = "application/vnd.oci.image.manifest.v1+json"
    /// The type of an OCI index.
    package static let indexType = "application/vnd.oci.image.index.v1+json"

    /// A platform's manifest; another seed is another image.
    package static func image(_ seed: String) -> StubManifest {
        let config = String(repeating: "0", count: 64)
        let text = """
            {"schemaVersion":2,"mediaType":"\(manifestType)",\
            "config":{"mediaType":"application/vnd.oci.image.config.v1+json",\
            "digest":"sha256:\(config)","size":2},"layers":[],"annotations":{"seed":"\(seed)"}}
            """
        return StubManifest(Array(text.utf8), mediaType: manifestType)
    }

    /// A platform's manifest with a configuration and annotations, which must need no escaping.
    package static func image(
        _ configuration: StubConfiguration, annotations: [String: String] = [:]
    ) -> StubManifest {
        let list = annotations.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\"\($0.value)\"" }
        let text = """
            {"schemaVersion":2,"mediaType":"\(manifestType)",\
            "config":{"mediaType":"application/vnd.oci.image.config.v1+json",\
            "digest":"\(configuration.digest)","size":\(configuration.bytes.count)},\
            "layers":[],"annotations":{\(list.joined(separator: ","))}}
            """
        return StubManifest(Array(text.utf8), mediaType: manifestType)
    }

    /// An index of images by their platforms (`linux/arm/v7`); `nil` is an attestation.
    package static func index(_ children: [(String?, StubManifest)]) -> StubManifest {
        let entries = children.map { platform, child in
            """
            {"mediaType":"\(child.mediaType)","digest":"\(child.digest)",\
            "size":\(child.bytes.count),"platform":\(Self.platform(platform)),\
            "urls":["http://169.254.169.254/"]}
            """
        }
        let text = """
            {"schemaVersion":2,"mediaType":"\(indexType)",\
            "manifests":[\(entries.joined(separator: ","))]}
            """
        return StubManifest(Array(text.utf8), mediaType: indexType)
    }

    private static func platform(_ text: String?) -> String {
        let parts = (text ?? "unknown/unknown").split(separator: "/")
        let variant = parts.count > 2 ? ",\"variant\":\"\(parts[2])\"" : ""
        return "{\"os\":\"\(parts[0])\",\"architecture\":\"\(parts[1])\"\(variant)}"
    }
}

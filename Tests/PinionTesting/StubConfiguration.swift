package import PinionModel
import struct Crypto.SHA256

/// The configuration of an image for a stub registry or layout.
package struct StubConfiguration: Hashable, Sendable {
    /// The bytes.
    package let bytes: [UInt8]

    /// Takes a text as it is.
    package init(_ text: String) { bytes = Array(text.utf8) }

    /// A configuration with labels for a platform such as `linux/arm/v7`; labels must need no escaping.
    package init(labels: [String: String] = [:], platform: String = "linux/amd64") {
        let parts = platform.split(separator: "/")
        let variant = parts.count > 2 ? ",\"variant\":\"\(parts[2])\"" : ""
        let list = labels.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\"\($0.value)\"" }
        self.init(
            """
            {"os":"\(parts[0])","architecture":"\(parts[1])"\(variant),\
            "config":{"Labels":{\(list.joined(separator: ","))}},\
            "rootfs":{"type":"layers","diff_ids":[]}}
            """)
    }

    /// The digest of the bytes.
    package var digest: PinionModel.Digest {
        guard let digest = PinionModel.Digest(sha256: Array(SHA256.hash(data: bytes))) else {
            preconditionFailure("SHA-256 has 32 bytes")
        }
        return digest
    }
}

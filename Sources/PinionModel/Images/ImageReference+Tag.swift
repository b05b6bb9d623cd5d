extension ImageReference {
    /// A readable, movable name of a version: `1.8.3`, `latest`.
    ///
    /// OCI Distribution Specification, "Pulling manifests": `[A-Za-z0-9_][A-Za-z0-9._-]{0,127}`.
    package struct Tag: Hashable, Sendable, Comparable, CustomStringConvertible {
        /// The tag's text.
        package let description: String

        /// Reads a tag.
        package init(parsing text: some StringProtocol) throws(Malformed) {
            let bytes = Array(text.utf8)
            guard let first = bytes.first, bytes.count <= 128, first != 0x2d, first != 0x2e,
                bytes.allSatisfy(Self.isAllowed)
            else { throw .tag(String(text)) }
            description = String(text)
        }

        private init(unchecked text: String) { description = text }

        /// What stands for a missing tag.
        package static let latest = Tag(unchecked: "latest")

        /// Orders by text.
        package static func < (one: Tag, other: Tag) -> Bool { one.description < other.description }

        private static func isAllowed(_ byte: UInt8) -> Bool {
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f: true
            default: false
            }
        }
    }
}

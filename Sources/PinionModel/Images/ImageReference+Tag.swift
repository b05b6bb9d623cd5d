extension ImageReference {
    /// A readable, movable name of a version: `1.8.3`, `latest`.
    ///
    /// OCI Distribution Specification, "Pulling manifests": `[A-Za-z0-9_][A-Za-z0-9._-]{0,127}`.
    package struct Tag: Hashable, Sendable, OrderedByText {
        /// The tag's text.
        package let description: String

        package init(parsing text: some StringProtocol) throws(Malformed) {
            try self.init(bytes: Array(text.utf8)[...])
        }

        init(bytes: ArraySlice<UInt8>) throws(Malformed) {
            let text = String(decoding: bytes, as: UTF8.self)
            guard let first = bytes.first, bytes.count <= 128, first != 0x2d, first != 0x2e,
                bytes.allSatisfy({ $0.isAlphanumeric || "._-".utf8.contains($0) })
            else { throw .tag(text) }
            description = text
        }

        init(unchecked text: String) { description = text }

        /// The tag that replaces a missing one.
        package static let latest = Tag(unchecked: "latest")
    }
}

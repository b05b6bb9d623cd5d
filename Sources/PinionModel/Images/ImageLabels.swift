/// The origin of an image, from labels that the OCI Image Specification predefines.
///
/// Anyone who builds an image can set them, and forges act on words in messages (`closes #1`,
/// `[skip ci]`). So a value without the form that its key requires is dropped.
package struct ImageLabels: Hashable, Sendable {
    /// `org.opencontainers.image.revision`: the source's commit.
    package let revision: String?
    /// `org.opencontainers.image.source`: the source's address, without a user or password.
    package let source: String?
    /// `org.opencontainers.image.version`.
    package let version: String?

    /// Takes labels; any that is not in its required form becomes `nil`.
    package init(revision: String? = nil, source: String? = nil, version: String? = nil) {
        self.revision = revision.flatMap { Self.isName($0) ? $0 : nil }
        self.source = source.flatMap { Self.isAddress($0) ? $0 : nil }
        self.version = version.flatMap { Self.isName($0) ? $0 : nil }
    }

    /// Whether a text is a word of letters, digits and `. _ - + /`, with a letter or digit first.
    private static func isName(_ text: String) -> Bool {
        guard (1...128).contains(text.utf8.count), let first = text.utf8.first else { return false }
        return first.isAlphanumeric
            && text.utf8.allSatisfy { $0.isAlphanumeric || "._-+/".utf8.contains($0) }
    }

    /// Whether a text is an `http(s)` address without a user, a query or a mention.
    private static func isAddress(_ text: String) -> Bool {
        guard let scheme = ["https://", "http://"].first(where: text.hasPrefix) else {
            return false
        }
        let rest = text.utf8.dropFirst(scheme.utf8.count)
        return (1...512).contains(rest.count)
            && rest.allSatisfy { $0.isAlphanumeric || "._-~%/:".utf8.contains($0) }
    }
}

/// What an image says of its origin, by the annotation keys of the OCI Image Specification.
///
/// Whoever builds an image writes them, and forges act on words in messages (`closes #1`, `[skip
/// ci]`). So what is not of the form that the key asks for is left out.
package struct ImageLabels: Hashable, Sendable {
    /// `org.opencontainers.image.revision`: the source's commit.
    package let revision: String?
    /// `org.opencontainers.image.source`: where the source is, without a user or password.
    package let source: String?
    /// `org.opencontainers.image.version`.
    package let version: String?

    /// Takes labels; each that is not of its form becomes nil.
    package init(revision: String? = nil, source: String? = nil, version: String? = nil) {
        self.revision = revision.flatMap { Self.isName($0) ? $0 : nil }
        self.source = source.flatMap { Self.isAddress($0) ? $0 : nil }
        self.version = version.flatMap { Self.isName($0) ? $0 : nil }
    }

    /// One word of letters, digits and `. _ - + /`, which begins with a letter or digit.
    private static func isName(_ text: String) -> Bool {
        guard (1...128).contains(text.utf8.count), let first = text.utf8.first else { return false }
        return isAlphanumeric(first)
            && text.utf8.allSatisfy { isAlphanumeric($0) || "._-+/".utf8.contains($0) }
    }

    /// An `http` or `https` address of letters, digits and `. _ - ~ % / :`: no user, no query.
    private static func isAddress(_ text: String) -> Bool {
        guard let scheme = ["https://", "http://"].first(where: text.hasPrefix) else {
            return false
        }
        let rest = text.utf8.dropFirst(scheme.utf8.count)
        return (1...512).contains(rest.count)
            && rest.allSatisfy { isAlphanumeric($0) || "._-~%/:".utf8.contains($0) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        default: false
        }
    }
}

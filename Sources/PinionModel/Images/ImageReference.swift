/// What names an image: `registry/repository:tag@digest`, with tag and digest both kept.
///
/// The grammar is that of the distribution project (`reference.go`, "Grammar"); short names such
/// as `nginx` stand for `docker.io/library/nginx`. There is no other parser in Pinion.
package struct ImageReference: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Where the image lives.
    package let repository: Repository
    /// The readable name of a version, if one is given.
    package let tag: Tag?
    /// The content address, if one is given.
    package let digest: Digest?

    /// Puts a reference together from its parts.
    package init(repository: Repository, tag: Tag? = nil, digest: Digest? = nil) {
        self.repository = repository
        self.tag = tag
        self.digest = digest
    }

    /// Reads a reference in its canonical or its short form.
    package init(parsing text: some StringProtocol) throws(Malformed) {
        var rest = Array(text.utf8)[...]
        guard rest.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { throw .notASCII }
        var digest: Digest?
        if let at = rest.firstIndex(of: UInt8(ascii: "@")) {
            do throws(Digest.Malformed) { digest = try Digest(bytes: rest[(at + 1)...]) } catch {
                throw .digest(error)
            }
            rest = rest[..<at]
        }
        var tag: Tag?
        if let colon = rest.lastIndex(of: UInt8(ascii: ":")),
            !rest[colon...].contains(UInt8(ascii: "/"))
        {
            tag = try Tag(bytes: rest[(colon + 1)...])
            rest = rest[..<colon]
        }
        self.init(repository: try Repository(bytes: rest), tag: tag, digest: digest)
    }

    /// The canonical form, registry included.
    package var description: String { repository.description + suffix }

    /// The form that people write: without `docker.io` and `library/`.
    package var familiar: String { repository.familiar + suffix }

    /// The reference that a runtime looks up without a digest: `latest` where it has no tag.
    package var floating: ImageReference {
        ImageReference(repository: repository, tag: tag ?? (digest == nil ? .latest : nil))
    }

    /// Orders by text, so that lists have one order.
    package static func < (one: ImageReference, other: ImageReference) -> Bool {
        one.description < other.description
    }

    private var suffix: String {
        (tag.map { ":\($0)" } ?? "") + (digest.map { "@\($0)" } ?? "")
    }
}

extension ImageReference {
    /// Why a text is not an image reference.
    package enum Malformed: Error, Hashable, Sendable, CustomStringConvertible {
        case empty
        case notASCII
        case registry(String)
        case component(String)
        case tooLong(Int)
        case tag(String)
        case digest(Digest.Malformed)

        /// What is wrong.
        package var problem: String { words.problem }

        /// What would be right; nil where that goes without saying.
        package var remedy: String? { words.remedy }

        /// What is wrong, then what would be right.
        package var description: String { problem + (remedy.map { "; \($0)" } ?? "") }

        private var words: (problem: String, remedy: String?) {
            switch self {
            case .empty: ("the image has no name", "write registry/repository:tag@sha256:…")
            case .notASCII:
                (
                    "an image reference is plain ASCII without spaces",
                    "retype it, it may hold a look-alike letter"
                )
            case .registry(let host):
                ("`\(host)` is not a registry host", "write host or host:port")
            case .component(let part):
                (
                    "`\(part)` is not part of a repository's name",
                    "use lower-case letters, digits and single . _ __ or - between them"
                )
            case .tooLong(let count):
                ("the repository's name has \(count) characters", "255 is the most")
            case .tag(let tag):
                (
                    "`\(tag)` is not a tag",
                    "use up to 128 letters, digits, _ . or -, not starting with . or -"
                )
            case .digest(let cause): (cause.problem, cause.remedy)
            }
        }
    }
}

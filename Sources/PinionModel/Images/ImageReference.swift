/// The name of an image: `registry/repository:tag@digest`; tag and digest may both be present.
///
/// The grammar is that of the distribution project (`reference.go`, "Grammar"); a short name such
/// as `nginx` means `docker.io/library/nginx`, and 64 hexadecimal digits alone are an image's id
/// (`normalize.go`, `ParseNormalizedNamed`). There is no other parser in Pinion.
package struct ImageReference: Hashable, Sendable, OrderedByText {
    /// The repository of the image.
    package let repository: Repository
    /// The readable name of a version, if one is given.
    package let tag: Tag?
    /// The content address, if one is given.
    package let digest: Digest?

    package init(repository: Repository, tag: Tag? = nil, digest: Digest? = nil) {
        (self.repository, self.tag, self.digest) = (repository, tag, digest)
    }

    /// Reads a reference in its canonical or its short form.
    package init(parsing text: some StringProtocol) throws(Malformed) {
        var rest = Array(text.utf8)[...]
        guard rest.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { throw .characters(of: rest) }
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
        if tag == nil, digest == nil, Repository.isIdentifier(rest) { throw .identifier }
        self.init(repository: try Repository(bytes: rest), tag: tag, digest: digest)
    }

    /// The canonical form, registry included.
    package var description: String { repository.description + suffix }

    /// The usual short form: without `docker.io` and `library/`.
    package var familiar: String {
        suffix.isEmpty ? repository.familiar : repository.shortened + suffix
    }

    /// The reference without its digest; a reference with neither tag nor digest gets `latest`.
    package var floating: ImageReference {
        ImageReference(repository: repository, tag: tag ?? (digest == nil ? .latest : nil))
    }

    private var suffix: String {
        (tag.map { ":\($0)" } ?? "") + (digest.map { "@\($0)" } ?? "")
    }
}

extension ImageReference {
    /// The reason why a text is not an image reference.
    package enum Malformed: Error, Hashable, Sendable, CustomStringConvertible {
        case empty
        case lineBreak
        case space
        case notASCII
        case identifier
        case registry(String)
        case component(String)
        case tooLong(Int)
        case tag(String)
        case digest(Digest.Malformed)

        /// The fault.
        package var problem: String { words.problem }

        /// The correction; `nil` if it is obvious.
        package var remedy: String? { words.remedy }

        /// The fault, then the correction.
        package var description: String { problem + (remedy.map { "; \($0)" } ?? "") }

        /// Returns the reason for a text with other characters than visible ASCII ones.
        static func characters(of text: ArraySlice<UInt8>) -> Malformed {
            let isBreak = { (byte: UInt8) in byte == 0x0a || byte == 0x0d }
            let kept = text.reversed().drop(while: isBreak)
            if kept.count < text.count, kept.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) {
                return kept.isEmpty ? .empty : .lineBreak
            }
            return text.allSatisfy { $0 < 0x7f && ($0 >= 0x20 || isBreak($0) || $0 == 0x09) }
                ? .space : .notASCII
        }

        private var words: (problem: String, remedy: String?) {
            switch self {
            case .empty: ("the image has no name", "write registry/repository:tag@sha256:…")
            case .lineBreak:
                (
                    "the image ends with a line break",
                    "take it off; in YAML write >- or |- in place of > or |"
                )
            case .space: ("an image reference has no spaces and line breaks", "take them out")
            case .identifier:
                (
                    "64 hexadecimal digits alone are an image's id, and no repository's name",
                    "write registry/repository:tag@sha256:…"
                )
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

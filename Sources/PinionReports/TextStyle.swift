import PinionModel
import PinionSyntax

/// The style of documents for people: colours, width, and length of digests.
package struct TextStyle: Hashable, Sendable {
    /// Whether colours are written.
    package let hasColour: Bool
    /// The columns of the terminal; `nil` in a pipe, where nothing is cut or wrapped.
    package let width: Int?
    /// Whether digests are whole; otherwise ten digits of them are shown.
    package let hasWholeDigests: Bool

    /// Plain text without a limit, for a pipe.
    package static let plain = TextStyle(hasColour: false, width: nil, hasWholeDigests: true)

    package init(hasColour: Bool, width: Int?, hasWholeDigests: Bool) {
        (self.hasColour, self.width, self.hasWholeDigests) = (hasColour, width, hasWholeDigests)
    }

    /// Returns the text of a document, each line with a line end.
    package func text(of blocks: [Block]) -> String {
        lines(of: blocks).map { $0 + "\n" }.joined()
    }

    /// Returns the lines of a document.
    func lines(of blocks: [Block]) -> [String] {
        blocks.flatMap { block in
            switch block {
            case .line(let indent, let text): wrapped(pieces(of: text), indent)
            case .table(let rows): table(rows.map { $0.map(pieces) })
            }
        }
    }

    /// The text of one span, before it is coloured.
    struct Piece {
        let text: String
        let colour: String?
        /// Whether a line may end inside it.
        let isWords: Bool
    }

    private func pieces(of text: RichText) -> [Piece] {
        text.spans.map { span in
            let isWords =
                switch span {
                case .text, .faint, .heading: true
                default: false
                }
            // This is the one place where text by others meets a terminal.
            let shown = ShownText(words(span), longest: .max).description
            return Piece(text: shown, colour: colour(span), isWords: isWords)
        }
    }

    private func words(_ span: RichText.Span) -> String {
        guard !hasWholeDigests else { return span.description }
        switch span {
        case .digest(let digest), .brief(let digest): return Self.short(digest)
        case .image(let image):
            let named = ImageReference(repository: image.repository, tag: image.tag)
            return named.familiar + (image.digest.map { "@" + Self.short($0) } ?? "")
        default: return span.description
        }
    }

    private static func short(_ digest: Digest) -> String { "sha256:" + digest.hex.prefix(10) }

    private func colour(_ span: RichText.Span) -> String? {
        guard hasColour else { return nil }
        return switch span {
        case .heading: "1"
        case .faint: "2"
        case .status(let status): status.colour
        case .severity(let severity): severity.colour
        default: nil
        }
    }

    func painted(_ text: some StringProtocol, _ colour: String?) -> String {
        colour.map { "\u{1b}[\($0)m\(text)\u{1b}[0m" } ?? String(text)
    }
}

extension Status {
    fileprivate var colour: String {
        switch self {
        case .drifted: "31;1"
        case .unverified: "35"
        case .atRisk: "33"
        case .progressing: "36"
        case .synced: "32"
        case .idle: "2"
        }
    }
}

extension Severity {
    fileprivate var colour: String? {
        switch self {
        case .critical: "31;1"
        case .unverified: "35"
        case .hazard: "33"
        case .progress: "36"
        case .notice: nil
        }
    }
}

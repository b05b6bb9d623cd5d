/// Text for display, in spans: a renderer shortens, colours and wraps each span by its kind.
///
/// Interpolation makes the spans: `"declared as \(image), the pin is \(pin)"`.
package struct RichText: Hashable, Sendable {
    /// A piece of the text.
    package enum Span: Hashable, Sendable {
        case text(String)
        case image(ImageReference)
        case digest(Digest)
        /// A digest that is always shown short.
        case brief(Digest)
        case tag(ImageReference.Tag)
        case service(String)
        case commit(CommitID)
        /// A command line or a word to type, shown between backticks.
        case command(String)
        case path(String)
        case time(Timestamp)
        case heading(String)
        case faint(String)
        case status(Status)
        case severity(Severity)
    }

    /// The pieces in order; no two `text` spans are adjacent.
    package private(set) var spans: [Span] = []

    /// Makes a text of plain words.
    package init(_ text: String) { append(.text(text)) }

    /// Joins two texts.
    package static func + (one: RichText, other: RichText) -> RichText {
        other.spans.reduce(into: one) { $0.append($1) }
    }

    /// Whether there is nothing to show.
    package var isEmpty: Bool { spans.isEmpty }

    private mutating func append(_ span: Span) {
        guard case .text(let text) = span else { return spans.append(span) }
        if text.isEmpty { return }
        if case .text(let before)? = spans.last {
            spans[spans.count - 1] = .text(before + text)
        } else {
            spans.append(span)
        }
    }
}

extension RichText: CustomStringConvertible {
    /// The plain text, with whole digests, as in JSON.
    package var description: String { spans.map(\.description).joined() }
}

extension RichText.Span: CustomStringConvertible {
    /// The plain text of the piece.
    package var description: String {
        switch self {
        case .text(let text), .service(let text), .path(let text), .heading(let text),
            .faint(let text):
            text
        case .image(let image): image.familiar
        case .digest(let digest): digest.description
        case .brief(let digest): digest.short
        case .tag(let tag): tag.description
        case .commit(let commit): commit.short
        case .command(let command): "`\(command)`"
        case .time(let time): time.description
        case .status(let status): status.rawValue
        case .severity(let severity): severity.rawValue
        }
    }
}

extension [RichText] {
    /// Returns the texts with a separator between them.
    package func joined(separator: RichText) -> RichText {
        guard let first else { return "" }
        return dropFirst().reduce(first) { $0 + separator + $1 }
    }
}

extension RichText: ExpressibleByStringInterpolation {
    /// Makes a text of plain words.
    package init(stringLiteral text: String) { self.init(text) }

    /// Makes a text with its spans.
    package init(stringInterpolation: StringInterpolation) { self = stringInterpolation.text }

    /// Collects words and values as spans.
    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = RichText("")

        /// Begins an empty text.
        package init(literalCapacity: Int, interpolationCount: Int) {}

        /// Adds plain words.
        package mutating func appendLiteral(_ literal: String) { text.append(.text(literal)) }

        /// Adds a value's description as plain words.
        package mutating func appendInterpolation(_ value: some CustomStringConvertible) {
            text.append(.text(value.description))
        }

        /// Adds a text with its spans.
        package mutating func appendInterpolation(_ other: RichText) {
            for span in other.spans { text.append(span) }
        }

        /// Adds a span.
        package mutating func appendInterpolation(_ span: Span) { text.append(span) }

        /// Adds a value as a span of its own.
        package mutating func appendInterpolation(_ value: some SpanConvertible) {
            text.append(value.span)
        }
    }
}

/// A value that becomes a span of its own in a text.
package protocol SpanConvertible: CustomStringConvertible {
    /// The span.
    var span: RichText.Span { get }
}

extension ImageReference: SpanConvertible { package var span: RichText.Span { .image(self) } }
extension PinnedImage: SpanConvertible { package var span: RichText.Span { .image(reference) } }
extension Digest: SpanConvertible { package var span: RichText.Span { .digest(self) } }
extension ImageReference.Tag: SpanConvertible { package var span: RichText.Span { .tag(self) } }
extension CommitID: SpanConvertible { package var span: RichText.Span { .commit(self) } }
extension Timestamp: SpanConvertible { package var span: RichText.Span { .time(self) } }
extension FilePosition: SpanConvertible { package var span: RichText.Span { .path(description) } }

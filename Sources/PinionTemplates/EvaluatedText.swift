import PinionSyntax

/// The text that an expression evaluates to, in pieces with their origins.
struct EvaluatedText: Hashable, Sendable, CustomStringConvertible {
    /// The origin of a piece.
    enum Origin: Hashable, Sendable {
        /// A text written in the expression itself.
        case literal(Position)
        /// The current value of a parameter of the stack.
        case parameterValue(String)
        /// The default of a parameter that is given no value.
        case parameterDefault(String, Position)
        /// A value of a mapping.
        case mapping(String, Position)
        /// A pseudo parameter such as `AWS::Region`.
        case pseudoParameter(String)
        /// The value that the parent stack gives a parameter; without a source if unknown.
        case parentParameter(String, ParentValue.Source?)
        /// A placeholder for an unknown text; the clause says why it is not known.
        case unknown(String)
        /// A placeholder for a value that must be given at creation; the clause says so.
        case required(String)

        /// The parameter from which the piece comes; `nil` for other origins.
        var parameter: String? {
            switch self {
            case .parameterValue(let name), .parameterDefault(let name, _): name
            case .literal, .mapping, .pseudoParameter, .parentParameter, .unknown, .required: nil
            }
        }

        /// The position of the text in the template; `nil` if it is not written there.
        var position: Position? {
            switch self {
            case .literal(let position), .parameterDefault(_, let position),
                .mapping(_, let position):
                position
            case .parameterValue, .pseudoParameter, .parentParameter, .unknown, .required: nil
            }
        }

        /// The reason why the text is only a placeholder; `nil` if it is not one.
        var doubt: String? {
            switch self {
            case .unknown(let clause), .required(let clause): clause
            case .literal, .parameterValue, .parameterDefault, .mapping, .pseudoParameter,
                .parentParameter:
                nil
            }
        }
    }

    struct Piece: Hashable, Sendable {
        let text: String
        let origin: Origin
        /// Whether `Fn::Split` or `Fn::Select` left only a part of the original text.
        let isPart: Bool
    }

    /// The pieces in order; an empty piece is kept only if it comes from a parameter.
    let pieces: [Piece]

    init(pieces: [Piece]) {
        self.pieces = pieces.filter { !$0.text.isEmpty || $0.origin.parameter != nil }
    }

    init(_ text: String, from origin: Origin) {
        self.init(pieces: [Piece(text: text, origin: origin, isPart: false)])
    }

    var description: String { pieces.map(\.text).joined() }

    /// Whether all of the text is written in the expression.
    var isLiteral: Bool {
        pieces.allSatisfy { if case .literal = $0.origin { true } else { false } }
    }

    /// The parameters that the text depends on, sorted, without duplicates.
    var parameters: [String] { Set(pieces.compactMap(\.origin.parameter)).sorted() }

    /// Splits the text at every occurrence of a separator.
    func split(by separator: String) -> [EvaluatedText] {
        let bytes = Array(description.utf8)
        let mark = Array(separator.utf8)
        guard !mark.isEmpty else { return [self] }
        var parts: [EvaluatedText] = []
        var (start, index) = (0, 0)
        while index + mark.count <= bytes.count {
            if bytes[index..<(index + mark.count)].elementsEqual(mark) {
                parts.append(slice(start..<index))
                index += mark.count
                start = index
            } else {
                index += 1
            }
        }
        return parts + [slice(start..<bytes.count)]
    }

    /// The reason why a part of the text is not known; `nil` if all of it is known.
    var doubt: String? { pieces.lazy.compactMap(\.origin.doubt).first }

    var trimmed: EvaluatedText {
        let bytes = Array(description.utf8)
        let start = bytes.firstIndex { $0 != 0x20 } ?? bytes.count
        let end = bytes.lastIndex { $0 != 0x20 }.map { $0 + 1 } ?? start
        return slice(start..<max(start, end))
    }

    private func slice(_ range: Range<Int>) -> EvaluatedText {
        var offset = 0
        var found: [Piece] = []
        for piece in pieces {
            let bytes = Array(piece.text.utf8)
            let whole = offset..<(offset + bytes.count)
            let part = whole.clamped(to: range)
            offset = whole.upperBound
            guard !part.isEmpty else { continue }
            let text = String(
                decoding: bytes[
                    (part.lowerBound - whole.lowerBound)..<(part.upperBound - whole.lowerBound)],
                as: UTF8.self)
            found.append(
                Piece(text: text, origin: piece.origin, isPart: piece.isPart || part != whole))
        }
        return EvaluatedText(pieces: found)
    }
}

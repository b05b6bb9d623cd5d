import PinionSyntax

/// A text that an expression gives, in pieces that know where they came from.
struct EvaluatedText: Hashable, Sendable, CustomStringConvertible {
    /// Where a piece came from.
    enum Origin: Hashable, Sendable {
        /// It is written in the expression itself.
        case literal(Position)
        /// The value that a parameter has in the stack.
        case parameterValue(String)
        /// What a parameter is when no value is given.
        case parameterDefault(String, Position)
        /// A value of a mapping.
        case mapping(String, Position)
        /// A pseudo parameter such as `AWS::Region`.
        case pseudoParameter(String)
        /// What the parent stack gives a parameter; without a source if that is not known.
        case parentParameter(String, ParentValue.Source?)
        /// The text only stands for something that is not known; the clause says why not.
        case standIn(String)
        /// The text stands for what a creation has to be given; the clause says so.
        case given(String)

        /// The parameter that the piece came from.
        var parameter: String? {
            switch self {
            case .parameterValue(let name), .parameterDefault(let name, _): name
            case .literal, .mapping, .pseudoParameter, .parentParameter, .standIn, .given: nil
            }
        }

        /// Where it is written in the text; nil if it is not.
        var position: Position? {
            switch self {
            case .literal(let position), .parameterDefault(_, let position),
                .mapping(_, let position):
                position
            case .parameterValue, .pseudoParameter, .parentParameter, .standIn, .given: nil
            }
        }

        /// Why the text is not what it says; nil if it is.
        var doubt: String? {
            switch self {
            case .standIn(let clause), .given(let clause): clause
            case .literal, .parameterValue, .parameterDefault, .mapping, .pseudoParameter,
                .parentParameter:
                nil
            }
        }
    }

    struct Piece: Hashable, Sendable {
        let text: String
        /// Where it came from.
        let origin: Origin
        /// Whether it is only a part of what it came from, after `Fn::Split` or `Fn::Select`.
        let isPart: Bool
    }

    /// The pieces in order; pieces without text are kept where a parameter gives them.
    let pieces: [Piece]

    init(pieces: [Piece]) {
        self.pieces = pieces.filter { !$0.text.isEmpty || $0.origin.parameter != nil }
    }

    init(_ text: String, from origin: Origin) {
        self.init(pieces: [Piece(text: text, origin: origin, isPart: false)])
    }

    var description: String { pieces.map(\.text).joined() }

    /// Whether all of it is written in the expression.
    var isLiteral: Bool {
        pieces.allSatisfy { if case .literal = $0.origin { true } else { false } }
    }

    /// The parameters that it depends on, ordered, each once.
    var parameters: [String] { Set(pieces.compactMap(\.origin.parameter)).sorted() }

    /// The parts between the places where a separator stands.
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

    /// Why a part of it is not known; nil if all of it is.
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

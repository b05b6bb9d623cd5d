/// A regular expression for whole tags, and the part of a tag that it takes out for ordering.
///
/// It knows what the common engines agree on: literals, `.`, `[a-z]`, `[^…]`, `\d` `\w` `\s` and
/// their opposites, `\` before punctuation, `(…)`, `(?:…)`, `(?<name>…)`, `(?P<name>…)`, `|`, `*`,
/// `+`, `?`, `{2}`, `{2,}`, `{2,4}`, the lazy forms of these, `^` and `$`. Refused when read: what
/// no tag can hold, and what needs backtracking (look-around, references to groups), so that
/// matching takes linear time.
package struct TagPattern: Hashable, Sendable, CustomStringConvertible {
    /// The expression as written.
    package let description: String
    private let program: TagPatternProgram

    /// Reads an expression.
    package init(parsing text: some StringProtocol) throws(Malformed) {
        description = String(text)
        var parser = TagPatternParser(text)
        let tree = try parser.tree()
        program = try TagPatternProgram(tree, key: parser.keyGroup)
    }

    /// What a tag is ordered by: its first group with a name, else its first group, else all of it.
    ///
    /// Nil where the tag does not match as a whole, and where that group took no part in the match.
    package func key(of tag: ImageReference.Tag) -> String? {
        let bytes = Array(tag.description.utf8)
        guard let range = program.keyRange(in: bytes) else { return nil }
        return String(decoding: bytes[range], as: UTF8.self)
    }
}

/// How the tags that match a pattern are ordered, by the part that it takes out.
package enum TagOrder: String, Hashable, Sendable, CaseIterable {
    /// By its ASCII bytes: the default. `v9` comes after `v10`.
    case alphabetical
    /// By its value as a whole number of any length; what is no number does not count.
    case numerical
}

extension TagPattern {
    /// Why a text is no expression for tags.
    package struct Malformed: Error, Hashable, Sendable, CustomStringConvertible {
        /// Where, as a character's number from 1; nil where it is the whole.
        package let place: Int?
        /// The clause without the place.
        package let reason: String

        init(at place: Int? = nil, _ reason: String) {
            self.place = place
            self.reason = reason
        }

        /// The clause.
        package var description: String {
            place.map { "at its character \($0), \(reason)" } ?? reason
        }
    }

    /// An expression's parts.
    indirect enum Node: Hashable, Sendable {
        case one(ASCIISet)
        case sequence([Node])
        case either([Node])
        case repeated(Node, from: Int, to: Int?, isLazy: Bool)
        case group(Node, number: Int)
        case start
        case end
    }
}

/// A set of ASCII characters: a tag has no others.
struct ASCIISet: Hashable, Sendable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    init(_ bytes: some Sequence<UInt8> = []) { for byte in bytes { insert(byte) } }

    /// Every character.
    static let all = ASCIISet(0...127)
    static let digits = ASCIISet(0x30...0x39)
    static let word = ASCIISet(
        [0x5f] + Array(0x30...0x39) + Array(0x41...0x5a) + Array(0x61...0x7a))
    static let space = ASCIISet(Array(0x09...0x0d) + [0x20])

    /// All others.
    var inverted: ASCIISet {
        var other = ASCIISet()
        (other.low, other.high) = (~low, ~high)
        return other
    }

    func contains(_ byte: UInt8) -> Bool {
        byte < 64 ? low >> UInt64(byte) & 1 == 1 : byte < 128 && high >> UInt64(byte - 64) & 1 == 1
    }

    mutating func insert(_ byte: UInt8) {
        if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte - 64) }
    }

    mutating func formUnion(_ other: ASCIISet) {
        low |= other.low
        high |= other.high
    }
}

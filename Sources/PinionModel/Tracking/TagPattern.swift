/// A regular expression for whole tags, and the part of a tag that it takes out for ordering.
///
/// It knows what the common engines agree on: literals, `.`, `[a-z]`, `[^…]`, `\d` `\w` `\s` and
/// their opposites, `\` before punctuation, `(…)`, `(?:…)`, `(?<name>…)`, `(?P<name>…)`, `|`, `*`,
/// `+`, `?`, `{2}`, `{2,}`, `{2,4}`, the lazy forms of these, `^` and `$`. Refused: what needs
/// backtracking, such as lookaround and back references, so that no pattern and no tag makes
/// matching slow; and characters that no tag can hold.
package struct TagPattern: Hashable, Sendable, CustomStringConvertible {
    /// The expression as written.
    package let description: String
    private let program: TagPatternProgram

    package init(parsing text: some StringProtocol) throws(Malformed) {
        description = String(text)
        var parser = TagPatternParser(text)
        let tree = try parser.tree()
        program = try TagPatternProgram(tree, key: parser.keyGroup)
    }

    /// What a tag is ordered by: the first group with a name, else the first group, else all of it.
    ///
    /// Nil where the tag does not match as a whole, or that group took no part in the match.
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

        init(at place: Int? = nil, _ reason: String) { (self.place, self.reason) = (place, reason) }

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
    private var bits: UInt128 = 0

    init(_ bytes: some Sequence<UInt8> = []) { for byte in bytes { bits |= 1 << byte } }

    /// Every character.
    static let all = ASCIISet(0...127)
    static let digits = ASCIISet(0x30...0x39)
    static let word = ASCIISet((0...127).filter { $0.isAlphanumeric || $0 == 0x5f })
    static let space = ASCIISet(Array(0x09...0x0d) + [0x20])

    /// All others.
    var inverted: ASCIISet {
        var other = ASCIISet()
        other.bits = ~bits
        return other
    }

    func contains(_ byte: UInt8) -> Bool { bits >> byte & 1 == 1 }

    mutating func formUnion(_ other: ASCIISet) { bits |= other.bits }
}

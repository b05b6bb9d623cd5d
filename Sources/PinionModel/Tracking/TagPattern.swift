/// A regular expression that matches whole tags and extracts the parts by which they are ordered.
///
/// It supports what the common engines agree on: literals, `.`, `[a-z]`, `[^…]`, `\d` `\w` `\s` and
/// their negations, `\` before punctuation, `(…)`, `(?:…)`, `(?<name>…)`, `(?P<name>…)`, `|`, `*`,
/// `+`, `?`, `{2}`, `{2,}`, `{2,4}`, the lazy forms of these, `^` and `$`. It rejects what needs
/// backtracking, such as lookaround and back references, because that can make matching slow; and
/// characters that cannot occur in a tag.
package struct TagPattern: Hashable, Sendable, CustomStringConvertible {
    /// The expression as written.
    package let description: String
    /// The names of the groups by which tags are compared in turn; `nil` for one without a name.
    package let groups: [String?]
    private let program: TagPatternProgram

    package init(parsing text: some StringProtocol) throws(Malformed) {
        description = String(text)
        var parser = TagPatternParser(text)
        let tree = try parser.tree()
        let keyGroups = try parser.keyGroups()
        groups = keyGroups.map(\.name)
        program = try TagPatternProgram(tree, groups: keyGroups.map(\.number))
    }

    /// The sort keys of a tag, in turn: what its groups hold, or the whole tag if it has no group.
    ///
    /// A key is `nil` if its group took no part in the match. There are none if the whole tag does
    /// not match, or if no group took part.
    package func keys(of tag: ImageReference.Tag) -> [ArraySlice<UInt8>?]? {
        let bytes = Array(tag.description.utf8)
        return program.keyRanges(in: bytes)?.map { $0.map { bytes[$0] } }
    }
}

/// How matching tags are ordered by their sort keys.
package enum TagOrder: String, Hashable, Sendable, CaseIterable {
    /// By ASCII bytes, the default: `v9` comes after `v10`.
    case alphabetical
    /// As integers of any length; tags with a key that is not an integer are not read.
    case numerical
}

extension TagPattern {
    /// The reason why a text is not a valid pattern.
    package struct Malformed: Error, Hashable, Sendable, CustomStringConvertible {
        /// The number of the character, from 1; `nil` if the whole text is invalid.
        package let place: Int?
        /// The clause without the position.
        package let reason: String

        init(at place: Int? = nil, _ reason: String) { (self.place, self.reason) = (place, reason) }

        package var description: String {
            place.map { "at its character \($0), \(reason)" } ?? reason
        }
    }

    /// A group that captures what it matches.
    struct Group: Hashable, Sendable {
        let name: String?
        /// The number, from 1, by opening brackets.
        let number: Int
        /// The offset of its opening bracket.
        let place: Int
    }

    /// The syntax tree of a pattern.
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

/// A set of ASCII characters, the only ones in tags.
struct ASCIISet: Hashable, Sendable {
    private var bits: UInt128 = 0

    init(_ bytes: some Sequence<UInt8> = []) { for byte in bytes { bits |= 1 << byte } }

    static let all = ASCIISet(0...127)
    static let digits = ASCIISet(0x30...0x39)
    static let word = ASCIISet((0...127).filter { $0.isAlphanumeric || $0 == 0x5f })
    static let space = ASCIISet(Array(0x09...0x0d) + [0x20])

    var inverted: ASCIISet {
        var other = ASCIISet()
        other.bits = ~bits
        return other
    }

    func contains(_ byte: UInt8) -> Bool { bits >> byte & 1 == 1 }

    mutating func formUnion(_ other: ASCIISet) { bits |= other.bits }
}

/// Reads a regular expression by recursive descent.
struct TagPatternParser {
    /// The most characters of an expression.
    static let longest = 256
    /// How deep groups may be nested.
    static let deepest = 16
    /// The most repetitions that braces may ask for.
    static let mostRepeats = 128

    let bytes: [UInt8]
    var place = 0
    private var groups: [TagPattern.Group] = []

    init(_ text: some StringProtocol) { bytes = Array(text.utf8) }

    /// Returns the groups by which tags are ordered: those with names, or all if none has one.
    func keyGroups() throws(TagPattern.Malformed) -> [TagPattern.Group] {
        let named = groups.filter { $0.name != nil }
        guard !named.isEmpty else { return groups }
        if let unused = groups.first(where: { $0.name == nil }) {
            throw TagPattern.Malformed(
                at: unused.place + 1,
                "a group without a name stands beside groups with names, and nothing uses it; "
                    + "write it as (?:…)")
        }
        var names: Set<String> = []
        for group in named where !names.insert(group.name ?? "").inserted {
            throw TagPattern.Malformed(
                at: group.place + 1, "two groups are named `\(group.name ?? "")`")
        }
        return named
    }

    /// Reads the whole expression.
    mutating func tree() throws(TagPattern.Malformed) -> TagPattern.Node {
        guard !bytes.isEmpty else { throw TagPattern.Malformed("it is empty") }
        guard bytes.count <= Self.longest else {
            throw TagPattern.Malformed("it has more than \(Self.longest) characters")
        }
        guard bytes.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw TagPattern.Malformed("it holds a space or another character that no tag can hold")
        }
        let tree = try alternatives(depth: 0)
        guard place == bytes.count else { throw fault("a `)` closes no group") }
        return tree
    }

    func fault(_ reason: String) -> TagPattern.Malformed {
        TagPattern.Malformed(at: min(place + 1, bytes.count), reason)
    }

    var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    mutating func take(_ text: String) -> Bool {
        guard bytes[place...].starts(with: text.utf8) else { return false }
        place += text.utf8.count
        return true
    }

    private mutating func alternatives(depth: Int) throws(TagPattern.Malformed) -> TagPattern.Node {
        guard depth <= Self.deepest else {
            throw fault("groups are nested deeper than \(Self.deepest)")
        }
        var sides = [try sequence(depth: depth)]
        while take("|") { sides.append(try sequence(depth: depth)) }
        return sides.count == 1 ? sides[0] : .either(sides)
    }

    private mutating func sequence(depth: Int) throws(TagPattern.Malformed) -> TagPattern.Node {
        var parts: [TagPattern.Node] = []
        while let byte = next, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
            parts.append(try repeated(atom(depth: depth)))
        }
        return .sequence(parts)
    }

    private mutating func atom(depth: Int) throws(TagPattern.Malformed) -> TagPattern.Node {
        guard let byte = next else { throw fault("something is missing") }
        switch byte {
        case UInt8(ascii: "("): return try group(depth: depth)
        case UInt8(ascii: "["): return .one(try characterClass())
        case UInt8(ascii: "\\"): return .one(try escape())
        case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"), UInt8(ascii: "{"):
            throw fault("nothing stands before the repetition")
        case UInt8(ascii: "]"), UInt8(ascii: "}"): throw fault("a bracket closes nothing")
        default: break
        }
        place += 1
        switch byte {
        case UInt8(ascii: "."): return .one(.all)
        case UInt8(ascii: "^"): return .start
        case UInt8(ascii: "$"): return .end
        default: return .one(ASCIISet([byte]))
        }
    }

    // MARK: Repetitions

    private mutating func repeated(
        _ node: TagPattern.Node
    ) throws(TagPattern.Malformed) -> TagPattern.Node {
        guard let (from, to) = try bounds() else { return node }
        guard node != .start, node != .end else { throw fault("`^` or `$` is repeated") }
        let isLazy = take("?")
        if let byte = next, "*+?{".utf8.contains(byte) {
            throw fault("a repetition is repeated; put what is meant in (?:…)")
        }
        return .repeated(node, from: from, to: to, isLazy: isLazy)
    }

    private mutating func bounds() throws(TagPattern.Malformed) -> (from: Int, to: Int?)? {
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        if take("?") { return (0, 1) }
        guard take("{") else { return nil }
        let from = try count()
        var to: Int? = from
        if take(",") { to = next == UInt8(ascii: "}") ? nil : try count() }
        guard take("}") else { throw fault("a `{` is not closed by `}`") }
        guard from <= to ?? from else { throw fault("the repetition ends before it begins") }
        return (from, to)
    }

    private mutating func count() throws(TagPattern.Malformed) -> Int {
        let digits = bytes[place...].prefix(while: \.isDigit)
        guard let number = SemanticVersion.number(digits), number <= Self.mostRepeats else {
            throw fault("a number from 0 to \(Self.mostRepeats) must stand in the braces")
        }
        place += digits.count
        return number
    }

    // MARK: Groups

    private mutating func group(depth: Int) throws(TagPattern.Malformed) -> TagPattern.Node {
        let opening = place
        place += 1
        var number: Int?
        if take("?") {
            number = try name().map { newGroup(named: $0, at: opening) }
        } else {
            number = newGroup(named: nil, at: opening)
        }
        let node = try alternatives(depth: depth + 1)
        guard take(")") else {
            place = opening
            throw fault("a `(` is not closed")
        }
        return number.map { .group(node, number: $0) } ?? node
    }

    private mutating func newGroup(named name: String?, at place: Int) -> Int {
        groups.append(TagPattern.Group(name: name, number: groups.count + 1, place: place))
        return groups.count
    }

    /// Reads the characters after `(?`, and returns the group's name; `nil` for `(?:…)`.
    private mutating func name() throws(TagPattern.Malformed) -> String? {
        if take(":") { return nil }
        guard take("P<") || take("<"), let first = next, ASCIISet.word.contains(first),
            !ASCIISet.digits.contains(first)
        else { throw fault("only (?:…), (?<name>…) and (?P<name>…) may follow `(?`") }
        let start = place
        while let byte = next, ASCIISet.word.contains(byte) { place += 1 }
        let name = String(decoding: bytes[start..<place], as: UTF8.self)
        guard take(">") else { throw fault("the group's name does not end in `>`") }
        return name
    }
}

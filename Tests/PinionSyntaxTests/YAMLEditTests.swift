import PinionSyntax
import Testing

/// Writes random texts in every style that a person might use.
private struct Author {
    var random: SplitMix64
    let lineEnd: String

    init(seed: UInt64) {
        random = SplitMix64(seed: seed)
        lineEnd = random.once(in: 3) ? "\r\n" : "\n"
    }

    mutating func comment() -> String {
        random.once(in: 3) ? random.pick(["  # c: [é", " #", "\t# \"日本", " # 'x"]) : ""
    }

    mutating func scalar() -> String {
        let word = random.pick([
            "web", "é", "日本:8", "a b", "r.io/x:1@sha256:0f", "🙂", "x#y", "1.50",
        ])
        return switch random.pick([0, 1, 2]) {
        case 0: word
        case 1: "'" + word + random.pick(["", "''", " # "]) + "'"
        default: "\"" + word + random.pick(["", "\\\"", "\\n", "\\u00e9", ": "]) + "\""
        }
    }

    mutating func value(depth: Int) -> String {
        guard depth < 3, random.once(in: 3) else { return " " + scalar() + comment() + lineEnd }
        let indent = String(repeating: "  ", count: depth + 1)
        return switch random.pick([0, 1, 2, 3]) {
        case 0: comment() + lineEnd + mapping(depth: depth + 1)
        case 1: " [\(scalar()), {k: \(scalar())} ]" + lineEnd
        case 2: " { k: \(scalar()),\(lineEnd)\(indent) \"l\" : \(scalar()) }" + lineEnd
        default: lineEnd + indent + "- " + scalar() + lineEnd + indent + "-  " + scalar() + lineEnd
        }
    }

    mutating func mapping(depth: Int) -> String {
        let indent = String(repeating: "  ", count: depth)
        var text = ""
        for index in 0..<Int.random(in: 1...4, using: &random) {
            if random.once(in: 4) { text += indent + "# ü" + lineEnd }
            if random.once(in: 5) { text += lineEnd }
            let key = random.pick(["k\(index)", "'ké \(index)'", "\"k\(index)\""])
            text += indent + key + ":" + value(depth: depth)
        }
        return text
    }

    mutating func text() -> String {
        let text = mapping(depth: 0)
        guard random.once(in: 3) else { return text }
        return String(
            String.UnicodeScalarView(text.unicodeScalars.dropLast(lineEnd.unicodeScalars.count)))
    }
}

extension YAMLNode {
    /// All scalars below the node, keys included, in source order.
    fileprivate var scalars: [YAMLNode] {
        switch kind {
        case .scalar: [self]
        case .sequence(let elements): elements.flatMap(\.scalars)
        case .mapping(let entries): entries.flatMap { [$0.key] + $0.value.scalars }
        }
    }
}

@Suite(.timeLimit(.minutes(10)))
struct `Editing YAML` {
    private static let pieces = [
        "web", "é", "日本", "🙂", " ", ": ", " #", "'", "\"", "\\", "\n", "\t", "-", "[", "}", ",",
        "!",
        "&", "*", "@sha256:0f", "\u{85}", "\u{2028}", "\u{FEFF}", "\0", "e\u{301}", "~", "---", "=",
        "\u{FFFE}", "\u{7F}", "%", "?",
    ]

    @Test(arguments: 0..<400)
    func `an edit changes the bytes of its scalar only and reads back`(seed: Int) throws {
        var author = Author(seed: UInt64(seed))
        let text = author.text()
        let source = try SourceText(path: "f", bytes: Array(text.utf8))
        let scalars = try YAMLNode(parsing: source).scalars
        for (index, scalar) in scalars.enumerated() {
            let value = "n" + author.random.text(of: Self.pieces, upTo: 4)
            let new =
                author.random.once(in: 2) ? value : author.random.text(of: Self.pieces, upTo: 3)
            let edit = try Edit.replacing(scalar: scalar, with: new, in: source)
            #expect(edit.range == scalar.range)
            let edited = try source.applying([edit])
            #expect(
                edited.prefix(scalar.range.lowerBound)
                    == source.bytes.prefix(scalar.range.lowerBound))
            let after = source.bytes.count - scalar.range.upperBound
            #expect(edited.suffix(after) == source.bytes.suffix(after))
            var expected = scalars.map { $0.scalar ?? "" }
            expected[index] = new
            guard !Self.clashes(new, scalar, in: scalars) else { continue }
            let again = try YAMLNode(parsing: SourceText(path: "f", bytes: edited)).scalars
            #expect(again.count == expected.count)
            for (node, text) in zip(again, expected) {
                #expect(node.scalar.map { Array($0.utf8) } == Array(text.utf8))
            }
        }
    }

    /// Whether the new text might be refused as a key that another one equals, or as a merge key.
    private static func clashes(_ new: String, _ old: YAMLNode, in scalars: [YAMLNode]) -> Bool {
        scalars.contains { $0.range != old.range && $0.scalar?.lowercased() == new.lowercased() }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let old: String
        let new: String
        let written: String

        init(_ old: String, _ new: String, _ written: String) {
            self.old = old
            self.new = new
            self.written = written
        }

        var testDescription: String { "\(old) to \(new)" }
    }

    static let cases: [Case] = [
        Case("r/web:1@sha256:00", "r/web:2@sha256:11", "r/web:2@sha256:11"),
        Case("'a'", "b", "'b'"),
        Case("'a'", "it's", "'it''s'"),
        Case("\"a\"", "b", "\"b\""),
        Case("\"a\"", "b \"c\" \\", "\"b \\\"c\\\" \\\\\""),
        Case("a", "", "\"\""),
        Case("a", "null", "\"null\""),
        Case("a", "b: c", "\"b: c\""),
        Case("a", "b:c", "b:c"),
        Case("a", "b #c", "\"b #c\""),
        Case("a", "b#c", "b#c"),
        Case("a", "- b", "\"- b\""),
        Case("a", " b", "\" b\""),
        Case("a", "b\nc", "\"b\\nc\""),
        Case("'a'", "b\nc", "\"b\\nc\""),
        Case("a", "b, c", "\"b, c\""),  // The same in brackets and outside.
        Case("a", "\u{85}\u{2028}\0", "\"\\x85\\u2028\\x00\""),
        Case("a\n   b", "c", "c"),  // A text over two lines.
    ]

    @Test(arguments: cases)
    func `a scalar keeps its style where that can hold the text`(_ row: Case) throws {
        let source = try SourceText(path: "f", bytes: Array("é: \(row.old) # c\n".utf8))
        let scalar = try #require(try YAMLNode(parsing: source)["é"])
        let edit = try Edit.replacing(scalar: scalar, with: row.new, in: source)
        let edited = try source.applying([edit])
        #expect(String(decoding: edited, as: UTF8.self) == "é: \(row.written) # c\n")
        #expect(try YAMLNode(parsing: SourceText(path: "f", bytes: edited))["é"]?.scalar == row.new)
    }

    static let refusals: [Refusal] = [
        Refusal(
            "a: |\n  b\n",
            "f:1:4: the value is written as a block and cannot be replaced in place; write it on one line, plain or in quotes"
        ),
        Refusal(
            "a: >-\n  b\n",
            "f:1:4: the value is written as a block and cannot be replaced in place; write it on one line, plain or in quotes"
        ),
        Refusal("a:\n", "f:1:3: there is no value to replace; write one by hand first"),
        Refusal(
            "a: [b]\n",
            "f:1:4: the value is a list and cannot be replaced by a text; edit it by hand"
        ),
        Refusal(
            "a:\n  b: c\n",
            "f:2:3: the value is a mapping and cannot be replaced by a text; edit it by hand"
        ),
    ]

    @Test(arguments: refusals)
    func `what cannot be replaced in place is refused`(_ refusal: Refusal) throws {
        let source = try SourceText(path: "f", bytes: refusal.text)
        let value = try #require(try YAMLNode(parsing: source)["a"])
        let error = #expect(throws: SyntaxError.self) {
            try Edit.replacing(scalar: value, with: "x", in: source)
        }
        #expect(error?.description == refusal.message)
    }

    @Test func `edits apply in the order of the text and may not overlap`() throws {
        let source = try SourceText(path: "f", bytes: Array("abcdef".utf8))
        let edits = [
            Edit(range: 4..<5, replacement: []), Edit(range: 1..<2, replacement: [0x78, 0x79]),
            Edit(range: 2..<2, replacement: [0x7A]),
        ]
        #expect(try source.applying(edits) == Array("axyzcdf".utf8))
        let overlap = #expect(throws: SyntaxError.self) {
            try source.applying([
                Edit(range: 1..<3, replacement: []), Edit(range: 2..<4, replacement: []),
            ])
        }
        #expect(
            overlap?.description
                == "f:1:3: two edits overlap; read the text again and make the edits one by one"
        )
        #expect(throws: SyntaxError.self) {
            try source.applying([Edit(range: 6..<7, replacement: [])])
        }
    }
}

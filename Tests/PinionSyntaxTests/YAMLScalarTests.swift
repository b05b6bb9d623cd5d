import PinionSyntax
import Testing

/// One way to write a scalar that is the value of a key at some indentation.
private struct Author {
    var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    private var words: [String] { ["web", "r.io/é:1@sha256:0f", "日本", "a b", "x#y", "it's", "🙂"] }

    /// A block scalar below a parent at some column, with any header.
    mutating func block(at column: Int) -> String {
        let indicator = Int.random(in: 1...4, using: &random)
        let isExplicit = random.once(in: 2)
        let space = String(repeating: " ", count: column + indicator)
        let chomping = random.pick(["", "-", "+"])
        let digit = isExplicit ? "\(indicator)" : ""
        var text =
            random.pick(["|", ">"]) + (random.once(in: 2) ? digit + chomping : chomping + digit)
            + random.pick(["", " # c", "  "]) + "\n"
        for line in 0..<Int.random(in: 1...4, using: &random) {
            // Only an explicit indentation lets the first line start with a space.
            let lead = random.pick(line > 0 || isExplicit ? ["", " ", "  "] : [""])
            text += space + lead + random.pick(words + ["# no comment", "- x", "k: v"]) + "\n"
            if random.once(in: 3) { text += random.pick(["\n", " \n", "\n\n"]) }
        }
        return text
    }

    mutating func inline() -> String {
        let word = random.pick(words)
        return switch random.pick([0, 1, 2, 3]) {
        case 0: word
        case 1: "'\(word.replacing("'", with: "''"))\n      more'"
        case 2: "\"\(word) \\\"\\u00e9\\\n             more\""
        default: word + "\n           and more"
        }
    }

    mutating func property() -> String {
        random.pick(["", "", "!t ", "&a\(random.pick([1, 2])) ", "&b !t ", "!!str &b "])
    }

    /// A mapping of scalars, lists and mappings below some column.
    mutating func mapping(at column: Int) -> String {
        let space = String(repeating: " ", count: column)
        return (0..<Int.random(in: 1...4, using: &random)).map { key in
            let head = "\(space)k\(key): \(property())"
            switch random.pick(column < 6 ? [0, 1, 2, 3] : [0, 1]) {
            case 0: return head + block(at: column)
            case 1: return head + inline() + "\n"
            case 2: return head + "\n" + mapping(at: column + 2)
            default:
                return head + "\n\(space)- \(property())\(inline())\n\(space)- \(block(at: column))"
            }
        }.joined()
    }
}

@Suite(.timeLimit(.minutes(10)))
struct `The bytes of a scalar` {
    /// The scalars that are no keys, each with the column of the block that it stands in.
    private func scalars(_ node: YAMLNode, _ column: Int) -> [(node: YAMLNode, column: Int)] {
        switch node.kind {
        case .scalar: [(node, column)]
        case .sequence(let elements): elements.flatMap { scalars($0, column) }
        case .mapping(let entries):
            entries.flatMap { scalars($0.value, $0.key.position.column - 1) }
        }
    }

    @Test(arguments: 0..<600)
    func `read again they give the same value, in every style, indentation and chomping`(
        seed: UInt64
    ) throws {
        var author = Author(seed: seed)
        let text = author.mapping(at: 0)
        let source = try SourceText(path: "f", bytes: Array(text.utf8))
        let tree = try #require(try YAMLNode.documents(of: source).first, "\(text)")
        for (node, column) in scalars(tree, 0) {
            let bytes = source.text(in: node.range)
            let alone = String(repeating: " ", count: column) + "- " + bytes
            let again = try documents(alone).first?.elements?.first
            #expect(again?.kind == node.kind, "\(text)\n---\n\(alone)")
            #expect(again?.tag == nil)
        }
    }

    @Test(arguments: 0..<300)
    func `another text in the place of their content changes that value and no other`(
        seed: UInt64
    ) throws {
        var author = Author(seed: seed &+ 1_000)
        let text = author.mapping(at: 0)
        let source = try SourceText(path: "f", bytes: Array(text.utf8))
        let nodes = scalars(try #require(try YAMLNode.documents(of: source).first), 0).map(\.node)
        for (index, node) in nodes.enumerated() {
            guard let content = node.content else { continue }
            let edit = Edit(range: content, replacement: Array("new".utf8))
            let edited = try SourceText(path: "f", bytes: source.applying([edit]))
            let tree = try #require(try YAMLNode.documents(of: edited).first)
            var expected = nodes.map(\.scalar)
            expected[index] = "new"
            #expect(scalars(tree, 0).map(\.node.scalar) == expected, "\(text)\n---\n\(node.range)")
            #expect(scalars(tree, 0).map(\.node.tag) == nodes.map(\.tag))
        }
    }

    static let blocks: [(text: String, value: String)] = [
        ("|\n  a\n  b\n", "a\nb\n"),
        ("|-\n  a\n", "a"),
        ("|+\n  a\n\n\n", "a\n\n\n"),
        ("|\n  a\n\n\n", "a\n"),
        ("|2\n   a\n  b\n", " a\nb\n"),
        ("|2-\n   a\n", " a"),
        ("|-2\n   a\n", " a"),
        ("|1\n  a\n b\n", " a\nb\n"),
        ("|\n      a\n       b\n", "a\n b\n"),
        ("|\n\n  a\n", "\na\n"),
        ("|\n  \n  a\n", "\na\n"),
        (">\n  a\n  b\n", "a b\n"),
        (">-\n  a\n\n  b\n", "a\nb"),
        (">\n  a\n   b\n  c\n", "a\n b\nc\n"),
        (">+\n  a\n\n", "a\n\n"),
        ("|\n", ""),
        ("|+\n\n", "\n"),
        ("|-\n  shop/web:1\n", "shop/web:1"),
        (">-\n  shop/web\n", "shop/web"),
        (">-\n  a\n  b\n", "a b"),
        ("|- # x\n\n  a\n", "\na"),
    ]

    @Test(arguments: blocks)
    func `a block keeps and drops line ends as its first line says`(
        text: String, value: String
    ) throws {
        let tree = try #require(try documents("k: \(text)l: m\n").first)
        #expect(tree["k"]?.scalar == value)
        let bytes = Array("k: \(text)l: m\n".utf8)
        let content = tree["k"]?.content.map { String(decoding: bytes[$0], as: UTF8.self) }
        #expect(content == (["a", "shop/web:1", "shop/web"].contains(value) ? value : nil))
        #expect(tree["l"]?.scalar == "m")
    }
}

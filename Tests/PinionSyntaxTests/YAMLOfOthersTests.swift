import PinionSyntax
import Testing

/// Reads every document of a text called `f` as other tools write YAML.
func documents(_ text: String) throws -> [YAMLNode] {
    try YAMLNode.documents(of: SourceText(path: "f", bytes: Array(text.utf8)))
}

extension YAMLNode {
    /// The tree on one line, with its tags.
    var line: String {
        let text =
            switch kind {
            case .scalar(let value, _): value
            case .sequence(let elements): "[" + elements.map(\.line).joined(separator: ", ") + "]"
            case .mapping(let entries):
                "{" + entries.map { "\($0.name): \($0.value.line)" }.joined(separator: ", ") + "}"
            }
        return (tag.map { $0 + " " } ?? "") + text
    }
}

@Suite(.timeLimit(.minutes(10)))
struct `The YAML of other tools` {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let trees: [String]

        init(_ text: String, _ trees: String...) {
            self.text = text
            self.trees = trees
        }

        var testDescription: String { text.debugDescription }
    }

    static let read: [Case] = [
        Case("a: &x b\nc: *x\n", "{a: b, c: b}"),
        Case("a: &x {b: [c]}\nd: [*x, *x]\n", "{a: {b: [c]}, d: [{b: [c]}, {b: [c]}]}"),
        Case("a: &x\nb: *x\n", "{a: , b: }"),
        Case("a: &x 1\nb: &x 2\nc: *x\n", "{a: 1, b: 2, c: 2}"),  // The last one before it counts.
        Case("a: &x 1\nb: *x\nc: &x 2\n", "{a: 1, b: 1, c: 2}"),
        Case("a: &x [&x b, *x]\nc: *x\n", "{a: [b, b], c: [b, b]}"),
        Case("- &k a: b\n- *k : d\n- *k\n", "[{a: b}, {a: d}, a]"),
        Case("&m\na: b\n", "{a: b}"),
        Case("&m a: b\n", "{a: b}"),  // The key's, not the mapping's.
        Case("- &m\n  a: b\n- *m\n", "[{a: b}, {a: b}]"),
        Case("- &s\n  - a\n- *s\n", "[[a], [a]]"),
        Case("a: &x !t b\nc: *x\n", "{a: !t b, c: !t b}"),
        Case("a: !t &x b\nc: *x\n", "{a: !t b, c: !t b}"),
        Case("a: &x # c\n  !t # d\n  b: e\nf: *x\n", "{a: !t {b: e}, f: !t {b: e}}"),
        Case("a: &x\n&y b: *x\n", "{a: , b: }"),  // The anchor below belongs to the key.
        Case("a: &x ! b\nc: *x\n", "{a: ! b, c: ! b}"),
        Case("a: !reset []\nb: !override {c: d}\n", "{a: !reset [], b: !override {c: d}}"),
        Case("a: !<tag:x> 1\nb: !!binary aGk=\n", "{a: !<tag:x> 1, b: !!binary aGk=}"),
        Case("{\n\t\"a\": \"b\"\n}\n", "{a: b}"),
        Case("A: b\na: c\n", "{A: b, a: c}"),
        Case("a: b\n---\nc: d\n...\n---\n- e\n", "{a: b}", "{c: d}", "[e]"),
        Case("---\n# nothing\n---\na: b\n---\n", "{a: b}"),
        Case("# nothing\n"),
        Case(""),
        Case("%YAML 1.1\n---\na: b\n", "{a: b}"),
        Case("%TAG !k! tag:x:\n---\na: !k!b c\n", "{a: !k!b c}"),
        Case("a: &x b\n---\na: &x c\nd: *x\n", "{a: b}", "{a: c, d: c}"),
        Case("a: &x |\n  b\n\n  c\nd: *x\n", "{a: b\n\nc\n, d: b\n\nc\n}"),
    ]

    @Test(arguments: read)
    func `anchors, aliases, tags and several documents are read`(row: Case) throws {
        #expect(try documents(row.text).map(\.line) == row.trees)
    }

    static let merged: [Case] = [
        Case("b: &b {x: 1, y: 2}\na: {<<: *b}\n", "{b: {x: 1, y: 2}, a: {x: 1, y: 2}}"),
        Case("b: &b {x: 1, y: 2}\na: {<<: *b, y: 3}\n", "{b: {x: 1, y: 2}, a: {y: 3, x: 1}}"),
        Case("b: &b {x: 1, y: 2}\na: {y: 3, <<: *b}\n", "{b: {x: 1, y: 2}, a: {y: 3, x: 1}}"),
        Case(  // Of a list the earlier one counts.
            "- &a {x: 1, y: 1}\n- &b {y: 2, z: 2}\n- {<<: [*a, *b], z: 3}\n",
            "[{x: 1, y: 1}, {y: 2, z: 2}, {z: 3, x: 1, y: 1}]"),
        Case(
            "- &a {x: 1}\n- &b {<<: *a, y: 2}\n- {<<: *b, z: 3}\n",
            "[{x: 1}, {y: 2, x: 1}, {z: 3, y: 2, x: 1}]"),
        Case("a: {<<: {x: 1}, y: 2}\n", "{a: {y: 2, x: 1}}"),
        Case("a: {<<: [], y: 2}\n", "{a: {y: 2}}"),
        Case("a: {\"<<\": b, '<<x': c}\n", "{a: {<<: b, <<x: c}}"),  // Quoted it is a key.
        Case("- &l [{x: 1}, {x: 2, y: 2}]\n- <<: *l\n", "[[{x: 1}, {x: 2, y: 2}], {x: 1, y: 2}]"),
        Case("- &a {x: {p: 1}}\n- {<<: *a, x: {q: 2}}\n", "[{x: {p: 1}}, {x: {q: 2}}]"),
    ]

    @Test(arguments: merged)
    func `a mapping's own keys count before merged ones, and earlier merged ones before later`(
        row: Case
    ) throws {
        #expect(try documents(row.text).map(\.line) == row.trees)
    }

    static let refused: [Refusal] = [
        Refusal(
            "a: *b\n",
            "f:1:4: the alias *b stands for nothing; set the anchor &b before it, or quote the text"
        ),
        Refusal(  // An anchor counts in its own document.
            "a: &b c\n---\na: *b\n",
            "f:3:4: the alias *b stands for nothing; set the anchor &b before it, or quote the text"
        ),
        Refusal(
            "a: &b [*b]\n",
            "f:1:8: the alias *b stands for a value that holds it; write out what is meant at this place"
        ),
        Refusal(
            "a: &b 1\nc: &b {d: *b}\n",
            "f:2:11: the alias *b stands for a value that holds it; write out what is meant at this place"
        ),
        Refusal(
            "a: &b\n  <<: *b\n",
            "f:2:7: the alias *b stands for a value that holds it; write out what is meant at this place"
        ),
        Refusal(
            "a: {<<: b}\n",
            "f:1:9: a merge key (<<) holds a text; write a mapping, or a list of mappings"),
        Refusal(
            "a: {<<: }\n",
            "f:1:9: a merge key (<<) holds nothing; write a mapping, or a list of mappings"),
        Refusal(
            "- &b c\n- {<<: [{}, *b]}\n",
            "f:2:13: a merge key (<<) holds a text; write a mapping, or a list of mappings"),
        Refusal(
            "a: {<<: {}, <<: {}}\n",
            "f:1:13: the key << stands twice, first in line 1; keep one of the two"),
        Refusal(
            "a: 1\nb: 2\na: 3\n",
            "f:3:1: the key a stands twice, first in line 1; keep one of the two"),
        Refusal(
            "&k a: 1\n*k : 2\n",
            "f:2:1: the key a stands twice, first in line 1; keep one of the two"),
        Refusal(
            "- &k [a]\n- *k : 2\n",
            "f:2:3: a key is a list; use one plain or quoted text as the key"),
        Refusal("a: *\n", "f:1:4: an alias has no name; quote the text that starts with *"),
        Refusal("a: &\n", "f:1:4: an anchor has no name; remove it, or quote the text"),
    ]

    @Test(arguments: refused)
    func `fault 28: what nobody could mean is refused`(refusal: Refusal) throws {
        let error = #expect(throws: SyntaxError.self) {
            try documents(String(decoding: refusal.text, as: UTF8.self))
        }
        #expect(error?.description == refusal.message)
    }

    @Test func `fault 28: aliases of aliases are bounded`() throws {
        let bomb =
            "a0: &a0 x\n"
            + (1..<60).map { level in
                "a\(level): &a\(level) ["
                    + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ") + "]\n"
            }.joined()
        let error = #expect(throws: SyntaxError.self) { try documents(bomb) }
        #expect(
            error?.description
                == "f:6:45: the aliases up to *a4 stand for more than 100000 values, or nest too deeply; "
                + "write fewer aliases of values that hold aliases themselves")
        let merges =
            "a0: &a0 {x: y}\n"
            + (1..<60).map { "a\($0): &a\($0) {k: {<<: *a\($0 - 1)}, l: *a\($0 - 1)}\n" }.joined()
        #expect(throws: SyntaxError.self) { try documents(merges) }
    }

    @Test func `fault 28: aliases do not nest deeper than a text may`() throws {
        let open = String(repeating: "[", count: 33)
        let close = String(repeating: "]", count: 33)
        #expect(throws: SyntaxError.self) {
            try documents("- &a \(open)\(close)\n- \(open)*a\(close)\n")
        }
        #expect(throws: Never.self) {
            try documents("- &a \(open)\(close)\n- \(open.dropFirst(4))*a\(close.dropFirst(4))\n")
        }
    }

    @Test func `a value knows the bytes that are meant, and the alias that led there`() throws {
        let text = """
            x-web: &web
              image: &image "shop/web:1"
              name: w
            services:
              a:
                <<: *web
                name: a
              b: { image: *image }
            """
        let source = try SourceText(path: "f", bytes: Array(text.utf8))
        let tree = try #require(try documents(text).first)
        let services = try #require(tree["services"])
        for (service, alias) in [("a", "*web"), ("b", "*image")] {
            let image = try #require(services[service]?["image"])
            #expect(source.text(in: image.range) == "\"shop/web:1\"")
            #expect(source.text(in: try #require(image.content)) == "shop/web:1")
            #expect(source.text(in: try #require(image.alias)) == alias)
            #expect(image.position.description == "2:10")
            let edit = Edit(range: try #require(image.content), replacement: Array("w:2".utf8))
            let edited = String(decoding: try source.applying([edit]), as: UTF8.self)
            #expect(edited == text.replacing("shop/web:1", with: "w:2"))
        }
        #expect(services["a"]?["name"]?.alias == nil)
        #expect(source.text(in: services.range).hasSuffix("b: { image: *image }"))
        #expect(source.text(in: try #require(services["b"]).range) == "{ image: *image }")
    }
}

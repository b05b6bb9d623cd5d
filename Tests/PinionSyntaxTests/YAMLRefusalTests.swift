import PinionSyntax
import Testing

@Suite(.timeLimit(.minutes(10)))
struct `YAML that is refused` {
    private static let tab = "a tab is used for indentation; indent with spaces"
    private static let tag = "is not allowed; remove it, and quote the value if it is a text"
    private static let anchor = "is not allowed; remove it and write the value where it is used"
    private static let alias = "is not allowed; write the value out at this place"
    private static let directive = "a directive is not allowed; remove the lines that start with %"
    private static let second = "a second document starts here; keep one document in a file"
    private static let deep =
        "the nesting is deeper than 16 levels; nest at most 16 mappings and lists"
    private static let merge =
        "a merge key (<<) is not allowed; write the merged keys out in this mapping"
    private static let key = "use one plain or quoted text as the key"
    private static let mapping = "write a mapping of keys to values"
    private static let colon =
        "a colon starts a value where none can stand; quote a text that holds `: `, and check the indentation and the line above"

    static let structure: [Refusal] = [
        Refusal("a: *b\n", "f:1:4: an alias (*b) \(alias)"),
        Refusal("*b : a\n", "f:1:1: an alias (*b) \(alias)"),
        Refusal("a: *\n", "f:1:4: an alias has no name; quote the text that starts with *"),
        Refusal("é: &b c\n", "f:1:4: an anchor (&b) \(anchor)"),
        Refusal("&b a: c\n", "f:1:1: an anchor (&b) \(anchor)"),
        Refusal("a: &b\n", "f:1:4: an anchor (&b) \(anchor)"),
        Refusal("a: &\n", "f:1:4: an anchor has no name; remove it, or quote the text"),
        Refusal("a: [&b {c: d}]\n", "f:1:5: an anchor (&b) \(anchor)"),
        Refusal("a: !!str 1\n", "f:1:4: a tag (!!str) \(tag)"),
        Refusal("a: ! 1\n", "f:1:4: a tag (!) \(tag)"),  // libyaml's event does not show it.
        Refusal("a: !<tag:x> 1\n", "f:1:4: a tag (!<tag:x>) \(tag)"),
        Refusal("!!map\na: 1\n", "f:1:1: a tag (!!map) \(tag)"),
        Refusal("a: !x\n", "f:1:4: a tag (!x) \(tag)"),
        Refusal(
            "a: !x!y z\n",
            "f:1:4: a tag is malformed; remove it, and quote the value if it is a text"
        ),
        Refusal(
            "a: &b  !!str c\n", "f:1:4: an anchor (&b) \(anchor)\nf:1:8: a tag (!!str) \(tag)"
        ),
        Refusal("%YAML 1.1\n---\na: b\n", "f:1:1: \(directive)"),
        Refusal("%YAML 9.9\n---\na: b\n", "f:1:1: \(directive)"),
        Refusal("# c\n%TAG ! tag:x:\n---\na: b\n", "f:2:1: \(directive)"),
        Refusal("%X\n---\na: b\n", "f:1:1: \(directive)"),
        Refusal("<<: {a: b}\n", "f:1:1: \(merge)"),
        Refusal("a:\n  <<: [*b]\n", "f:2:3: \(merge)\nf:2:8: an alias (*b) \(alias)"),
        Refusal("a: b\n---\nc: d\n", "f:2:1: \(second)"),
        Refusal("---\n---\na: b\n", "f:2:1: \(second)"),
        Refusal("a: b\n...\nc: d\n", "f:3:1: \(second)"),
        Refusal("", "f:1:1: the file holds nothing; \(mapping)"),
        Refusal("# only a comment\n", "f:1:1: the file holds nothing; \(mapping)"),
        Refusal("---\n", "f:2:1: the document holds nothing; \(mapping)"),
        Refusal("[a]: b\n", "f:1:1: a key is a list; \(key)"),
        Refusal("? {a: b}\n: c\n", "f:1:3: a key is a mapping; \(key)"),
        Refusal(
            "a: &b c\nd: *b\ne: !f g\na: h\n",
            """
            f:1:4: an anchor (&b) \(anchor)
            f:2:4: an alias (*b) \(alias)
            f:3:4: a tag (!f) \(tag)
            f:4:1: the key a stands twice, first in line 1; keep one of the two
            """
        ),
        Refusal(  // A syntax error ends the list.
            "a: *b\nc: ]\nd: *e\n",
            "f:1:4: an alias (*b) \(alias)\nf:2:4: a value is missing before ]; write the value, or quote it if it starts with ]"
        ),
    ]

    static let depth: [Refusal] = [
        Refusal(
            String(repeating: "[", count: 17) + String(repeating: "]", count: 17), "f:1:17: \(deep)"
        ),
        Refusal(String(repeating: "[", count: 4_000_000), "f:1:17: \(deep)"),
        Refusal(String(repeating: "[\n", count: 2_000_000), "f:17:1: \(deep)"),
        Refusal(String(repeating: "- ", count: 2_000_000), "f:1:33: \(deep)"),
        Refusal(String(repeating: "? ", count: 2_000_000), "f:1:33: \(deep)"),
        Refusal(String(repeating: "{a: ", count: 1_000_000), "f:1:65: \(deep)"),
    ]

    static let tabs: [Refusal] = [
        Refusal("a:\n\tb: c\n", "f:2:1: \(tab)"),
        Refusal("a:\n  \tb: c\n", "f:2:3: \(tab)"),
        Refusal("\ta: b\n", "f:1:1: \(tab)"),
        Refusal("a: b\n\tc: d\n", "f:2:1: \(tab)"),
        Refusal("a: |\n\tb\n", "f:2:1: \(tab)"),
        Refusal("{\n\ta: b\n}\n", "f:2:1: \(tab)"),  // libyaml takes these two.
        Refusal("[\r\n \ta]\r\n", "f:2:2: \(tab)"),
    ]

    static let syntax: [Refusal] = [
        Refusal("a: [b\n", "f:1:4: the list does not end; close it with ]"),
        Refusal("a: {b: c\n", "f:1:4: the mapping does not end; close it with }"),
        Refusal("é: \"x\nb: c\n", "f:1:4: the quoted text does not end; close the quote"),
        Refusal("a: 'x\n", "f:1:4: the quoted text does not end; close the quote"),
        Refusal("a: b: c\n", "f:1:5: \(colon)"),
        Refusal("a: b\n c: d\n", "f:2:3: \(colon)"),
        Refusal("a:b\nc: d\n", "f:2:2: \(colon)"),
        Refusal(
            "a: b\nc\n",
            "f:2:1: a text stands where a key is expected; write `key: value`, or indent it if it continues the value above"
        ),
        Refusal(
            "- a\nb: c\n",
            "f:2:1: this does not continue the list above; start the item with `- ` under the others"
        ),
        Refusal(
            "a: 'b' c\n",
            "f:1:8: this does not continue the mapping above; write `key: value` under its other keys, and quote a value as a whole"
        ),
        Refusal("a: @b\n", "f:1:4: a text cannot start with @; quote it"),
        Refusal("a: [b, c}\n", "f:1:9: a list in brackets goes wrong here; write , or ] before it"),
        Refusal(
            "a: {b, c]\n", "f:1:9: a mapping in braces goes wrong here; write , or } before it"),
        Refusal("a: - b\n", "f:1:4: a list cannot start here; start it on a line of its own"),
        Refusal("a: ? b\n", "f:1:4: a key cannot start here; start it on a line of its own"),
        Refusal(
            "a: \"\\q\"\n",
            "f:1:5: the escape after the backslash is not one that YAML knows; write \\\\ for a backslash, or use single quotes"
        ),
        Refusal(
            "a: |x\n  b\n",
            "f:1:4: the first line of a block of text goes wrong; write | or > alone, with at most - or + and one digit after it"
        ),
        Refusal(
            "é: b\u{1}\n",
            "f:1:5: the control character U+0001 is not allowed; remove it, or write it as an escape in double quotes"
        ),
    ]

    @Test(arguments: structure)
    func `fault 28: whatever YAML would expand or guess is refused`(_ refusal: Refusal) {
        #expect(mistakes(inYAML: refusal.text) == refusal.message)
    }

    @Test(arguments: depth)
    func `fault 28: deep nesting is refused at once`(_ refusal: Refusal) {
        #expect(mistakes(inYAML: refusal.text) == refusal.message)
    }

    @Test(arguments: tabs)
    func `fault 28: a tab as indentation is refused`(_ refusal: Refusal) {
        #expect(mistakes(inYAML: refusal.text) == refusal.message)
    }

    @Test(arguments: syntax)
    func `a syntax error says what would be right`(_ refusal: Refusal) {
        #expect(mistakes(inYAML: refusal.text) == refusal.message)
    }

    static let duplicates: [Refusal] = [
        Refusal(
            "a: 1\na: 2\n", "f:2:1: the key a stands twice, first in line 1; keep one of the two"),
        Refusal(
            "a: 1\n'a': 2\n\"\\x61\": 3\n",
            """
            f:2:1: the key a stands twice, first in line 1; keep one of the two
            f:3:1: the key a stands twice, first in line 1; keep one of the two
            """
        ),
        Refusal(
            "{a: 1, a: 2}\n", "f:1:8: the key a stands twice, first in line 1; keep one of the two"),
        Refusal(
            "Web: 1\nweb: 2\n",
            "f:2:1: the key web differs only in letter case from Web in line 1; keep one of the two, or give them different names"
        ),
        Refusal(
            "ÉTÉ: 1\nété: 2\n",
            "f:2:1: the key été differs only in letter case from ÉTÉ in line 1; keep one of the two, or give them different names"
        ),
        Refusal(
            "straße: 1\nSTRASSE: 2\n",
            "f:2:1: the key STRASSE differs only in letter case from straße in line 1; keep one of the two, or give them different names"
        ),
        Refusal(
            "caf\u{E9}: 1\ncafe\u{301}: 2\n",
            "f:2:1: the key cafe\u{301} is the one of line 1 in another Unicode form; keep one of the two"
        ),
        Refusal(  // The Kelvin sign.
            "k: 1\n\u{212A}: 2\n",
            "f:2:1: the key \u{212A} differs only in letter case from k in line 1; keep one of the two, or give them different names"
        ),
        Refusal(
            "a:\n  b:\n    c: 1\n    c: 2\n",
            "f:4:5: the key c stands twice, first in line 3; keep one of the two"
        ),
        Refusal(
            (0..<40).map { "k\($0): v\n" }.joined() + "K3: v\n",
            "f:41:1: the key K3 differs only in letter case from k3 in line 4; keep one of the two, or give them different names"
        ),
        Refusal(  // A key cannot write on the terminal of whoever reads the message.
            "\"\\e[31m\": 1\n\"\\e[31m\": 2\n",
            "f:2:1: the key \\u{1b}[31m stands twice, first in line 1; keep one of the two"
        ),
    ]

    @Test(arguments: duplicates)
    func `fault 29: a duplicate key is refused, in another case or form too`(_ refusal: Refusal) {
        #expect(mistakes(inYAML: refusal.text) == refusal.message)
    }

    @Test func `fault 29: the same key in two mappings is no duplicate`() {
        #expect(mistakes(inYAML: "a: {c: 1}\nb: {c: 1}\n") == "")
    }

    @Test func `a hostile file does not flood the report`() throws {
        let text = (0..<10_000).map { "k\($0): *a\n" }.joined()
        let error = #expect(throws: SyntaxError.self) { try yaml(text) }
        #expect(error?.problems.count == 100)
    }
}

import PinionSyntax
import Testing

@Suite(.timeLimit(.minutes(10)))
struct `A dialect of YAML` {
    private static let dialect = YAMLDialect(name: "Acme", tags: ["!Ref", "!Sub", "!!str"])

    private func tree(_ text: String) throws -> YAMLNode {
        try YAMLNode(
            parsing: SourceText(path: "f", bytes: Array(text.utf8)), in: Self.dialect)
    }

    private func mistakes(_ text: String) -> String {
        do throws(SyntaxError) {
            let source = try SourceText(path: "f", bytes: Array(text.utf8))
            _ = try YAMLNode(parsing: source, in: Self.dialect)
            return ""
        } catch {
            return error.description
        }
    }

    @Test func `its tags stay on the nodes`() throws {
        let text =
            "a: !Ref b\nc: !Sub\n  - d\n  - {e: f}\ng: [!Ref h, !Sub {i: j}]\nk: l\nm: !!str 1\n"
        let tree = try tree(text)
        #expect(tree["a"]?.tag == "!Ref")
        #expect(tree["a"]?.scalar == "b")
        #expect(tree["c"]?.tag == "!Sub")
        #expect(tree["c"]?.elements?.count == 2)
        #expect(tree["g"]?.elements?.map(\.tag) == ["!Ref", "!Sub"])
        #expect(tree["k"]?.tag == nil)
        #expect(tree["m"]?.tag == "!!str")
        let source = try SourceText(path: "f", bytes: Array(text.utf8))
        let last = try #require(tree["g"]?.elements?.last)
        #expect(source.text(in: last.range) == "{i: j}")
        #expect(last.position.description == "5:13")
        #expect(source.text(in: try #require(tree["a"]).range) == "b")
    }

    @Test(
        arguments: [
            ("a: !Rfe b\n", "f:1:4: the tag !Rfe is none of Acme's; did you mean !Ref?"),
            (
                "a: !Zzzzzzz b\n",
                "f:1:4: the tag !Zzzzzzz is none of Acme's; remove it, or quote the text"
            ),
            ("a: ! b\n", "f:1:4: the tag ! is none of Acme's; remove it, or quote the text"),
            (
                "!Ref a: b\n",
                "f:1:1: a key has a tag (!Ref); use one plain or quoted text as the key"
            ),
            (
                "a: &b !Rfe c\n", "f:1:7: the tag !Rfe is none of Acme's; did you mean !Ref?"
            ),
            ("a: 1\na: 2\n", "f:2:1: the key a stands twice, first in line 1; keep one of the two"),
            (
                String(repeating: "[", count: 65) + String(repeating: "]", count: 65),
                "f:1:65: the nesting is deeper than 64 levels; nest at most 64 mappings and lists"
            ),
        ])
    func `what is not in it is refused`(text: String, message: String) {
        #expect(mistakes(text) == message)
    }

    @Test func `keys may differ in letter case where they do not fold`() throws {
        #expect(try tree("Image: a\nimage: b\n").entries?.count == 2)
        let many = (0..<20).map { "k\($0): a\nK\($0): b\n" }.joined()
        #expect(try tree(many).entries?.count == 40)
    }

    @Test func `fault 28: our own files still know no tags`() {
        #expect(
            PinionSyntaxTests.mistakes(inYAML: "a: !Ref b\n").contains(
                "a tag (!Ref) is not allowed"))
    }
}

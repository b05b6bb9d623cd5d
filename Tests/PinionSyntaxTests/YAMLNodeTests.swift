import PinionSyntax
import Testing

@Suite(.timeLimit(.minutes(10)))
struct `A YAML tree` {
    private static let text = """
        # Pins of the shop.
        services:
          wéb: "a:1@sha256:00"   # quoted
          api:
            containers: [ 'it''s', {é: ü, x: } ]
            list:
            - one
            - two
          note: |
            line

            another
        last: plain text
        """

    @Test func `nodes come in source order with their values`() throws {
        let tree = try yaml(Self.text)
        #expect(tree.entries?.map(\.name) == ["services", "last"])
        let services = try #require(tree["services"])
        #expect(services.entries?.map(\.name) == ["wéb", "api", "note"])
        #expect(services["wéb"]?.kind == .scalar("a:1@sha256:00", .double))
        let containers = try #require(services["api"]?["containers"]?.elements)
        #expect(containers.first?.kind == .scalar("it's", .single))
        #expect(containers.last?["é"]?.scalar == "ü")
        #expect(containers.last?["x"]?.isNull == true)
        #expect(services["api"]?["list"]?.elements?.map(\.scalar) == ["one", "two"])
        #expect(services["note"]?.kind == .scalar("line\n\nanother\n", .literal))
        #expect(tree["nothing"] == nil)
    }

    @Test func `every node knows its bytes and its position`() throws {
        let source = try SourceText(path: "f", bytes: Array(Self.text.utf8))
        let tree = try YAMLNode(parsing: source)
        let services = try #require(tree["services"])
        let api = try #require(services["api"])
        let containers = try #require(api["containers"])
        let expected: [(YAMLNode?, String, String)] = [
            (services.entries?.first?.key, "wéb", "3:3"),
            (services["wéb"], "\"a:1@sha256:00\"", "3:8"),
            (containers, "[ 'it''s', {é: ü, x: } ]", "5:17"),
            (containers.elements?.first, "'it''s'", "5:19"),
            (containers.elements?.last, "{é: ü, x: }", "5:28"),
            (containers.elements?.last?["é"], "ü", "5:32"),
            (containers.elements?.last?["x"], "", "5:38"),
            (api["list"], "- one\n    - two", "7:5"),
            (tree["last"], "plain text", "13:7"),
        ]
        for (node, text, position) in expected {
            let node = try #require(node)
            #expect(source.text(in: node.range) == text)
            #expect(node.position.description == position)
            #expect(node.position == source.position(at: node.range.lowerBound))
        }
    }

    @Test func `a block collection ends with its last value`() throws {
        let source = try SourceText(path: "f", bytes: Array("a:\n  b: c # d\n\n# e\nf: g\n".utf8))
        let tree = try YAMLNode(parsing: source)
        #expect(source.text(in: try #require(tree["a"]).range) == "b: c")
        #expect(source.text(in: tree.range) == "a:\n  b: c # d\n\n# e\nf: g")
    }

    @Test func `flow and block styles say the same`() throws {
        let block = try yaml("a:\n  b: [c]\n")
        let flow = try yaml("{\"a\": {'b': [\nc\n]}}")
        #expect(!block.isFlow && flow.isFlow)
        #expect(
            block["a"]?["b"]?.elements?.map(\.scalar) == flow["a"]?["b"]?.elements?.map(\.scalar))
        let pair = try yaml("[a: b ]")
        #expect(pair.elements?.first?["a"]?.scalar == "b")
        #expect(pair.elements?.first?.range == 1..<5)
    }

    @Test func `sixteen levels are read`() throws {
        let text = String(repeating: "[", count: 16) + String(repeating: "]", count: 16)
        #expect(mistakes(inYAML: text) == "")
    }

    @Test func `a scalar is its text, whatever YAML makes of it`() throws {
        let tree = try yaml("a: 1.50\nb: yes\nc: 0x10\nd: ~\ne: '~'\nf: \"<<\"\n'<<': g\n")
        #expect(tree.entries?.map(\.value.scalar) == ["1.50", "yes", "0x10", "~", "~", "<<", "g"])
        #expect(tree["d"]?.isNull == true)
        #expect(tree["e"]?.isNull == false)
    }

    @Test func `fault 31: an odd character in a value reaches the reader as it stands`() throws {
        for odd in ["\u{430}pi", "a\u{200B}b", "\u{FF41}", "e\u{301}", "\u{202E}x"] {
            let value = try #require(try yaml("a: \(odd)\n")["a"]?.scalar)
            #expect(value.utf8.elementsEqual(odd.utf8))
        }
    }

    @Test func `ten thousand services are read`() throws {
        let text = (0..<10_000).map { "  s\($0): r/é:\($0)@sha256:00\n" }.joined()
        let tree = try yaml("services:\n" + text)
        #expect(tree["services"]?.entries?.count == 10_000)
        let last = try #require(tree["services"]?.entries?.last)
        #expect(last.value.scalar == "r/é:9999@sha256:00")
        #expect(last.value.position.description == "10001:10")
    }
}

import PinionSyntax
import Testing

@Suite(.timeLimit(.minutes(10)))
struct `Reading JSON` {
    private static let value =
        "this is not a JSON value; write an object, array, string, number, true, false or null"
    private static let cut = "it is cut off; get the whole text"
    private static let escape =
        "the escape after the backslash is not one that JSON knows; write \\\\ for a backslash, and \\u escapes of UTF-16 surrogates in pairs"
    private static let number =
        "this is not a JSON number; write digits without a leading zero or plus, like -1.5e3"
    private static let deep =
        "the nesting is deeper than 64 levels; nest at most 64 objects and arrays"
    private static let member = "write a member as \"key\": value"

    static let refusals: [Refusal] = [
        Refusal("", "f:1:1: the text ends where a value is expected; \(cut)"),
        Refusal(" \n", "f:2:1: the text ends where a value is expected; \(cut)"),
        Refusal("{\"a\":", "f:1:6: the text ends where a value is expected; \(cut)"),
        Refusal("{\"a\":1", "f:1:7: the text ends inside an object; \(cut)"),
        Refusal("[1", "f:1:3: the text ends inside an array; \(cut)"),
        Refusal("[1,]", "f:1:4: \(value)"),
        Refusal("[,1]", "f:1:2: \(value)"),
        Refusal("[1 2]", "f:1:4: the array goes wrong here; write , or ] before it"),
        Refusal("{\"a\":1 \"b\":2}", "f:1:8: the object goes wrong here; write , or } before it"),
        Refusal("{\"a\":1,}", "f:1:8: a key is missing; \(member)"),
        Refusal("{,}", "f:1:2: a key is missing; \(member)"),
        Refusal("{a:1}", "f:1:2: a key is missing; \(member)"),
        Refusal("{\"a\" 1}", "f:1:6: the colon after the key is missing; \(member)"),
        Refusal("1 2", "f:1:3: something follows the value; keep one JSON value in the text"),
        Refusal("nul", "f:1:1: \(value)"),
        Refusal("True", "f:1:1: \(value)"),
        Refusal("NaN", "f:1:1: \(value)"),
        Refusal("'a'", "f:1:1: \(value)"),
        Refusal("// a\n1", "f:1:1: \(value)"),
        Refusal("\0", "f:1:1: \(value)"),
        Refusal("\u{A0}1", "f:1:1: \(value)"),
        Refusal("01", "f:1:1: \(number)"),
        Refusal("-", "f:1:1: \(number)"),
        Refusal("+1", "f:1:1: \(value)"),
        Refusal("1.", "f:1:1: \(number)"),
        Refusal(".5", "f:1:1: \(value)"),
        Refusal("1e", "f:1:1: \(number)"),
        Refusal("-01", "f:1:1: \(number)"),
        Refusal("\"é", "f:1:1: the string does not end; close it with \""),
        Refusal(
            "\"a\nb\"",
            "f:1:3: a control character stands in a string; write it as an escape like \\n"),
        Refusal("\"é\\x\"", "f:1:3: \(escape)"),
        Refusal("\"\\u12g4\"", "f:1:2: \(escape)"),
        Refusal("\"\\u123", "f:1:2: \(escape)"),
        Refusal("\"\\ud800\"", "f:1:2: \(escape)"),
        Refusal("\"\\udc00\"", "f:1:2: \(escape)"),
        Refusal("\"\\ud800\\ud800\"", "f:1:2: \(escape)"),
        Refusal("\"\\", "f:1:2: \(escape)"),
        Refusal(String(repeating: "[", count: 900_000), "f:1:65: \(deep)"),
        Refusal(
            String(repeating: "{\"a\":", count: 100_000), "f:1:321: \(deep)"
        ),
        Refusal("\u{FEFF}1", "f:1:1: the text starts with a byte-order mark; send it without one"),
        Refusal(
            [0x22, 0xFF, 0x22], "f:1:2: the bytes from here are not UTF-8; encode the text as UTF-8"
        ),
        Refusal(
            [UInt8](repeating: 0x20, count: 1 << 20) + [0x31],
            "f:1:1: the text has 1048577 bytes, more than the limit of 1048576; ask for less at once"
        ),
    ]

    @Test(arguments: refusals)
    func `what RFC 8259 does not allow is refused`(_ refusal: Refusal) {
        #expect(mistakes(inJSON: refusal.text) == refusal.message)
    }

    static let duplicates: [Refusal] = [
        Refusal(
            "{\"a\":1,\"a\":2}", "f:1:8: the key a stands twice in one object; keep one of the two"),
        Refusal(
            "[{\"a\":{\"b\":1,\n \"\\u0062\":2}}]",
            "f:2:2: the key b stands twice in one object; keep one of the two"
        ),
        Refusal(
            "{" + (0..<50).map { "\"k\($0)\":{\"k1\":0}," }.joined() + "\"k7\":0}",
            "f:1:742: the key k7 stands twice in one object; keep one of the two"
        ),
        Refusal(
            "{\"\":1,\"\":2}", "f:1:7: the key  stands twice in one object; keep one of the two"),
    ]

    @Test(arguments: duplicates)
    func `fault 29: a duplicate key is refused`(_ refusal: Refusal) {
        #expect(mistakes(inJSON: refusal.text) == refusal.message)
    }

    @Test func `fault 29: keys that only look alike are two keys`() {
        #expect(mistakes(inJSON: "{\"a\":1,\"A\":2,\"\u{E9}\":3,\"e\u{301}\":4}") == "")
    }

    @Test func `an answer of Docker is read`() throws {
        let text = """
            {"Id":"s1","Spec":{"Name":"web","Labels":{"a":"x \\u003c y","b":"\\ud83d\\ude42\\/"},
             "Args":[],"Replicas":3,"Force":false},"Version":{"Index":18446744073709551615},"Job":null}
            """
        let node = try json(text)
        #expect(node["Id"]?.string == "s1")
        #expect(node["Spec"]?["Labels"]?["a"]?.string == "x < y")
        #expect(node["Spec"]?["Labels"]?["b"]?.string == "🙂/")
        #expect(node["Spec"]?["Args"]?.array?.isEmpty == true)
        #expect(node["Spec"]?["Replicas"]?.int == 3)
        #expect(node["Spec"]?["Force"]?.bool == false)
        #expect(node["Version"]?["Index"]?.int == nil)
        #expect(node["Version"]?["Index"]?.number?.text == "18446744073709551615")
        #expect(node["Job"]?.isNull == true)
        #expect(node["Nothing"] == nil)
        #expect(node["Id"]?["x"] == nil)
        #expect(node.members?.map(\.key) == ["Id", "Spec", "Version", "Job"])
        let index = try #require(node["Version"]?["Index"])
        #expect(String(decoding: index.source, as: UTF8.self) == "18446744073709551615")
    }

    @Test(arguments: ["0", "-0", "1.50", "1e3", "-1.5E-10", "12345678901234567890123"])
    func `a number keeps its digits`(_ text: String) throws {
        #expect(try json(text).number?.text == text)
        #expect(JSONNumber(parsing: text)?.text == text)
    }

    @Test(arguments: ["", "1 ", "01", "1.", "a", "--1", "1e+"])
    func `a text that is no number makes none`(_ text: String) {
        #expect(JSONNumber(parsing: text) == nil)
    }

    @Test func `keys are found whether escaped or not`() throws {
        let node = try json("{\"\\u0061b\":1,\"é\":2}")
        #expect(node["ab"]?.int == 1)
        #expect(node["é"]?.int == 2)
        #expect(node["e\u{301}"] == nil)
    }
}

@Suite(.timeLimit(.minutes(10)))
struct `Writing JSON` {
    private static let sample: JSONText = [
        "schema": 1, "names": ["b", "a"], "none": [], "empty": [:], "note": nil, "on": true,
        "text": "q\" b\\ \n\t\r\u{1}\u{1F} é🙂 / <",
    ]

    @Test func `compact JSON keeps the order that it is given`() {
        let written = #"""
            {"schema":1,"names":["b","a"],"none":[],"empty":{},"note":null,"on":true,"text":"q\" b\\ \n\t\r\u0001\u001f é🙂 / <"}
            """#
        #expect(Self.sample.description == written)
    }

    @Test func `pretty JSON has two spaces for a level`() {
        let value: JSONText = ["b": ["x", 2], "a": ["c": [], "d": [:]]]
        let written = """
            {
              "a": {
                "c": [],
                "d": {}
              },
              "b": [
                "x",
                2
              ]
            }
            """
        #expect(String(decoding: value.bytes(.pretty, sortingKeys: true), as: UTF8.self) == written)
    }

    @Test(arguments: 0..<300)
    func `what is written reads back the same`(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        let value = Self.value(depth: 0, &random)
        for layout in [JSONText.Layout.compact, .pretty] {
            let bytes = value.bytes(layout)
            let again = try JSONText(JSONNode(parsing: bytes, named: "f"))
            #expect(again == value)
            #expect(again.bytes(layout) == bytes)
        }
    }

    private static let pieces = [
        "a", "é", "\"", "\\", "\n", "\u{0}", "\u{1F}", "🙂", "日", " ", "\\u0041", "\u{2028}", "/",
        "\u{7F}",
    ]

    static func value(depth: Int, _ random: inout SplitMix64) -> JSONText {
        switch Int.random(in: 0..<(depth < 4 ? 7 : 5), using: &random) {
        case 0: return .string(random.text(of: pieces, upTo: 6))
        case 1: return .number(JSONNumber(Int.random(in: .min ... .max, using: &random)))
        case 2: return .bool(random.once(in: 2))
        case 3: return .null
        case 4:
            return .number(
                JSONNumber(parsing: random.pick(["1.50", "-0", "1e400"])) ?? JSONNumber(0))
        case 5:
            let count = Int.random(in: 0...4, using: &random)
            return .array((0..<count).map { _ in value(depth: depth + 1, &random) })
        default:
            let count = Int.random(in: 0...15, using: &random)
            return .object(
                (0..<count).map {
                    JSONText.Member(
                        "\($0)" + random.text(of: pieces, upTo: 3), value(depth: depth + 1, &random)
                    )
                }
            )
        }
    }
}

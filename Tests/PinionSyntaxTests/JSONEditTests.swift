import PinionSyntax
import Testing

@Suite(.timeLimit(.minutes(10)))
struct `Editing JSON` {
    private func edited(_ text: String, _ edit: (JSONNode) throws -> Edit) throws -> String {
        let bytes = Array(text.utf8)
        let node = try JSONNode(parsing: bytes, named: "f")
        let result = try bytes.applying([try edit(node)], named: "f")
        _ = try JSONNode(parsing: result, named: "f")
        return String(decoding: result, as: UTF8.self)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let old: String
        let new: String

        init(_ old: String, _ new: String) {
            self.old = old
            self.new = new
        }

        var testDescription: String { old }
    }

    static let insertions: [Case] = [
        Case(#"{}"#, #"{"n":"v"}"#),
        Case(#"{ }"#, #"{"n":"v" }"#),
        Case(#"{"a":1}"#, #"{"a":1,"n":"v"}"#),
        Case(#"{"a": 1, "b" : {"c": 2} }"#, #"{"a": 1, "b" : {"c": 2}, "n" : "v" }"#),
        Case("{\n  \"a\": 1\n}\n", "{\n  \"a\": 1,\n  \"n\": \"v\"\n}\n"),
        Case("{\r\n\t\"é\": \"ü\"\r\n}", "{\r\n\t\"é\": \"ü\",\r\n\t\"n\": \"v\"\r\n}"),
    ]

    @Test(arguments: insertions)
    func `a member is added at the end as the others are spaced`(_ row: Case) throws {
        #expect(try edited(row.old) { try .inserting(member: "n", "v", into: $0) } == row.new)
    }

    static let removals: [Case] = [
        Case(#"{"n":1}"#, #"{}"#),
        Case(#"{ "n" : [1] }"#, #"{}"#),
        Case(#"{"n":1,"a":2}"#, #"{"a":2}"#),
        Case(#"{"a":2,"n":1}"#, #"{"a":2}"#),
        Case(#"{"a":2, "n":{"n":1}, "b":3}"#, #"{"a":2, "b":3}"#),
        Case(#"{"a":2,"\u006e":1}"#, #"{"a":2}"#),
        Case("{\n  \"n\": 1,\n  \"a\": 2\n}", "{\n  \"a\": 2\n}"),
        Case("{\n  \"a\": 2,\n  \"n\": 1\n}", "{\n  \"a\": 2\n}"),
    ]

    @Test(arguments: removals)
    func `a member is removed with its comma`(_ row: Case) throws {
        #expect(try edited(row.old) { try .removing(member: "n", from: $0) } == row.new)
    }

    @Test func `a value is replaced and every other byte stays`() throws {
        let text = "{ \"Image\":\"a\\u003c\" , \"N\": 1.50, \"Big\":18446744073709551615}"
        let new = try edited(text) { try .replacing(member: "Image", of: $0, with: "r/é@sha256:0") }
        #expect(new == "{ \"Image\":\"r/é@sha256:0\" , \"N\": 1.50, \"Big\":18446744073709551615}")
    }

    @Test func `what cannot be edited is refused`() throws {
        let node = try json("[\n {\"a\":1}]")
        let object = try #require(node.array?.first)
        let errors: [(String, () throws -> Edit)] = [
            (
                "f:1:1: the value is not an object; edit the members of an object",
                { try .inserting(member: "a", 1, into: node) }
            ),
            (
                "f:2:2: the object has the key a already; replace its value instead",
                { try .inserting(member: "a", 1, into: object) }
            ),
            (
                "f:2:2: the object has no key b; name one of its keys",
                { try .removing(member: "b", from: object) }
            ),
            (
                "f:2:2: the object has no key b; name one of its keys",
                { try .replacing(member: "b", of: object, with: 1) }
            ),
        ]
        for (message, edit) in errors {
            let error = #expect(throws: SyntaxError.self) { try edit() }
            #expect(error?.description == message)
        }
    }

    @Test(arguments: 0..<300)
    func `an edit of one member leaves all others`(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        let inner = (0..<Int.random(in: 1...6, using: &random)).map {
            JSONText.Member("k\($0)é", `Writing JSON`.value(depth: 2, &random))
        }
        let layout = random.pick([JSONText.Layout.compact, .pretty])
        let outer: JSONText = ["before": "日", "spec": .object(inner), "after": [1]]
        let bytes = outer.bytes(layout)
        let node = try JSONNode(parsing: bytes, named: "f")
        let spec = try #require(node["spec"])
        let at = Int.random(in: inner.indices, using: &random)
        let key = inner[at].key
        let value = `Writing JSON`.value(depth: 3, &random)

        func after(_ edit: Edit) throws -> JSONText {
            JSONText(try JSONNode(parsing: bytes.applying([edit], named: "f"), named: "f"))
        }
        func expected(_ members: [JSONText.Member]) -> JSONText {
            ["before": "日", "spec": .object(members), "after": [1]]
        }
        var changed = inner
        changed[at] = JSONText.Member(key, value)
        #expect(try after(.replacing(member: key, of: spec, with: value)) == expected(changed))
        #expect(
            try after(.inserting(member: "new", value, into: spec))
                == expected(inner + [JSONText.Member("new", value)])
        )
        changed = inner
        changed.remove(at: at)
        #expect(try after(.removing(member: key, from: spec)) == expected(changed))
    }
}

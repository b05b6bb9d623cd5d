import Testing

@testable import PinionGit

@Suite(.timeLimit(.minutes(10)))
struct TreeParserTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let entries: [(mode: String, name: String)]
        let reason: String
        var testDescription: String { "\(entries.map(\.name)): \(reason)" }
    }

    /// Trees that a reviewer and a reader could see differently; none of them may be read.
    static let refused: [Case] = [
        Case(entries: [("100644", "pins.yaml"), ("100644", "pins.yaml")], reason: "twice"),
        Case(entries: [("100644", "a"), ("100644", "a.b"), ("40000", "a")], reason: "twice"),
        Case(entries: [("100644", "b"), ("100644", "a")], reason: "out of order"),
        // A folder sorts as if its name ended in a slash, which stands behind a full stop.
        Case(entries: [("40000", "a"), ("100644", "a.b")], reason: "out of order"),
        Case(entries: [("100644", "Pins.yaml"), ("100644", "pins.yaml")], reason: "case only"),
        Case(entries: [("100644", "É"), ("100644", "é")], reason: "case only"),
        Case(entries: [("40000", "..")], reason: "another folder"),
        Case(entries: [("40000", ".")], reason: "another folder"),
        Case(entries: [("40000", ".git")], reason: "git's own"),
        Case(entries: [("40000", ".GiT")], reason: "git's own"),
        Case(entries: [("100644", "git~1")], reason: "git's own"),
        Case(entries: [("40000", ".git. ")], reason: "git's own"),
        Case(entries: [("40000", ".g\u{200c}it")], reason: "git's own"),
        Case(entries: [("100644", ".git::$INDEX_ALLOCATION")], reason: "git's own"),
        Case(entries: [("100644", "")], reason: "empty"),
        Case(entries: [("100644", "a/b")], reason: "slash"),
        Case(entries: [("100664", "a")], reason: "mode"),
        Case(entries: [("040000", "a")], reason: "mode"),
        Case(entries: [("100600", "a")], reason: "mode"),
    ]

    @Test(arguments: refused)
    func `fault 27: a tree with unsafe entries is refused`(_ example: Case) throws {
        let error = try #require(throws: GitError.self) {
            try TreeParser.entries(of: bytes(example.entries), label: "the folder x")
        }
        guard case .malformed("the folder x", let reason) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(reason.contains(example.reason), "\(reason)")
    }

    @Test func `a tree in git's order is read, and written with the same bytes`() throws {
        let tree = bytes(
            [
                ("100644", "a.b"), ("40000", "a"), ("100755", "run"), ("120000", "link"),
                ("160000", "module"),
            ].sorted {
                ($0.1 + ($0.0 == "40000" ? "/" : "")) < ($1.1 + ($1.0 == "40000" ? "/" : ""))
            })
        let entries = try TreeParser.entries(of: tree, label: "x")
        #expect(entries.map(\.label) == ["a.b", "a", "link", "module", "run"])
        #expect(TreeParser.bytes(of: entries.reversed()) == tree)
    }

    @Test func `a tree that is cut off anywhere is refused`() throws {
        let tree = bytes([("100644", "one"), ("100644", "two")])
        for length in 1..<tree.count where length != tree.count / 2 {
            #expect(throws: GitError.self) {
                try TreeParser.entries(of: Array(tree.prefix(length)), label: "x")
            }
        }
    }

    private func bytes(_ entries: [(mode: String, name: String)]) -> [UInt8] {
        entries.flatMap { Array("\($0.mode) \($0.name)\0".utf8) + [UInt8](repeating: 7, count: 20) }
    }
}

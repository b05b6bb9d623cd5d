import PinionFiles
import PinionModel
@testable import PinionRuntimes
import Testing

@Suite(.timeLimit(.minutes(10)))
struct RetirementEditTests {
    static let tip = String(repeating: "a", count: 40)
    static let entry = "production: { reason: \"moved away\", ledger: \(tip) }"

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let before: String?
        let after: String

        init(_ name: String, _ before: String?, becomes after: String) {
            testDescription = name
            self.before = before
            self.after = after
        }
    }

    @Test(arguments: [
        Case("no file", nil, becomes: "retired:\n  \(entry)\n"),
        Case("empty braces", "{}\n", becomes: "{retired: { \(entry) }}\n"),
        Case(
            "settings", "ledger: remote  # all hosts\n",
            becomes: "ledger: remote  # all hosts\nretired:\n  \(entry)\n"),
        Case(
            "settings without a line end", "ledger: remote",
            becomes: "ledger: remote\nretired:\n  \(entry)"),
        Case(
            "settings in braces", "{ ledger: remote }\n",
            becomes: "{ ledger: remote, retired: { \(entry) } }\n"),
        Case(
            "another one is retired, in a block",
            "retired:\n    staging: { reason: x, ledger: \(tip) } # old\nledger: remote\n",
            becomes:
                "retired:\n    staging: { reason: x, ledger: \(tip) } # old\n    \(entry)\nledger: remote\n"
        ),
        Case(
            "another one is retired, in braces",
            "retired: { staging: { reason: x, ledger: \(tip) } }\n",
            becomes: "retired: { staging: { reason: x, ledger: \(tip) }, \(entry) }\n"),
        Case(
            "it is retired at another commit",
            "retired:\n  production:\n    reason: x\n    ledger: \(String(repeating: "b", count: 40))\n  # end\n",
            becomes:
                "retired:\n  production:\n    { reason: \"moved away\", ledger: \(tip) }\n  # end\n"
        ),
        Case("it is so already", "retired:\n  \(entry)\n", becomes: "retired:\n  \(entry)\n"),
        Case(
            "Windows line ends", "ledger: remote\r\n",
            becomes: "ledger: remote\r\nretired:\r\n  \(entry)\r\n"),
    ])
    func `a retirement is put into the settings and no other byte changes`(_ row: Case) throws {
        let retirement = Retirement(
            environment: try #require(Environment.Name(parsing: "production")),
            reason: "moved away", ledger: try #require(CommitID(parsing: Self.tip)))
        let file = row.before.map {
            RepositoryFile(path: "pinion.yaml", contents: Array($0.utf8))
        }
        let edited = try RetirementEdit.applying(
            retirement, to: file, with: ProjectReader(kinds: RuntimeKinds.all) { _ in true })
        #expect(String(decoding: edited.contents, as: UTF8.self) == row.after)
    }

    @Test func `a file with mistakes is not changed`() throws {
        let retirement = Retirement(
            environment: try #require(Environment.Name(parsing: "production")),
            reason: "x", ledger: try #require(CommitID(parsing: Self.tip)))
        let file = RepositoryFile(path: "pinion.yaml", contents: Array("legder: x\n".utf8))
        #expect(throws: FileMistakes.self) {
            try RetirementEdit.applying(
                retirement, to: file, with: ProjectReader(kinds: RuntimeKinds.all) { _ in true })
        }
    }
}

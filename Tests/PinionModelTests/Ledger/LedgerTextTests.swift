import PinionReconcile
import PinionTesting
import Testing

@testable import PinionModel

/// The ledger's texts: what is written is read back, and nothing else is read.
@Suite(.timeLimit(.minutes(10)))
struct LedgerTextTests {
    @Test func `a state is read back as it was, whatever its names`() throws {
        for seed in 0..<300 {
            var numbers = LedgerNumbers(seed: UInt64(seed))
            let state = numbers.state()
            let text = state.text
            let again = try LedgerState(parsing: text)
            #expect(again == state, "seed \(seed)")
            #expect(again.text == text, "seed \(seed)")
        }
    }

    @Test func `an entry is read back as it was, whatever its names`() throws {
        for seed in 0..<300 {
            var numbers = LedgerNumbers(seed: UInt64(seed))
            let entry = numbers.entry()
            let text = entry.text
            let again = try LedgerEntry(parsing: text)
            #expect(again == entry, "seed \(seed)")
            #expect(again.text == text, "seed \(seed)")
        }
    }

    @Test func `a text that is cut off anywhere is refused`() {
        var numbers = LedgerNumbers(seed: 3)
        var state = numbers.state()
        while state.intent == nil { state = numbers.state() }
        for text in [state.text, numbers.entry().text] {
            let bytes = Array(text.utf8)
            for end in 0..<bytes.count {
                let part = String(decoding: bytes[..<end], as: UTF8.self)
                #expect(throws: UnreadableLedger.self) { try LedgerState(parsing: part) }
                #expect(throws: UnreadableLedger.self) { try LedgerEntry(parsing: part) }
            }
        }
    }

    struct Foreign: Sendable, CustomTestStringConvertible {
        let text: String
        let reason: String
        var testDescription: String { text.debugDescription }
    }

    private static let head = "pinion ledger state 1\n"
    private static let zeros = String(repeating: "0", count: 40)

    static let foreign: [Foreign] = [
        Foreign(
            text: "",
            reason: "line 1: it is not `pinion ledger state N`, a version of a ledger text"
        ),
        Foreign(
            text: "{}\n",
            reason: "line 1: it is not `pinion ledger state N`, a version of a ledger text"
        ),
        Foreign(
            text: "pinion ledger state 02\nend\n",
            reason: "line 1: it is not `pinion ledger state N`, a version of a ledger text"),
        Foreign(
            text: "pinion ledger state 2\nlater x\nend\n",
            reason: "line 2: `later x` is not understood"),
        Foreign(text: head, reason: "line 2: it is cut off"),
        Foreign(text: head + "end", reason: "line 2: it is cut off"),
        Foreign(text: head + "commit abc\nend\n", reason: "line 2: `commit abc` is not understood"),
        Foreign(
            text: head + "commit  \(zeros)\nend\n",
            reason: "line 2: `commit  \(zeros)` is not understood"),
        Foreign(text: head + "later x\nend\n", reason: "line 2: `later x` is not understood"),
        Foreign(text: head + "\nend\n", reason: "line 2: `` is not understood"),
        Foreign(
            text: head + "object a%2\u{e9} b\nend\n",
            reason: "line 2: `object a%2\u{e9} b` is not understood"),
        Foreign(
            text: head + "object a%+f b\nend\n", reason: "line 2: `object a%+f b` is not understood"
        ),
        Foreign(
            text: head + "object a%ff b\nend\n", reason: "line 2: `object a%ff b` is not understood"
        ),
        Foreign(
            text: head + "tag r.example.com/a latest\nend\n",
            reason: "line 2: `tag r.example.com/a latest` is not understood"),
        Foreign(
            text: head + "applied a b r.example.com/a:1 \(zeros) 2026-11-23T12:00:00Z\nend\n",
            reason: "line 2: `applied a b r.example.com/a:1 \(zeros) 2026-11-2` is not understood"),
        Foreign(
            text: head + "expires 2026-11-23T12:00:00Z\nend\n",
            reason: "line 0: the intent is incomplete"),
        Foreign(
            text: head + "holder a b c d\nend\nend\n", reason: "line 3: `end` is not understood"),
    ]

    @Test(arguments: foreign)
    func `a foreign text is refused with its line`(_ row: Foreign) {
        let error = #expect(throws: UnreadableLedger.self) { try LedgerState(parsing: row.text) }
        #expect(error?.description.prefix(row.reason.count) == row.reason[...])
    }

    @Test func `an entry holds only the facts of its kind`() {
        let zeros = Self.zeros
        let result = "result a b before r.example.com/a@\(Digest.letter("a")) verified -"
        let text =
            "pinion ledger entry 1\nentry observation 2026-11-23T12:00:00Z run\ncommit "
            + "\(zeros)\n\(result)\nend\n"
        #expect(throws: UnreadableLedger.self) { try LedgerEntry(parsing: text) }
    }

    @Test func `one fact is one line, so that a change of one fact is a change of one line`() {
        var state = LedgerState()
        state.commit = .test(1)
        state.objects["web"] = "a b%\n-"
        state.objects[""] = "-"
        #expect(
            state.text == """
                pinion ledger state 1
                commit 1000000000000000000000000000000000000000
                object - %2d
                object web a%20b%25%0a-
                end

                """)
    }
}

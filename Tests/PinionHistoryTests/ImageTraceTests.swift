import PinionHistory
import PinionModel
import PinionTesting
import Testing

/// The runs of an image, from the ledger alone.
@Suite(.timeLimit(.minutes(10)))
struct ImageTraceTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let expected: [String]
        let write: @Sendable (inout Chronicle) -> Void

        init(
            _ name: String, _ expected: [String],
            _ write: @escaping @Sendable (inout Chronicle) -> Void
        ) {
            testDescription = name
            self.expected = expected
            self.write = write
        }
    }

    /// Every chain is asked for `a`.
    static let cases: [Case] = [
        Case("an empty ledger", []) { _ in },
        Case("another image", []) { $0.observe(0, baseline: ["web": "b"]) },
        Case("it runs since its baseline", ["web 0 now"]) { $0.observe(0, baseline: ["web": "a"]) },
        Case("it runs since its outcome", ["web 2 now"]) {
            $0.observe(0, baseline: ["web": "b"])
            $0.conclude(2, ["web": "a"])
        },
        Case("a repair goes on", ["web 2 now"]) {
            $0.conclude(2, ["web": "a"])
            $0.conclude(4, ["web": "a"])
        },
        Case("it was replaced", ["web 2-4"]) {
            $0.conclude(2, ["web": "a"])
            $0.conclude(4, ["web": "b"])
        },
        Case("it came twice", ["web 6 now", "web 2-4"]) {
            $0.conclude(2, ["web": "a"])
            $0.conclude(4, ["web": "b"])
            $0.conclude(6, ["web": "a"])
        },
        Case("in several containers", ["api 3 now", "web 2 now"]) {
            $0.conclude(2, ["web": "a"])
            $0.conclude(3, ["api": "a"])
        },
        Case("it failed", ["web 2 failed (x)"]) {
            $0.conclude(2, ["web": "a"], ["web": .failed("x")])
        },
        Case("it failed, and was tried again", ["web 3 now"]) {
            $0.conclude(2, ["web": "a"], ["web": .failed("x")])
            $0.conclude(3, ["web": "a"])
        },
        Case("it is under way", ["web 2 under way"]) {
            $0.conclude(2, ["web": "a"], ["web": .underWay("x")])
        },
        Case("it was under way, and came", ["web 3 now"]) {
            $0.conclude(2, ["web": "a"], ["web": .underWay("x")])
            $0.observe(3, baseline: ["web": "a"])
        },
        Case("it was under way, and was given up", ["web 2 failed (it was never verified)"]) {
            $0.conclude(2, ["web": "a"], ["web": .underWay("x")])
            $0.conclude(3, ["web": "b"])
        },
        Case("it was not begun", []) { $0.conclude(2, ["web": "a"], ["web": .notBegun("x")]) },
        Case("an interrupted run brought it", ["web 2 now"]) {
            $0.conclude(2, ["web": "a"], isInterrupted: true)
        },
    ]

    private func runs(_ chronicle: Chronicle, _ state: LedgerState? = nil) -> [String] {
        let trace = ImageTrace(
            of: [.letter("a")], in: .production, entries: chronicle.entries,
            state: state ?? chronicle.state)
        func hour(_ moment: Timestamp) -> Int64 { (moment - .test).components.seconds / 3_600 }
        return trace.runs.map { run in
            let since = hour(run.since)
            let words =
                switch run.state {
                case .now: "\(since) now"
                case .underWay: "\(since) under way"
                case .replaced(let at): "\(since)-\(hour(at))"
                case .failed(let reason): "\(since) failed (\(reason))"
                case .unknown: "\(since) unknown"
                }
            return "\(run.container) \(words)"
        }
    }

    @Test(arguments: cases) func `an image's runs are told`(_ one: Case) {
        var chronicle = Chronicle()
        one.write(&chronicle)
        #expect(runs(chronicle) == one.expected)
    }

    @Test func `a service that is another one by now has run it, and nobody knows until when`() {
        var chronicle = Chronicle()
        chronicle.observe(0, baseline: ["web": "a"])
        #expect(runs(chronicle, LedgerState()) == ["web 0 unknown"])
    }

    @Test func `digests are found by their first digits`() {
        var chronicle = Chronicle()
        chronicle.observe(0, baseline: ["web": "a"])
        chronicle.intend(1, ["web": "b"])
        chronicle.conclude(2, ["web": "c"])
        func found(_ hex: String) -> Set<Digest> {
            ImageTrace.digests(beginningWith: hex, in: chronicle.entries)
        }
        #expect(found("aaaaaaa") == [.letter("a")])
        #expect(found("bbbbbbb") == [.letter("b")])
        #expect(found("ccccccc") == [.letter("c")])
        #expect(found("ddddddd").isEmpty)
        #expect(found("").count == 3)
    }

    @Test func `ten thousand entries are walked at once`() {
        var chronicle = Chronicle()
        for hour in 0..<10 { chronicle.conclude(hour, ["web": hour.isMultiple(of: 2) ? "a" : "b"]) }
        let entries = Array(repeatElement(chronicle.entries, count: 1_000).joined())
        let trace = ImageTrace(
            of: [.letter("a")], in: .production, entries: entries, state: chronicle.state)
        #expect(trace.runs.count == 5_000)
    }

    // MARK: What brought it

    private static func versions(_ text: String) -> [FileVersion] {
        text.enumerated().map { index, letter in
            FileVersion(
                revision: Revision(
                    id: .test(index + 1), author: "Ada", authored: .test, subject: "s"),
                file: letter == "-"
                    ? nil : RepositoryFile(path: "p", contents: Array(String(letter).utf8)))
        }
    }

    /// Versions newest first, a letter each; `-` is none.
    @Test(arguments: [
        ("aab", true, "2 exact"), ("aab", false, "2 exact"), ("aaa", true, "3 exact"),
        ("aaa", false, "3"), ("baa", true, nil), ("aba", true, "1 exact"),
        ("aa-", false, "2 exact"),
        ("-aa", true, nil), ("", true, nil), ("", false, nil),
    ])
    func `the oldest version without a break brought it`(
        _ text: String, _ isWhole: Bool, _ expected: String?
    ) {
        let origin = PinOrigin(in: Self.versions(text), isWhole: isWhole) { $0.contents == [0x61] }
        let words = origin.map { origin in
            "\(origin.revision.id.description.prefix(1))\(origin.isExact ? " exact" : "")"
        }
        #expect(words == expected)
    }
}

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

/// Facts by chance, with hostile names.
struct LedgerNumbers {
    private var numbers: SeededGenerator
    /// The newest version of the format whose facts are among them.
    private let version: Int

    init(seed: UInt64, version: Int = 2) {
        numbers = SeededGenerator(seed: seed)
        self.version = version
    }

    private static let pieces = [
        "web", "-", "%", " ", "\n", "\r\n", "\t", "é", "e\u{301}", "\u{301}", "\u{85}", "\u{2028}",
        "end",
        "%20", "🐙", "\u{0}", "holder", "/", "\u{7f}", "\u{200d}", "",
    ]

    mutating func text() -> String {
        (0..<Int.random(in: 0...4, using: &numbers)).map { _ in
            Self.pieces.randomElement(using: &numbers) ?? ""
        }.joined()
    }

    mutating func digest() -> Digest { .letter("abcdef".randomElement(using: &numbers) ?? "a") }

    mutating func image() -> PinnedImage {
        .test(
            ["r.example.com/shop/web:1", "nginx", "[::1]:5000/a"].randomElement(using: &numbers)
                ?? "nginx", digest())
    }

    mutating func commit() -> CommitID { .test(Int.random(in: 1...9, using: &numbers)) }
    mutating func key() -> ContainerKey { ContainerKey(service: text(), container: text()) }
    mutating func time() -> Timestamp {
        .test + .seconds(Int.random(in: 0...999_999, using: &numbers))
    }
    mutating func few() -> Range<Int> { 0..<Int.random(in: 0...3, using: &numbers) }

    mutating func finding() -> FindingKey {
        let newer = LedgerFormat.newValues["finding"]?.values ?? []
        let kinds = Finding.Kind.allCases.filter { version > 1 || !newer.contains($0.rawValue) }
        return FindingKey(
            kind: kinds.randomElement(using: &numbers) ?? .unreachable,
            service: text(), container: text())
    }

    mutating func change() -> RecordedChange {
        RecordedChange(container: key(), before: text(), after: image())
    }

    mutating func authority() -> Authority {
        let kinds: [Authority.Kind] = [.approval, .rewriteAccepted, .retry, .override]
        return Authority(
            kind: kinds.randomElement(using: &numbers) ?? .retry, who: text(), reason: text())
    }

    mutating func intent() -> Intent {
        let changes = few().map { _ in change() }
        return Intent(
            holder: IntentHolder(run: text(), host: text(), boot: text(), process: text()),
            expires: time(),
            commit: commit(), planHash: digest(), changes: changes,
            authorities: few().map { _ in authority() },
            effects: effects(of: changes.map(\.container.service)))
    }

    mutating func effects(of services: [String]) -> [PlannedEffect] {
        guard version > 1, let service = services.randomElement(using: &numbers) else { return [] }
        let freezes = SideEffect.freezes(container: text(), from: text(), to: image())
        let all = [freezes, .scales(from: .random(in: 0...99, using: &numbers), to: 2)]
        return all.prefix(few().count).map { PlannedEffect(service: service, effect: $0) }
    }

    mutating func applied() -> AppliedImage {
        AppliedImage(image: image(), commit: commit(), at: time())
    }

    mutating func state() -> LedgerState {
        var state = LedgerState()
        if Bool.random(using: &numbers) { state.commit = commit() }
        for _ in few() { state.applied[key()] = applied() }
        for _ in few() { state.sent[key()] = applied() }
        if version > 1 { for _ in few() { state.sentOver[key()] = text() } }
        for _ in few() { state.failed[key()] = digest() }
        if version > 1 {
            for _ in few() {
                state.obstructed[key()] = Obstruction(
                    digest: digest(), times: .random(in: 1...99, using: &numbers), at: time())
            }
        }
        for _ in few() { state.objects[text()] = text() }
        for _ in few() { state.names[text()] = text() }
        for _ in few() { state.findings[finding()] = time() }
        for _ in few() { state.tags[image().repository] = digest() }
        if version > 1 { state.pauses = pauses() }
        if Bool.random(using: &numbers) { state.intent = intent() }
        return state
    }

    mutating func result() -> RecordedResult {
        let verdicts: [RecordedResult.Verdict] = [
            .verified, .underWay(text()), .failed(text()), .notBegun(text()),
            version > 1 ? .lost(text()) : .verified,
            version > 1 ? .obstructed(text()) : .verified,
        ]
        return RecordedResult(
            change: change(), verdict: verdicts.randomElement(using: &numbers) ?? .verified,
            running: few().map { _ in digest() })
    }

    mutating func entry() -> LedgerEntry {
        let event: LedgerEntry.Event =
            switch Int.random(in: 0..<3, using: &numbers) {
            case 0: .intent(intent())
            case 1:
                .outcome(outcome())
            default: .observation(observation())
            }
        return LedgerEntry(at: time(), run: text(), event: event)
    }

    private mutating func outcome() -> RunOutcome {
        let results = few().map { _ in result() }
        return RunOutcome(
            commit: commit(), planHash: digest(),
            isInterrupted: Bool.random(using: &numbers),
            seconds: .random(in: 0...999, using: &numbers), results: results,
            effects: effects(of: results.map(\.change.container.service)),
            authorities: version > 1
                ? few().map { _ in Authority(kind: .lockBroken, who: text(), reason: text()) } : [])
    }

    private mutating func observation() -> RecordedObservation {
        var baseline: [ContainerKey: PinnedImage] = [:]
        for _ in few() { baseline[key()] = image() }
        var tags: [ImageReference.Repository: Digest] = [:]
        for _ in few() { tags[image().repository] = digest() }
        return RecordedObservation(
            commit: commit(), baseline: baseline, findings: few().map { _ in finding() },
            authorities: few().map { _ in authority() }, tags: tags,
            pauses: version > 1 && Bool.random(using: &numbers) ? pauses() : nil)
    }

    private mutating func pauses() -> [Pause] {
        few().map { _ in
            Pause(
                of: Set(few().map { _ in text() }), since: time(), until: time(), who: text(),
                reason: text())
        }
    }
}

package import PinionModel

/// Facts by chance, with hostile names.
package struct LedgerNumbers {
    private var numbers: SeededGenerator
    /// The newest version of the format whose facts are among them.
    private let version: Int

    package init(seed: UInt64, version: Int = 2) {
        numbers = SeededGenerator(seed: seed)
        self.version = version
    }

    private static let pieces = [
        "web", "-", "%", " ", "\n", "\r\n", "\t", "é", "e\u{301}", "\u{301}", "\u{85}", "\u{2028}",
        "end",
        "%20", "🐙", "\u{0}", "holder", "/", "\u{7f}", "\u{200d}", "",
    ]

    package mutating func text() -> String {
        (0..<Int.random(in: 0...4, using: &numbers)).map { _ in
            Self.pieces.randomElement(using: &numbers) ?? ""
        }.joined()
    }

    package mutating func digest() -> Digest {
        .letter("abcdef".randomElement(using: &numbers) ?? "a")
    }

    package mutating func image() -> PinnedImage {
        .test(
            ["r.example.com/shop/web:1", "nginx", "[::1]:5000/a"].randomElement(using: &numbers)
                ?? "nginx", digest())
    }

    package mutating func commit() -> CommitID { .test(Int.random(in: 1...9, using: &numbers)) }
    package mutating func key() -> ContainerKey { ContainerKey(service: text(), container: text()) }
    package mutating func time() -> Timestamp {
        .test + .seconds(Int.random(in: 0...999_999, using: &numbers))
    }
    package mutating func few() -> Range<Int> { 0..<Int.random(in: 0...3, using: &numbers) }

    package mutating func finding() -> FindingKey {
        let newer = LedgerFormat.newValues["finding"]?.values ?? []
        let kinds = Finding.Kind.allCases.filter { version > 1 || !newer.contains($0.rawValue) }
        return FindingKey(
            kind: kinds.randomElement(using: &numbers) ?? .unreachable,
            service: text(), container: text())
    }

    package mutating func change() -> RecordedChange {
        RecordedChange(container: key(), before: text(), after: image())
    }

    package mutating func authority() -> Authority {
        let kinds: [Authority.Kind] = [.approval, .rewriteAccepted, .retry, .override]
        return Authority(
            kind: kinds.randomElement(using: &numbers) ?? .retry, who: text(), reason: text())
    }

    package mutating func intent() -> Intent {
        let changes = few().map { _ in change() }
        return Intent(
            holder: IntentHolder(run: text(), host: text(), boot: text(), process: text()),
            expires: time(),
            commit: commit(), planHash: digest(), changes: changes,
            authorities: few().map { _ in authority() },
            effects: effects(of: changes.map(\.container.service)))
    }

    package mutating func effects(of services: [String]) -> [PlannedEffect] {
        guard version > 1, let service = services.randomElement(using: &numbers) else { return [] }
        let freezes = SideEffect.freezes(container: text(), from: text(), to: image())
        let all = [freezes, .scales(from: .random(in: 0...99, using: &numbers), to: 2)]
        return all.prefix(few().count).map { PlannedEffect(service: service, effect: $0) }
    }

    package mutating func applied() -> AppliedImage {
        AppliedImage(image: image(), commit: commit(), at: time())
    }

    package mutating func state() -> LedgerState {
        var state = LedgerState()
        if Bool.random(using: &numbers) { state.commit = commit() }
        for _ in few() { state.applied[key()] = applied() }
        for _ in few() { state.sent[key()] = applied() }
        if version > 1 { for _ in few() { state.declaredBeforeSent[key()] = text() } }
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

    package mutating func result() -> RecordedResult {
        let verdicts: [RecordedResult.Verdict] = [
            .verified, .underWay(text()), .failed(text()), .notBegun(text()),
            version > 1 ? .lost(text()) : .verified,
            version > 1 ? .obstructed(text()) : .verified,
        ]
        return RecordedResult(
            change: change(), verdict: verdicts.randomElement(using: &numbers) ?? .verified,
            running: few().map { _ in digest() })
    }

    package mutating func entry() -> LedgerEntry {
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

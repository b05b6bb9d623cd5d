import PinionModel
import PinionTesting
import Testing

/// How the state follows from the entries.
@Suite(.timeLimit(.minutes(10)))
struct LedgerRecordingTests {
    private let key = ContainerKey.web

    private func outcome(_ verdict: RecordedResult.Verdict, _ letter: Character) -> LedgerEntry {
        let change = RecordedChange(container: key, before: "x", after: image(letter))
        let result = RecordedResult(change: change, verdict: verdict, running: [])
        return LedgerEntry(
            at: .test, run: "r",
            event: .outcome(
                RunOutcome(commit: .test(2), planHash: .letter("f"), seconds: 1, results: [result]))
        )
    }

    private func observation(
        baseline: [ContainerKey: PinnedImage] = [:], tags: [ImageReference.Repository: Digest] = [:]
    ) -> LedgerEntry {
        let seen = RecordedObservation(
            commit: .test(3), baseline: baseline, findings: [], tags: tags)
        return LedgerEntry(at: .test, run: "r", event: .observation(seen))
    }

    private var intent: Intent {
        Intent(
            holder: IntentHolder(run: "r", host: "h", boot: "b", process: "1"), expires: .test,
            commit: .test(2), planHash: .letter("f"), changes: [])
    }

    @Test func `an intent is open until its outcome, and moves the commit`() {
        let opened = LedgerState().recording(
            LedgerEntry(at: .test, run: "r", event: .intent(intent)))
        #expect(opened.intent == intent)
        #expect(opened.commit == .test(2))
        #expect(opened.recording(outcome(.verified, "a")).intent == nil)
    }

    @Test
    func `a verified change is what was applied last, and forgets failures and what was sent`() {
        var state = LedgerState()
        state.failed[key] = .letter("a")
        state.sent[key] = AppliedImage(
            image: image("a"), commit: .test(1), at: (Timestamp.test + .seconds(-3_600)))
        let next = state.recording(outcome(.verified, "a"))
        #expect(next.applied == [key: AppliedImage(image: image("a"), commit: .test(2), at: .test)])
        #expect(next.failed.isEmpty)
        #expect(next.sent.isEmpty)
    }

    @Test func `a failed change is remembered, and what was applied before stays`() {
        let before = LedgerState().recording(outcome(.verified, "a"))
        let next = before.recording(outcome(.failed("x"), "b"))
        #expect(next.applied == before.applied)
        #expect(next.failed == [key: .letter("b")])
        #expect(next.sent.isEmpty)
    }

    @Test func `a change under way is remembered as sent`() {
        let before = LedgerState().recording(outcome(.verified, "a"))
        let next = before.recording(outcome(.underWay("x"), "b"))
        #expect(next.applied == before.applied)
        #expect(next.sent == [key: AppliedImage(image: image("b"), commit: .test(2), at: .test)])
        #expect(next.failed.isEmpty)
    }

    @Test func `a change that was not begun leaves no trace`() {
        var before = LedgerState().recording(outcome(.failed("x"), "b"))
        before.commit = .test(2)
        #expect(before.recording(outcome(.notBegun("x"), "c")) == before)
    }

    @Test func `a baseline is what was applied, and forgets failures and what was sent`() {
        var state = LedgerState()
        state.failed[key] = .letter("a")
        state.sent[key] = AppliedImage(
            image: image("a"), commit: .test(1), at: (Timestamp.test + .seconds(-3_600)))
        let next = state.recording(observation(baseline: [key: image("a")]))
        #expect(next.applied == [key: AppliedImage(image: image("a"), commit: .test(3), at: .test)])
        #expect(next.failed.isEmpty)
        #expect(next.sent.isEmpty)
        #expect(next.commit == .test(3))
    }

    @Test func `a finding keeps the time when it was first seen, and is forgotten when it is gone`()
    {
        let one = FindingKey(kind: .declaredFloating, service: "web", container: "web")
        let other = FindingKey(kind: .runningDiffers, service: "web", container: "web")
        var state = LedgerState()
        state.findings[one] = (Timestamp.test + .seconds(-3_600))
        let sight = LedgerState.Observation(findings: [one, other, other], objects: ["web": "o"])
        let next = state.recording(observation(), observation: sight)
        #expect(next.findings == [one: (Timestamp.test + .seconds(-3_600)), other: .test])
        #expect(next.objects == ["web": "o"])
        let last = next.recording(
            observation(), observation: LedgerState.Observation(findings: [other], objects: [:]))
        #expect(last.findings == [other: .test])
    }

    @Test func `without a observation findings and objects stay`() {
        var state = LedgerState()
        state.findings[FindingKey(kind: .unreachable, service: "", container: "")] =
            (Timestamp.test + .seconds(-3_600))
        state.objects["web"] = "o"
        let next = state.recording(outcome(.verified, "a"))
        #expect(next.findings == state.findings)
        #expect(next.objects == state.objects)
    }

    @Test func `a key that means another service of the runtime now has no history there`() {
        let other = ContainerKey(service: "api", container: "api")
        var state = LedgerState()
        for key in [key, other] {
            state.applied[key] = AppliedImage(
                image: image("a"), commit: .test(1), at: (Timestamp.test + .seconds(-3_600)))
            state.sent[key] = state.applied[key]
            state.failed[key] = .letter("b")
            state.objects[key.service] = "o"
        }
        let sight = LedgerState.Observation(
            findings: [], objects: ["web": "p", "api": "o"], names: ["web": "front"])
        let next = state.recording(observation(), observation: sight)
        #expect(Array(next.applied.keys) == [other])
        #expect(Array(next.sent.keys) == [other])
        #expect(Array(next.failed.keys) == [other])
        #expect(next.names == ["web": "front"])
    }

    @Test func `tags of other repositories stay`() {
        let one = image("a").repository
        let other = PinnedImage.test("r.example.com/api", .letter("a")).repository
        let next = LedgerState().recording(observation(tags: [one: .letter("a")]))
            .recording(observation(tags: [other: .letter("b")]))
        #expect(next.tags == [one: .letter("a"), other: .letter("b")])
    }

    @Test func `the message tells people what happened, and tools who did it`() {
        let record = LedgerRecord(outcome(.verified, "a"), in: .production, state: LedgerState())
        #expect(
            record.message == """
                production: outcome, 1 of 1 change verified

                Pinion-Run: r
                Pinion-Entry: outcome

                """)
    }
}

import PinionModel
import PinionReview
import PinionTesting
import Testing

/// What a ledger tells of the pins before.
@Suite(.timeLimit(.minutes(10)))
struct PastPinsTests {
    private static func observed(_ images: [String: PinnedImage]) -> LedgerEntry {
        let baseline = images.map { (ContainerKey(service: $0.key, container: "app"), $0.value) }
        return LedgerEntry(
            at: .test, run: "r",
            event: .observation(
                RecordedObservation(
                    commit: .test(1), baseline: Dictionary(uniqueKeysWithValues: baseline),
                    findings: [])))
    }

    private static func applied(
        _ image: PinnedImage, before: String, _ verdict: RecordedResult.Verdict
    ) -> LedgerEntry {
        let change = RecordedChange(
            container: ContainerKey(service: "web", container: "app"), before: before, after: image)
        return LedgerEntry(
            at: .test, run: "r",
            event: .outcome(
                RunOutcome(
                    commit: .test(1), planHash: .letter("f"), seconds: 1,
                    results: [RecordedResult(change: change, verdict: verdict, running: [])])))
    }

    private func object(
        _ image: PinnedImage, _ key: PinKey = .test("web"), name: String = "web"
    ) throws -> PinnedObject {
        let change = Change(
            old: [],
            new: [
                .test(
                    key.service.description, runtimeName: name,
                    [.test(image, container: key.container)])
            ])
        return try #require(change.subject.newObjects.first)
    }

    @Test func `what was verified last is what counts, and the newest entry is first`() throws {
        let past = PastPins([
            Self.observed(["web": image("b")]), Self.observed(["web": image("a")]),
        ])
        #expect(past.ranLast(try object(image("b"))))
        #expect(!past.ranLast(try object(image("a"))))
        #expect(past.other(than: try object(image("b")))?.digest == .letter("a"))
        #expect(past.verified([.test("web"): image("a")]) == [.test("web")])
        // Of another container, and of another service, it says nothing.
        #expect(past.other(than: try object(image("b"), .test("web", "log"))) == nil)
        #expect(past.other(than: try object(image("b"), .test("job"), name: "job")) == nil)
        // The key of the former pin may be the name of the object.
        #expect(past.other(than: try object(image("c"), .test("site"), name: "web")) != nil)
    }

    @Test func `what a newer version wrote hides what was verified last`() throws {
        let unknown = try LedgerEntry(
            parsing:
                "pinion ledger entry 7\nentry exorcism \(Timestamp.test) run-1\nneeds 1.4\nend\n")
        let past = PastPins([unknown, Self.observed(["web": image("a")])])
        #expect(!past.ranLast(try object(image("a"))))
    }

    @Test func `fault 78: a tag is known that was pinned, and none that only ran`() throws {
        let past = PastPins([
            Self.applied(image("b", tag: ":2"), before: "r.example.com/web:evil", .failed("no")),
            Self.observed(["web": image("a")]),
        ])
        #expect(
            past.tags == Set([image("b", tag: ":2"), image("a")].compactMap(TaggedDigest.init)))
        // What failed was pinned, and is not what ran last.
        #expect(past.ranLast(try object(image("a"))))
        #expect(past.other(than: try object(image("a")))?.digest == .letter("b"))
    }
}

import PinionDecisions
import PinionModel
import PinionReview
import PinionTesting
import Testing

/// Whether an image soaked, and what a review says where it did not.
@Suite(.timeLimit(.minutes(10)))
struct LedgerSoaksTests {
    private static let day = Duration.seconds(86_400)

    private func soak(_ letter: Character, _ clock: Soak.Clock) -> Soak {
        Soak(image: image(letter), verified: .test + .seconds(-172_800), clock: clock)
    }

    private func judge(_ soaks: LedgerSoaks, _ key: PinKey, _ letter: Character)
        -> PromotionBlocker?
    {
        soaks.judgement(of: key, .letter(letter), needing: Self.day, at: .test).blocker
    }

    @Test func `the short form means any container of the service, a name means that one`() {
        let running = Soak.Clock.running(since: .test + .seconds(-172_800))
        let soaks = LedgerSoaks.read([
            ContainerKey(service: "web", container: "app"): soak("a", running),
            ContainerKey(service: "web", container: "proxy"): soak("b", running),
            ContainerKey(service: "api", container: "api"): soak("c", running),
        ])
        #expect(judge(soaks, .test("web"), "a") == nil)
        #expect(judge(soaks, .test("web"), "b") == nil)
        #expect(judge(soaks, .test("web", "proxy"), "b") == nil)
        #expect(judge(soaks, .test("web", "app"), "b") == .stillRuns(image("a")))
        #expect(judge(soaks, .test("web"), "c") == .stillRuns(image("a")))
        #expect(judge(soaks, .test("job"), "c") == .neverVerified)
    }

    @Test func `the same bits from another repository have soaked`() {
        let other = PinnedImage.test("other.example.com/web:1", .letter("a"))
        let since = Timestamp.test + .seconds(-86_400)
        let soaks = LedgerSoaks.read(
            [
                ContainerKey(service: "web", container: "web"): Soak(
                    image: other, verified: since, clock: .running(since: since))
            ], looks: .always)
        #expect(judge(soaks, .test("web"), "a") == nil)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let soaks: LedgerSoaks
        let says: String
        var waits = true
    }

    static let cases: [Case] = [
        Case(
            testDescription: "too early", soaks: .soaked("b", since: .test + .seconds(-3_600)),
            says: "run the check again at 2026-11-24T11:00:00Z"),
        Case(testDescription: "another image", soaks: .soaked("a"), says: "staging still runs"),
        Case(
            testDescription: "nothing verified", soaks: .read([:]), says: "has not verified it yet"),
        Case(
            testDescription: "a finding",
            soaks: .read([
                ContainerKey(service: "web", container: "web"): Soak(
                    image: image("b"), verified: .test,
                    clock: .stopped(Chronicle.finding("running-differs@web"), since: .test))
            ]), says: "`pinion drift staging`"),
        Case(
            testDescription: "a source that applies nothing", soaks: .notKept,
            says: "`apply: manual` or `automatic`", waits: false),
        Case(
            testDescription: "a ledger of another host", soaks: .onAnotherHost,
            says: "or in another state folder of this one", waits: false),
    ]

    @Test(arguments: cases)
    func `a review names the way out, and never waits for what does not pass`(_ row: Case) throws {
        var change = Change()
        change.promotion = .staging(base: image("b"), row.soaks)
        let violation = try #require(change.review.violations.first)
        #expect(change.violations == ["promotion-soak refuses"])
        #expect(violation.sentence.contains(row.says), "\(violation.sentence)")
        #expect(violation.sentence.contains("run the check again") == row.waits)
    }
}

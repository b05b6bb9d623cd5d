import PinionModel
import PinionProposals
import PinionTesting
import Testing

/// The way back, and where it leads.
@Suite(.timeLimit(.minutes(10)))
struct RollbackPlanTests {
    private static func environment(
        _ images: KeyValuePairs<String, Character>, hold: Hold? = nil
    ) -> Environment {
        Environment(
            name: .production, runtime: .sandbox(state: "s"),
            services: images.map { name, letter in
                .test(
                    name,
                    [
                        Pin(
                            image: image(letter), hold: hold,
                            site: FilePosition(path: "p", line: 1, column: 1))
                    ])
            })
    }

    private static func text(_ plan: RollbackPlan) -> [String] {
        plan.proposal.changes.map { change in
            switch change {
            case .move(let key, let from, let to): brief("\(key) \(from.digest) → \(to.digest)")
            case .hold(let key, let hold):
                brief(
                    "hold \(key) \(hold.refuse.map(\.description).joined(separator: " "))"
                        + " (\(hold.reason ?? ""))\(hold.until.map { " until \($0)" } ?? "")")
            case .add, .release: "another change"
            }
        } + plan.refusals.map { brief("refused: \($0)") } + plan.notes.map(brief)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let hold: Hold?
        let expected: [String]

        init(_ name: String, _ hold: Hold?, _ expected: [String]) {
            testDescription = name
            self.hold = hold
            self.expected = expected
        }
    }

    private static let words = "rolled back from 1 (#b…)"

    static let cases = [
        Case("no hold", nil, ["web #b → #a", "hold web #b (\(words))"]),
        Case(
            "a hold on another digest, with an end",
            Hold(
                refuse: [.letter("c")], reason: "leak", until: CalendarDate(parsing: "2026-12-01")),
            ["web #b → #a", "hold web #b #c (leak; \(words))"]),
        Case(
            "a hold that is over",
            Hold(
                refuse: [.letter("c")], reason: "leak", until: CalendarDate(parsing: "2026-11-22")),
            ["web #b → #a", "hold web #b (\(words))"]),
        Case(
            "a freeze, which lets returns pass", Hold(reason: "audit"),
            [
                "web #b → #a",
                "web: it is held where it is, which lets returns pass, also one to #b… if that was verified here; "
                    + "release it and refuse that digest to bar it",
            ]),
        Case(
            "a freeze with an end", Hold(until: CalendarDate(parsing: "2026-12-01")),
            [
                "web #b → #a",
                "web: it is held until the end of 2026-12-01 UTC, and nothing bars #b… after that",
            ]),
        Case(
            "a hold on the former digest", Hold(refuse: [.letter("a")], reason: "leak"),
            [
                "refused: the hold of web refuses 1 (#a…) (leak); roll back to another commit with --to, or release the hold first"
            ]),
    ]

    @Test(arguments: cases) func `the digest that is left is held`(_ one: Case) {
        let plan = RollbackPlan(
            of: Self.environment(["web": "b"], hold: one.hold), to: Self.environment(["web": "a"]),
            at: .test(1), now: .test)
        #expect(Self.text(plan) == one.expected)
    }

    @Test func `services that do not differ stay, and those that were not pinned are told`() {
        let tip = Self.environment(["web": "b", "api": "a", "job": "c"])
        let former = Self.environment(["web": "a", "api": "a", "old": "a"])
        let plan = RollbackPlan(of: tip, to: former, at: .test(1), reason: "it leaks", now: .test)
        #expect(
            Self.text(plan) == [
                "web #b → #a", "hold web #b (it leaks)",
                "job stays: it was not pinned so at commit 1000000",
            ])
        #expect(plan.imagesToCheck == [image("a")])
        #expect(plan.proposal.origins[.test("web")]?.clause == "as of commit 1000000")
        #expect(
            RollbackPlan(of: tip, to: former, at: .test(1), only: ["api"], now: .test).proposal
                .isEmpty)
    }

    @Test func `a repository that changed goes back without a hold`() {
        let tip = Environment(
            name: .production, runtime: .sandbox(state: "s"),
            services: [.test("web", .test("m.example.com/web:1", .letter("a")))])
        let plan = RollbackPlan(
            of: tip, to: Self.environment(["web": "a"]), at: .test(1), now: .test)
        #expect(plan.moves.map(\.hold) == [nil])
    }

    // MARK: The last good commit

    /// web `a`, then `b`; then api alone; then web `c` fails.
    private var chronicle: Chronicle {
        var chronicle = Chronicle()
        chronicle.observe(0, baseline: ["web": "a", "api": "a"], commit: 1)
        chronicle.intend(1, ["web": "b"], commit: 2)
        chronicle.conclude(1, ["web": "b"], commit: 2)
        chronicle.conclude(2, ["api": "b"], commit: 3)
        chronicle.conclude(3, ["web": "c"], commit: 4, ["web": .failed("x")])
        chronicle.conclude(4, ["api": "c", "web": "c"], commit: 4, ["web": .failed("x")])
        chronicle.conclude(5, ["api": "c"], commit: 2)
        return chronicle
    }

    @Test func `candidates verified all that they touched of the services`() {
        let entries = chronicle.entries
        #expect(LastGood(entries).candidates == [2, 3, 1].map(Chronicle.commit))
        #expect(LastGood(entries, of: ["web"]).candidates == [2, 1].map(Chronicle.commit))
        #expect(LastGood(entries, of: ["web/web"]).candidates == [2, 1].map(Chronicle.commit))
        #expect(LastGood([], of: []).candidates.isEmpty)
    }

    @Test func `a way back leads to pins that were verified, and that no hold refuses`() {
        let good = LastGood(chronicle.entries, of: ["web"])
        let tip = Self.environment(["web": "c", "api": "c"])
        func accepts(_ letter: Character, hold: Hold? = nil) -> Bool {
            let tip = Self.environment(["web": "c", "api": "c"], hold: hold)
            return good.accepts(
                Self.environment(["web": letter, "api": "a"]), insteadOf: tip, at: .test)
        }
        #expect(accepts("b"))
        #expect(accepts("a"))
        #expect(!accepts("c"))
        #expect(!accepts("d"))
        #expect(!accepts("b", hold: Hold(refuse: [.letter("b")])))
        #expect(!good.accepts(Self.environment(["api": "a"]), insteadOf: tip, at: .test))
    }

    // MARK: What ran before changes

    /// A first run puts web on `b` over `a`, which ends with a verdict; then web is moved to `c`, verified.
    private static func afterFirst(
        _ verdict: RecordedResult.Verdict, and more: (inout Chronicle) -> Void = { _ in }
    ) -> LastGood {
        var chronicle = Chronicle()
        let (a, b) = (Digest.letter("a").description, Digest.letter("b").description)
        chronicle.conclude(1, ["web": "b"], commit: 2, ["web": verdict], from: a)
        more(&chronicle)
        chronicle.conclude(5, ["web": "c"], commit: 3, from: b)
        return LastGood(chronicle.entries)
    }

    private static func isWayBack(
        _ letter: Character, _ good: LastGood, _ trust: LastGood.Trust = .replaced
    ) -> Bool {
        good.accepts(
            environment(["web": letter]), insteadOf: environment(["web": "c"]), trusting: trust,
            at: .test)
    }

    @Test(arguments: [
        RecordedResult.Verdict.failed("it crashes"), .underWay("the time is over"),
        .lost("replaced"), .applied, .obstructed("its port is taken"),
    ])
    func `fault 50: what Pinion put there and did not prove is no way back`(
        _ verdict: RecordedResult.Verdict
    ) {
        let good = Self.afterFirst(verdict)
        #expect(!Self.isWayBack("b", good))
        #expect(Self.isWayBack("a", good))
        #expect(!Self.isWayBack("a", good, .verified))
    }

    @Test func `what was verified once is a way back, and what ran before Pinion came is one`() {
        #expect(Self.isWayBack("b", Self.afterFirst(.verified), .verified))
        // It failed at first, and was verified then.
        let mended = Self.afterFirst(.failed("it crashes")) {
            $0.conclude(2, ["web": "b"], commit: 2, from: Digest.letter("a").description)
        }
        #expect(Self.isWayBack("b", mended))
        let seen = Self.afterFirst(.underWay("the time is over")) {
            $0.observe(2, baseline: ["web": "b"], commit: 2)
        }
        #expect(Self.isWayBack("b", seen))
        // A return to what was there at first that nobody saw the end of takes nothing from it.
        let returned = Self.afterFirst(.failed("it crashes")) {
            $0.conclude(
                2, ["web": "a"], commit: 1, ["web": .underWay("the time is over")],
                from: Digest.letter("b").description)
        }
        #expect(Self.isWayBack("a", returned))
        #expect(!Self.isWayBack("b", returned))
    }
}

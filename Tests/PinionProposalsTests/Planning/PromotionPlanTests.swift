import PinionCommands
import PinionDecisions
import PinionModel
import PinionProposals
import PinionTesting
import Testing

/// Which pins may follow another environment's.
@Suite(.timeLimit(.minutes(10)))
struct PromotionPlanTests {
    /// Staging pins `web:2@b` and production `web:1@a`, from a mirror; everything else is as well as can be.
    struct Setting: Sendable {
        var source: KeyValuePairs<String, Character> = ["web": "b"]
        var target: KeyValuePairs<String, Character> = ["web": "a"]
        var soak: LedgerSoaks?
        var clock = Soak.Clock.running(since: Chronicle.hour(-26))
        var runs: Character = "b"
        var findings: [Finding] = []
        var failure: Failure?
        var hold: Hold?
        var rule: Promotion? = Promotion(from: .staging, soak: .seconds(24 * 3_600))
        var only: Set<String> = []

        var plan: PromotionPlan {
            let images = source.map { ($0.key, PinnedImage.test("\(shop):2", .letter($0.value))) }
            let assessment = Assessment(
                services: images.map { name, pin in
                    ServiceAssessment(
                        name: name,
                        containers: [
                            ContainerAssessment(
                                name: name, pin: pin, declared: nil, template: nil, running: [])
                        ], findings: findings)
                }, plan: Plan(environment: .staging, changes: []))
            let soaks = images.map { name, _ in
                (
                    Chronicle.key(name),
                    Soak(
                        image: .test("\(shop):2", .letter(runs)), verified: Chronicle.hour(-26),
                        clock: clock)
                )
            }
            let book = soak ?? .read(Dictionary(uniqueKeysWithValues: soaks), looks: .always)
            return PromotionPlan(
                from: PromotionSource(
                    environment: environment(.staging, images, rules: Rules()),
                    assessment: failure == nil ? assessment : nil, failure: failure, soak: book),
                to: environment(
                    .production,
                    target.map { ($0.key, .test("m.example.com/web:1", .letter($0.value))) },
                    rules: Rules(promotion: rule)), only: only, at: .test)
        }

        private func environment(
            _ name: Environment.Name, _ images: [(String, PinnedImage)], rules: Rules
        ) -> Environment {
            Environment(
                name: name, runtime: .sandbox(state: "s"), rules: rules,
                services: images.map { service, image in
                    .test(
                        service,
                        [
                            Pin(
                                image: image, hold: name == .production ? hold : nil,
                                site: FilePosition(path: "p", line: 1, column: 1))
                        ])
                })
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let expected: [String]
        let code: LeftOut.Cause
        let set: @Sendable (inout Setting) -> Void

        init(
            _ name: String, _ expected: [String], _ code: LeftOut.Cause = .skipped,
            _ set: @escaping @Sendable (inout Setting) -> Void
        ) {
            testDescription = name
            self.expected = expected
            self.code = code
            self.set = set
        }
    }

    private static let moved = "web 1 #a → m.example.com/web:2@#b: soaked 26h in staging"

    static let cases: [Case] = [
        Case("it has soaked", [moved]) { _ in },
        Case("no rule asks for a soak", [moved]) { $0.rule = nil },
        Case("it is there already", []) { $0.target = ["web": "b"] },
        Case(
            "it has not soaked for long enough",
            ["web stays: soaked 20h of 24h in staging, enough at 2026-11-23T16:00:00Z"], .refused
        ) { $0.clock = .running(since: Chronicle.hour(-20)) },
        Case(
            "it has soaked to the second",
            ["web 1 #a → m.example.com/web:2@#b: soaked 24h in staging"]
        ) {
            $0.clock = .running(since: Chronicle.hour(-24))
        },
        Case(
            "staging still runs another image", ["web stays: staging still runs 2 (#a…)"], .refused
        ) {
            $0.runs = "a"
        },
        Case(
            "a change is under way", ["web stays: a change of it is under way in staging"], .refused
        ) {
            $0.clock = .changing
        },
        Case(
            "a finding stands",
            [
                "web stays: staging has running-differs since 2026-11-23T09:00:00Z; end that there first: `pinion drift staging`"
            ], .refused
        ) {
            $0.clock = .stopped(Chronicle.finding("running-differs@web"), since: Chronicle.hour(-3))
        },
        Case(
            "it is not in step now",
            [
                "web stays: staging is at-risk now (declared-floating); end that there first: `pinion drift staging`"
            ], .refused
        ) {
            $0.findings = [
                Finding(.declaredFloating, message: "x"), Finding(.tagMoved, message: "x"),
            ]
        },
        Case("what a re-creation would use says nothing of the bits that run", [moved]) {
            $0.findings = [
                Finding(.templateDiffers, message: "x"), Finding(.templateFloating, message: "x"),
            ]
        },
        Case(
            "a template hides nothing else",
            [
                "web stays: staging is unverified now (running-unverifiable); end that there first: `pinion drift staging`"
            ], .refused
        ) {
            $0.findings = [
                Finding(.templateDiffers, message: "x"),
                Finding(.runningUnverifiable, message: "x"),
            ]
        },
        Case("a notice does no harm", [moved]) { $0.findings = [Finding(.tagMoved, message: "x")] },
        Case(
            "staging cannot be looked at", ["web stays: staging could not be judged: no answer"],
            .failed
        ) {
            $0.failure = "no answer"
        },
        Case(
            "the ledger has never seen it",
            [
                "web stays: staging has not verified it yet, or not since it was scaled to nothing "
                    + "or not pinned"
            ], .refused
        ) {
            $0.soak = .read([:])
        },
        Case(
            "the ledger is on another host",
            [
                "web stays: the ledger of staging is kept on another host, or in another state folder of this one (`ledger: local`), and soak can be told there only; run it there, or set `ledger: remote` in pinion.yaml"
            ], .refused
        ) { $0.soak = .onAnotherHost },
        Case(
            "staging applies nothing",
            [
                "web stays: staging has `apply: never`, so no ledger tells for how long it ran there; let Pinion apply it (`apply: manual` or `automatic`), or name another source in `promotion`"
            ], .refused
        ) { $0.soak = .notKept },
        Case(
            "its ledger cannot be read", ["web stays: staging could not be judged: cut off"],
            .failed
        ) {
            $0.soak = .unreadable("cut off")
        },
        Case("a freeze", ["web stays: held (audit) until the end of 2026-12-01 UTC"], .refused) {
            $0.hold = Hold(reason: "audit", until: CalendarDate(parsing: "2026-12-01"))
        },
        Case("a freeze that is over", [moved]) {
            $0.hold = Hold(until: CalendarDate(parsing: "2026-11-22"))
        },
        Case("a refused digest", ["web stays: its hold refuses this digest (leak)"]) {
            $0.hold = Hold(refuse: [.letter("b")], reason: "leak")
        },
        Case("another refused digest", [moved]) { $0.hold = Hold(refuse: [.letter("c")]) },
        Case(
            "a freeze and a soak: the later one counts",
            [
                "web stays: soaked 20h of 24h in staging, enough at 2026-11-23T16:00:00Z; held until the end of 2026-11-23 UTC; qualifies at 2026-11-24T00:00:00Z"
            ], .refused
        ) {
            $0.clock = .running(since: Chronicle.hour(-20))
            $0.hold = Hold(until: CalendarDate(parsing: "2026-11-23"))
        },
        Case("only another service", []) { $0.only = ["api"] },
        Case("services of one side only", [moved]) {
            $0.source = ["api": "b", "web": "b"]
            $0.target = ["job": "a", "web": "a"]
        },
        Case(
            "another source",
            [
                "production takes pins from dev only (`promotion` in its environment.yaml), not from staging"
            ],
            .refused
        ) { $0.rule = Promotion(from: .dev) },
    ]

    private func stays(_ left: LeftOut) -> String { brief("\(left.name) stays: \(left.reason)") }

    @Test(arguments: cases) func `a pin follows when nothing stands against it`(_ one: Case) {
        var setting = Setting()
        one.set(&setting)
        let plan = setting.plan
        let proposal = plan.proposal()
        let moves = proposal.changes.compactMap { change -> String? in
            guard case .move(let key, let from, let to) = change else { return nil }
            let clause = proposal.origins[key]?.clause ?? ""
            return brief("\(key) \(from.tag?.description ?? "") \(from.digest) → \(to): \(clause)")
        }
        let refusal = plan.refusal.map { [$0.description] } ?? []
        #expect(moves + plan.leftOut.map(stays) + refusal == one.expected)
        #expect(plan.worst == one.code)
        #expect(proposal.purpose == .promote(from: .staging))
    }

    @Test func `a digest that the target's repository lacks stays`() {
        let plan = Setting().plan
        #expect(plan.imagesToCheck == [.test("m.example.com/web:2", .letter("b"))])
        let less = plan.lacking(Set(plan.imagesToCheck))
        #expect(less.proposal().isEmpty)
        #expect(
            less.leftOut.map(stays) == [
                "web stays: m.example.com/web has no #b…; copy the image there first"
            ])
        #expect(less.worst == .failed)
    }

    @Test(arguments: [
        (RegistryAnswer.members([.letter("c")]), RegistryAnswer.members([]), "refused"),
        (.members([]), .members([.letter("b")]), "refused"),
        (.members([.letter("d")]), .members([.letter("d")]), "moves"),
        (.members([]), .absent, "moves"),
        (.unanswered(Obstacle("no answer")), .members([]), "unjudged"),
        (.members([]), .unanswered(Obstacle("no answer")), "unjudged"),
    ])
    func `F9: what belongs to a refused image does not follow`(
        _ new: RegistryAnswer, _ refused: RegistryAnswer, _ expected: String
    ) {
        var setting = Setting()
        setting.hold = Hold(refuse: [.letter("c")])
        let plan = setting.plan
        let answers = RegistryAnswers([
            .members(.test("m.example.com/web", .letter("b"))): new,
            .members(.test("m.example.com/web", .letter("c"))): refused,
        ])
        #expect(plan.manifestQuestions(at: .test).allSatisfy(answers.holds))
        let known = plan.knowing(answers, at: .test)
        let found: String? =
            switch known.unqualified.first?.blockers.first {
            case .refused?: "refused"
            case .unjudged?: "unjudged"
            case nil: known.moves.isEmpty ? nil : "moves"
            default: nil
            }
        #expect(found == expected)
        #expect(known.worst == (expected == "unjudged" ? .failed : .skipped))
        #expect(plan.knowing(RegistryAnswers(), at: .test).worst == .failed)
        setting.hold = nil
        #expect(setting.plan.manifestQuestions(at: .test).isEmpty)
    }

    @Test func `a service in another form is told, and stays`() {
        let image = PinnedImage.test("m.example.com/web:1", .letter("a"))
        let target = Environment(
            name: .production, runtime: .sandbox(state: "s"),
            services: [.test("web", [.test(image, container: "app")])])
        let source = PromotionSource(
            environment: Environment(
                name: .staging, runtime: .sandbox(state: "s"), services: [.test("web", image)]),
            assessment: nil, soak: .read([:]))
        let plan = PromotionPlan(from: source, to: target, at: .test)
        #expect(
            plan.leftOut == [
                LeftOut("web/app", "it is pinned in another form in staging", .refused)
            ])
    }
}

extension PromotionPlan {
    /// The worst cause of what is left, as the command counts it.
    fileprivate var worst: LeftOut.Cause {
        let causes = leftOut.map(\.cause) + (refusal == nil ? [] : [.refused])
        return [.failed, .refused].first(where: causes.contains) ?? .skipped
    }
}

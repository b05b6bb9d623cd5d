import PinionDecisions
import PinionModel
import PinionProposals
import PinionReview
@testable import PinionRuntimes
import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)))
struct RelaxationTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let old: Rules
        let new: Rules
        let relaxed: [String]

        init(_ name: String, _ relaxed: [String], _ old: Rules, _ new: Rules) {
            testDescription = name
            self.old = old
            self.new = new
            self.relaxed = relaxed
        }
    }

    private static let late = CalendarDate(daysSinceEpoch: 40_000)
    private static let later = CalendarDate(daysSinceEpoch: 40_001)
    private static let over = CalendarDate(daysSinceEpoch: 0)
    private static let nights = window(.deny, "Mon 18:00 - Tue 08:00")
    private static let days = window(.allow, "Mon 08:00 - Fri 16:00")

    private static func window(
        _ effect: Window.Effect, _ span: String, deniesRepair: Bool = false
    ) -> Window {
        guard let span = WeeklySpan(parsing: span) else { preconditionFailure("no span") }
        return Window(effect: effect, span: span, timeZone: "UTC", deniesRepair: deniesRepair)
    }

    private static func frozen(_ until: CalendarDate?) -> Rules {
        Rules(freeze: Freeze(reason: "year-end", until: until))
    }

    private static func from(_ name: Environment.Name, _ hours: Int) -> Rules {
        Rules(promotion: Promotion(from: name, soak: .seconds(hours * 3_600)))
    }

    static let cases: [Case] = [
        Case("nothing", [], Rules(), Rules()),
        Case("a freeze taken away", ["freeze"], frozen(late), Rules()),
        Case("a freeze that ends earlier", ["freeze"], frozen(later), frozen(late)),
        Case("a freeze without an end gets one", ["freeze"], frozen(nil), frozen(late)),
        Case("a freeze that ends later", [], frozen(late), frozen(nil)),
        Case("a freeze that is over", [], frozen(over), Rules()),
        Case("a freeze added", [], Rules(), frozen(late)),
        Case("a promotion taken away", ["promotion"], from(.staging, 24), Rules()),
        Case("a shorter soak", ["promotion"], from(.staging, 24), from(.staging, 23)),
        Case("another source", ["promotion"], from(.staging, 24), from(.production, 24)),
        Case("a longer soak", [], from(.staging, 24), from(.staging, 25)),
        Case("apply taken away", ["apply"], Rules(apply: .automatic), Rules()),
        Case("apply asks no more", ["apply"], Rules(apply: .manual), Rules(apply: .automatic)),
        Case("apply begins", ["apply"], Rules(), Rules(apply: .manual)),
        Case("apply asks from now on", [], Rules(apply: .automatic), Rules(apply: .manual)),
        Case(
            "a limit taken away", ["limits"], Rules(limits: Limits(changes: 10)),
            Rules(limits: Limits())),
        Case(
            "a higher limit", ["limits"], Rules(limits: Limits(changes: 10)),
            Rules(limits: Limits(changes: 11))),
        Case(
            "a lower limit, and another time", [], Rules(limits: Limits(changes: 10)),
            Rules(limits: Limits(changes: 0, timeout: .seconds(9)))),
        Case(
            "a name that may run without a pin", ["untracked"],
            Rules(untrackedIgnore: [NamePattern("a")]),
            Rules(untrackedIgnore: [NamePattern("a"), NamePattern("*")])),
        Case("a window that denies taken away", ["windows"], Rules(windows: [nights]), Rules()),
        Case(
            "a window that denies becomes shorter", ["windows"], Rules(windows: [nights]),
            Rules(windows: [window(.deny, "Mon 18:00 - Tue 07:00")])),
        Case(
            "a window that barred repairs", ["windows"],
            Rules(windows: [window(.deny, "Mon 18:00 - Tue 08:00", deniesRepair: true)]),
            Rules(windows: [nights])),
        Case("a window that denies more", [], Rules(windows: []), Rules(windows: [nights])),
        Case(
            "the only window that allows taken away", ["windows"], Rules(windows: [days]), Rules()),
        Case(
            "another window that allows", ["windows"], Rules(windows: [days]),
            Rules(windows: [days, window(.allow, "Sat 08:00 - Sat 09:00")])),
        Case("a first window that allows", [], Rules(), Rules(windows: [days])),
        Case(
            "direct commits", ["proposals"], Rules(), Rules(proposals: .direct)),
        Case(
            "a merge that comes by itself", ["proposals"], Rules(),
            Rules(review: PullRequestOptions(autoMerges: true))),
        Case(
            "a reviewer who is not asked any more", ["proposals"],
            Rules(review: PullRequestOptions(reviewers: ["anna", "ben"])),
            Rules(review: PullRequestOptions(reviewers: ["ben"]))),
        Case(
            "a reviewer, a label and a draft more", [], Rules(),
            Rules(review: PullRequestOptions(labels: ["x"], reviewers: ["anna"], isDraft: true))),
        Case("no direct commits any more", [], Rules(proposals: .direct), Rules()),
        Case(
            "trust taken away", ["trust"],
            Rules(unenforced: [
                UnenforcedRule(key: "trust", site: FilePosition(path: "e", line: 1, column: 1))
            ]), Rules()),
    ]

    @Test(arguments: cases)
    func `fault 76: what a change relaxes is told, and what it tightens is not`(_ row: Case) {
        let change = Change(
            rules: row.old, newRules: row.new, new: [.test("web", image("a"))])
        #expect(change.review.relaxed.map(\.words) == row.relaxed)
        #expect(change.review.violations.isEmpty)
    }

    @Test(arguments: cases.filter { !$0.relaxed.isEmpty })
    func `fault 76: rules are not relaxed by the change that moves pins under them`(_ row: Case) {
        let change = Change(rules: row.old, newRules: row.new)
        #expect(change.violations == ["rules-relaxed refuses"])
    }

    private static let frozenPin = Hold(reason: "audit")
    private static let refusing = Hold(refuse: [.letter("c")], until: late)

    struct HoldCase: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let old: Hold?
        let new: Hold?
        var isThere = true
        let isRelaxed: Bool
    }

    @Test(arguments: [
        HoldCase(testDescription: "taken off", old: refusing, new: nil, isRelaxed: true),
        HoldCase(
            testDescription: "gone with its pin", old: refusing, new: nil, isThere: false,
            isRelaxed: true),
        HoldCase(
            testDescription: "an earlier end", old: Hold(refuse: [.letter("c")]), new: refusing,
            isRelaxed: true),
        HoldCase(
            testDescription: "another digest", old: refusing,
            new: Hold(refuse: [.letter("d")]), isRelaxed: true),
        HoldCase(
            testDescription: "a digest more", old: refusing,
            new: Hold(refuse: [.letter("c"), .letter("d")]), isRelaxed: false),
        HoldCase(
            testDescription: "a freeze, which returns pass, in place of digests", old: refusing,
            new: frozenPin, isRelaxed: true),
        HoldCase(
            testDescription: "a longer freeze", old: Hold(until: late), new: frozenPin,
            isRelaxed: false),
        HoldCase(
            testDescription: "digests in place of a freeze", old: frozenPin,
            new: Hold(refuse: [.letter("c")]), isRelaxed: true),
        HoldCase(testDescription: "over", old: Hold(until: over), new: nil, isRelaxed: false),
    ])
    func `fault 76: a hold that is taken off is a rule that is relaxed`(_ row: HoldCase) {
        var change = Change()
        change.old = [.held("web", image("a"), row.old)]
        change.new = row.isThere ? [.held("web", image("a"), row.new)] : []
        #expect(change.review.relaxed.map(\.words) == (row.isRelaxed ? ["hold of web"] : []))
        #expect(!change.violations.contains("rules-relaxed refuses"))
    }

    @Test func `a hold that bars another digest may go with the move of its pin`() {
        var change = Change()
        change.old = [.held("web", image("a"), Self.refusing)]
        #expect(change.violations == [])
        #expect(change.review.relaxed.map(\.words) == ["hold of web"])
    }

    @Test
    func `fault 76: a deletion relaxes everything, and is refused while the rules are closed`() {
        var change = Change(new: nil)
        #expect(change.review.relaxed.map(\.words) == ["environment"])
        #expect(change.violations == [])
        change.gate = .closed(reason: "the freeze to end", barsRepair: false)
        #expect(change.violations == ["window-closed refuses"])
    }

    private static func swarm(
        _ scope: EngineScope, id: String?, at endpoint: String? = "unix:///s"
    ) -> any RuntimeSettings {
        .swarm(EngineSettings(endpoint: endpoint, scope: scope, id: id))
    }

    private static func docker(_ scope: EngineScope, at endpoint: String? = nil)
        -> any RuntimeSettings
    {
        .docker(EngineSettings(endpoint: endpoint, scope: scope, id: "a"))
    }

    private static func ecs(
        _ names: [String], templates: [String: String] = [:], stacks: [String: String] = [:],
        route: ECSRoute = .service
    ) -> any RuntimeSettings {
        .ecs(
            ECSSettings(
                cluster: "prod", scope: .services(names.map { NamePattern($0) }), route: route,
                stacks: stacks, templates: templates, id: "arn"))
    }

    @Test(arguments: [
        (swarm(.stack("shop"), id: "a"), swarm(.stack("shop"), id: "a"), false),
        (swarm(.stack("shop"), id: "a"), swarm(.stack("shop"), id: "b"), true),
        (swarm(.stack("shop"), id: "a"), swarm(.stack("other"), id: "a"), true),
        (swarm(.stack("shop"), id: "a"), swarm(.stack("shop"), id: nil), true),
        (swarm(.stack("shop"), id: nil), swarm(.stack("shop"), id: "a"), false),
        // The id is what the other end says of itself.
        (swarm(.stack("shop"), id: "a"), swarm(.stack("shop"), id: "a", at: "tcp://b:1"), true),
        (swarm(.stack("shop"), id: "a", at: nil), swarm(.stack("shop"), id: "a"), true),
        (docker(.project("shop")), docker(.project("shop"), at: "unix:///t"), true),
        (docker(.project("shop")), docker(.project("shop")), false),
        // The same key names another object there.
        (docker(.project("shop")), docker(.all), true),
        (swarm(.stack("shop"), id: "a"), swarm(.all, id: "a"), true),
        (swarm(.stack("shop"), id: "a"), .sandbox(state: "s.json"), true),
        (ecs(["web"]), ecs(["web", "api"]), false),
        (ecs(["web", "api"]), ecs(["web"]), true),
        (ecs(["web"], templates: ["s": "a.yaml"]), ecs(["web"]), true),
        (ecs(["web"]), ecs(["web"], templates: ["s": "a.yaml"]), false),
        (ecs(["web"], stacks: ["web": "s"]), ecs(["web"]), true),
        (ecs(["web"], stacks: ["web": "s"]), ecs(["web"], stacks: ["web": "t"]), true),
        (ecs(["web"]), ecs(["web"], stacks: ["web": "s"]), false),
        (ecs(["web"], route: .cloudFormation), ecs(["web"]), true),
        (ecs(["web"], route: .cloudFormation), ecs(["web"], route: .cloudFormation), false),
    ])
    func `fault 76: rules that come to speak of other objects are relaxed`(
        _ old: any RuntimeSettings, _ new: any RuntimeSettings, _ isRelaxed: Bool
    ) {
        let change = Change(
            new: [.test("web", image("a"))], runtime: old, newRuntime: new)
        #expect(change.review.relaxed.map(\.words) == (isRelaxed ? ["runtime"] : []))
    }

    struct SettingsCase: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let old: ProjectSettings
        let new: ProjectSettings
        let relaxed: [String]

        init(
            _ name: String, _ relaxed: [String], _ old: ProjectSettings,
            _ new: ProjectSettings = ProjectSettings()
        ) {
            testDescription = name
            self.old = old
            self.new = new
            self.relaxed = relaxed
        }
    }

    private static func requiring(_ range: String) -> ProjectSettings {
        ProjectSettings(requires: try? VersionRange(parsing: range))
    }

    @Test(arguments: [
        SettingsCase("a required version taken away", ["requires"], requiring(">=0.2")),
        SettingsCase("a lower one", ["requires"], requiring(">=0.2"), requiring(">=0.1")),
        SettingsCase(
            "an alternative below", ["requires"], requiring("^0.2"), requiring("^0.2 || <1")),
        SettingsCase("a higher one", [], requiring(">=0.2 <1"), requiring(">=0.3")),
        SettingsCase("a first one", [], ProjectSettings(), requiring(">=0.2")),
        SettingsCase("no bound below", [], requiring("<2"), ProjectSettings()),
        SettingsCase(
            "longer gaps that soak", ["seen"], ProjectSettings(),
            ProjectSettings(looks: LookSettings(every: .seconds(1_800)))),
        SettingsCase(
            "looks that are missed later", ["seen"], ProjectSettings(),
            ProjectSettings(looks: LookSettings(notice: .seconds(90_000)))),
        SettingsCase(
            "more looks", [], ProjectSettings(),
            ProjectSettings(looks: LookSettings(every: .seconds(300)))),
        SettingsCase("another ledger", ["ledger"], ProjectSettings(ledger: .local)),
        SettingsCase(
            "another forge, which tokens go to", ["forge"], ProjectSettings(),
            ProjectSettings(forge: ForgeSettings(kind: .gitea))),
    ])
    func `fault 76: settings that a change relaxes are told`(_ row: SettingsCase) {
        #expect(row.old.relaxations(to: row.new) == row.relaxed)
    }

    @Test func `fault 76: with local ledgers the name alone gives an environment up`() throws {
        let other = try #require(CommitID(parsing: String(repeating: "b", count: 40)))
        let retired = [
            Retirement(
                environment: .production, reason: "moved", ledger: LookRecord.Look.testCommit)
        ]
        func gone(_ tip: CommitID, _ place: LedgerLocation, isLost: Bool = false) -> [String] {
            let end = isLost ? LedgerEnd.lost(lastSeen: tip) : .at(tip)
            return VanishedEnvironment.all(
                of: [.production: end, .staging: end], besides: [], retired, in: place
            ).map(\.name.description)
        }
        #expect(gone(LookRecord.Look.testCommit, .remote) == ["staging"])
        #expect(gone(other, .remote) == ["production", "staging"])
        #expect(gone(other, .local) == ["staging"])
        #expect(gone(other, .remote, isLost: true) == ["staging"])
        let proposal = Proposal(
            environment: .production, purpose: .retire(retired[0]), changes: [])
        #expect(
            proposal.body(intent: .letter("a"), limit: 10_000).contains(
                "`requires: \">=0.2\"`"))
    }

    @Test func `fault 76: the rules have a status of their own, always`() {
        let commit = LookRecord.Look.testCommit
        func statuses(_ reviews: [EnvironmentReview], _ settings: [String] = []) -> [String] {
            Review(
                generatedAt: .test, base: commit, head: commit, environments: reviews,
                relaxedSettings: settings
            ).statuses(against: "main").map { "\($0.context) \($0.state.rawValue)" }
        }
        #expect(statuses([]) == ["pinion success", "pinion/rules success"])
        #expect(statuses([], ["ledger"]) == ["pinion success", "pinion/rules failure"])
        let relaxing = Change(
            rules: Self.frozen(nil), newRules: Rules(), new: [.test("web", image("a"))]
        ).review
        #expect(
            statuses([relaxing]) == [
                "pinion success", "pinion/rules failure", "pinion/production success",
            ])
        let unread = Change(mistakes: [
            FileMistake(
                at: FilePosition(path: "pins.yaml", line: 1, column: 1), "x", remedy: "y")
        ]).review
        #expect(statuses([unread])[1] == "pinion/rules error")
        // An environment of that name shares it, and the worse of the two is shown.
        let namesake = EnvironmentReview(
            name: "rules", change: .kept, violations: [Violation(.digestMissing, "x")],
            plan: .skipped("--offline"))
        #expect(statuses([namesake]) == ["pinion error", "pinion/rules error"])
    }
}

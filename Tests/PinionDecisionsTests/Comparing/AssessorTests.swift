import PinionDecisions
import PinionModel
import PinionTesting
import Testing

/// Comparisons of one container: each row a situation, what is said of it, and what is planned.
@Suite(.timeLimit(.minutes(10)))
struct AssessorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let status: Status
        let findings: [String]
        let changes: [String]
        let scene: @Sendable (inout Scene) -> Void

        init(
            _ name: String, _ status: Status, _ findings: [String], changes: [String] = [],
            _ scene: @escaping @Sendable (inout Scene) -> Void
        ) {
            self.name = name
            self.status = status
            self.findings = findings
            self.changes = changes
            self.scene = scene
        }

        var testDescription: String { name }
    }

    static let members = RegistryQuestion.members(image("a"))
    static let latest = RegistryQuestion.resolve(.test(shop + ":latest"))
    static let silence = RegistryAnswer.unanswered(Obstacle("no answer within 10 s"))

    @Test(
        arguments: declared + running + silent + rollouts + templates + registries + inventories
            + deployments + besides + owners + surroundings + replicas + hosts)
    func `a situation has its findings, its status and its plan`(_ row: Case) {
        var scene = Scene()
        row.scene(&scene)
        let (assessment, open) = scene.assess()
        #expect(assessment.lines == row.findings)
        #expect(assessment.status == row.status)
        #expect(assessment.changes == row.changes)
        #expect(open.isEmpty, "every question is answered in the row")
    }

    @Test func `each kind of finding has one severity and one surface`() {
        for kind in Finding.Kind.allCases {
            let finding = Finding(kind, message: "m")
            #expect(finding.severity == kind.severity)
            #expect(kind.surface != .any || kind == .unreachable)
        }
        #expect(Finding.Kind.allCases.count == 28)
    }

    @Test(arguments: [
        (Severity.notice, Status.synced), (.progress, .progressing), (.hazard, .atRisk),
        (.unverified, .unverified), (.critical, .drifted),
    ])
    func `the worst severity gives the status`(_ severity: Severity, _ status: Status) {
        let milder = Severity.allCases.filter { $0 > severity } + [severity]
        let findings = milder.map { Finding(.tagMoved, severity: $0, message: "m") }
        #expect(Status(of: findings) == status)
        #expect(Status(of: findings.reversed()) == status)
    }
}

extension AssessorTests {
    static let declared: [Case] = [
        Case("in step", .synced, []) { _ in },
        Case("another tag of the same digest is no change", .synced, []) {
            $0.declared = .image(SeenImage(image("a", tag: ":2").reference))
        },
        Case("no tag of the same digest is no change", .synced, []) {
            $0.declared = .image(SeenImage(image("a", tag: "").reference))
        },
        Case(
            "the same digest in another repository is a change", .drifted,
            [
                "critical declared-differs: declared as mirror.example.com/web@#a, the pin is "
                    + "r.example.com/shop/web:1@#a; the ledger did not put it there"
            ], changes: ["new-pin #a → #a, identical bits"]
        ) {
            $0.declared = .image(SeenImage(.test("mirror.example.com/web@\(Digest.letter("a"))")))
        },
        Case("a platform's manifest of the pinned index is the pin", .synced, []) {
            $0.stands(on: "b")
            $0.answers[members] = .members([.letter("b"), .letter("c")])
        },
        Case(
            "a digest that the index does not hold differs: an attestation is no platform",
            .drifted,
            [
                "critical declared-differs: declared as r.example.com/shop/web:1@#d, the pin is "
                    + "r.example.com/shop/web:1@#a; the ledger did not put it there",
                "critical running-differs: 1 of 1 instance runs #d; the pin is "
                    + "r.example.com/shop/web:1@#a",
            ], changes: ["new-pin #d → #a"]
        ) {
            $0.stands(on: "d")
            $0.answers[members] = .members([.letter("b"), .letter("c")])
        },
        Case(
            "restart of identical bits", .drifted,
            [
                "critical declared-differs: declared as r.example.com/shop/web:1@#d, the pin is "
                    + "r.example.com/shop/web:1@#a; the ledger did not put it there"
            ], changes: ["repair #d → #a, identical bits"]
        ) {
            $0.applied = "a"
            $0.declared = .image(SeenImage(image("d").reference))
            $0.answers[members] = .members([])
        },
        Case(
            "fault 53: whether a digest is the pin is not known while the registry is silent",
            .unverified,
            [
                "unverified unreachable: whether the declared image is the pin is not known: no "
                    + "answer within 10 s",
                "unverified unreachable: whether what runs is the pin is not known: no answer "
                    + "within 10 s",
                "notice unreachable: registry r.example.com could not be asked: no answer within "
                    + "10 s",
            ]
        ) {
            $0.stands(on: "b")
            $0.answers[members] = silence
        },
        Case(
            "the declared image cannot be seen", .unverified,
            [
                "unverified running-unverifiable: what is declared cannot be seen: the manager "
                    + "does not say"
            ]
        ) { $0.declared = .unknown(Obstacle("the manager does not say")) },
        Case(
            "the runtime declares nothing", .unverified,
            [
                "unverified running-unverifiable: what is declared cannot be seen: the runtime "
                    + "names no image"
            ]
        ) { $0.declared = .absent },
        Case(
            "floating, and a restart would pull the pin", .atRisk,
            [
                "hazard declared-floating: declared as r.example.com/shop/web:latest, without a "
                    + "digest; a restart now would pull #a, which is the pin until the tag moves"
            ], changes: ["new-pin r.example.com/shop/web:latest → #a, identical bits"]
        ) {
            $0.floats()
            $0.answers[latest] = .digest(.letter("a"))
        },
        Case(
            "floating without a tag means latest", .atRisk,
            [
                "hazard declared-floating: declared as r.example.com/shop/web, without a digest; "
                    + "a restart now would pull #b, which is not the pin"
            ], changes: ["new-pin r.example.com/shop/web → #a, identical bits"]
        ) {
            $0.floats(shop)
            $0.answers[latest] = .digest(.letter("b"))
            $0.answers[members] = .members([])
        },
        Case(
            "floating, and the tag is gone", .atRisk,
            [
                "hazard declared-floating: declared as r.example.com/shop/web:latest, without a "
                    + "digest; a restart now would fail, because the tag is not in its registry"
            ], changes: ["repair r.example.com/shop/web:latest → #a, identical bits"]
        ) {
            $0.applied = "a"
            $0.floats()
            $0.answers[latest] = .absent
        },
        Case(
            "floating, and the registry is silent", .atRisk,
            [
                "hazard declared-floating: declared as r.example.com/shop/web:latest, without a "
                    + "digest; a restart now would pull what the tag means then, which is not "
                    + "known: no answer within 10 s",
                "notice unreachable: registry r.example.com could not be asked: no answer within "
                    + "10 s",
            ], changes: ["new-pin r.example.com/shop/web:latest → #a, identical bits"]
        ) {
            $0.floats()
            $0.answers[latest] = silence
        },
        Case(
            "floating, and whether its digest is the pin is not known", .atRisk,
            [
                "hazard declared-floating: declared as r.example.com/shop/web:latest, without a "
                    + "digest; a restart now would pull #b, and whether that is the pin is not "
                    + "known: no answer within 10 s",
                "notice unreachable: registry r.example.com could not be asked: no answer within "
                    + "10 s",
            ], changes: ["new-pin r.example.com/shop/web:latest → #a, identical bits"]
        ) {
            $0.floats()
            $0.answers[latest] = .digest(.letter("b"))
            $0.answers[members] = silence
        },
        Case(
            "git is ahead", .progressing,
            [
                "progress change-pending: git is ahead: it pins r.example.com/shop/web:1@#a, the "
                    + "runtime has #b… of commit 1000000; it waits for the next run"
            ], changes: ["new-pin #b → #a"]
        ) {
            $0.stands(on: "b")
            $0.applied = "b"
        },
        Case(
            "git is ahead, and the runtime names the former image's platform", .progressing,
            [
                "progress change-pending: git is ahead: it pins r.example.com/shop/web:1@#a, the "
                    + "runtime has #b… of commit 1000000; it waits for the next run"
            ], changes: ["new-pin #c → #a"]
        ) {
            $0.stands(on: "c")
            $0.applied = "b"
            $0.answers[members] = .members([])
            $0.answers[.members(image("b"))] = .members([.letter("c")])
        },
        Case(
            "git is ahead by a repository", .progressing,
            [
                "progress change-pending: git is ahead: it pins mirror.example.com/web@#a, the "
                    + "runtime has #a… of commit 1000000; it waits for the next run"
            ], changes: ["new-pin #a → #a, identical bits"]
        ) {
            $0.applied = "a"
            $0.pin = .test("mirror.example.com/web", .letter("a"))
        },
        Case(
            "git is ahead of what was sent and not verified", .progressing,
            [
                "progress change-pending: git is ahead: it pins r.example.com/shop/web:1@#a, the "
                    + "runtime has #c… of commit 2000000; it waits for the next run"
            ], changes: ["new-pin #c → #a"]
        ) {
            $0.stands(on: "c")
            $0.applied = "b"
            $0.sent = "c"
        },
        Case(
            "a rollback while what it takes back was not verified is repair", .progressing,
            [
                "progress change-pending: git is ahead: it pins r.example.com/shop/web:1@#a, the "
                    + "runtime has #c… of commit 2000000; it waits for the next run"
            ], changes: ["repair #c → #a"]
        ) {
            $0.stands(on: "c")
            $0.applied = "a"
            $0.sent = "c"
        },
        Case(
            "the ledger did not put it there", .drifted,
            [
                "critical declared-differs: declared as r.example.com/shop/web:1@#c, the pin is "
                    + "r.example.com/shop/web:1@#a; the ledger did not put it there",
                "critical running-differs: 1 of 1 instance runs #c; the pin is "
                    + "r.example.com/shop/web:1@#a",
            ], changes: ["new-pin #c → #a"]
        ) {
            $0.stands(on: "c")
            $0.applied = "b"
            $0.answers[members] = .members([])
            $0.answers[.members(image("b"))] = .absent
        },
        Case(
            "git is ahead, and the runtime cannot change it", .progressing,
            [
                "progress change-pending: git is ahead: it pins r.example.com/shop/web:1@#a, the "
                    + "runtime has #b… of commit 1000000; it cannot be applied: it was started by "
                    + "hand"
            ], changes: ["new-pin #b → #a, held: it was started by hand"]
        ) {
            $0.stands(on: "b")
            $0.applied = "b"
            $0.unchangeable = "it was started by hand"
        },
    ]

    static let running: [Case] = [
        Case(
            "an instance runs something else", .drifted,
            [
                "critical running-differs: 1 of 1 instance runs #d; the pin is "
                    + "r.example.com/shop/web:1@#a"
            ]
        ) {
            $0.runs("d")
            $0.answers[members] = .members([])
        },
        Case(
            "instances run different things", .drifted,
            [
                "critical running-differs: 2 of 3 instances run #d; the pin is "
                    + "r.example.com/shop/web:1@#a",
                "critical running-mixed: its instances run different images: #a, #d",
            ]
        ) {
            $0.runs("a", "d", "d")
            $0.answers[members] = .members([])
        },
        Case("instances on platforms of one index are not mixed", .synced, []) {
            $0.runs("a", "b", "c")
            $0.answers[members] = .members([.letter("b"), .letter("c")])
        },
        Case(
            "the instances cannot be seen", .unverified,
            ["unverified running-unverifiable: what runs cannot be seen: the node is down"]
        ) { $0.instances = .unknown(Obstacle("the node is down")) },
        Case(
            "a look that is denied is no answer at all", .unverified,
            [
                "unverified unreachable: what runs cannot be seen: cannot look: denied; ask for it"
            ]
        ) {
            $0.instances = .unknown(
                Obstacle(
                    asking: .refused(operation: "look", reason: "denied", remedy: "ask for it")))
        },
        Case(
            "fault 53: an instance without a digest is not taken for equal", .unverified,
            [
                "unverified running-unverifiable: what 1 of 2 instances run is not known: the "
                    + "node is gone"
            ]
        ) { $0.runs("a", "?") },
        Case(
            "an instance with no digest at all", .unverified,
            [
                "unverified running-unverifiable: what 1 of 1 instance run is not known: the "
                    + "runtime names no digest"
            ]
        ) { $0.instances = .seen([Instance(id: "1", bits: .known([]))]) },
        Case(
            "while a change is pending the former image may run", .progressing,
            [
                "progress change-pending: git is ahead: it pins r.example.com/shop/web:1@#a, the "
                    + "runtime has #b… of commit 1000000; it waits for the next run"
            ], changes: ["new-pin #b → #a"]
        ) {
            $0.stands(on: "b")
            $0.runs("b", "a")
            $0.applied = "b"
        },
        Case(
            "once the pin is declared the former image may not run any more", .drifted,
            [
                "critical running-differs: 1 of 1 instance runs #b; the pin is "
                    + "r.example.com/shop/web:1@#a"
            ]
        ) {
            $0.runs("b")
            $0.applied = "b"
        },
        Case(
            "a third image is wrong while a change is pending too", .drifted,
            [
                "critical running-differs: 1 of 2 instances runs #d; the pin is "
                    + "r.example.com/shop/web:1@#a",
                "critical running-mixed: its instances run different images: #b, #d",
                "progress change-pending: git is ahead: it pins r.example.com/shop/web:1@#a, the "
                    + "runtime has #b… of commit 1000000; it waits for the next run",
            ], changes: ["new-pin #b → #a"]
        ) {
            $0.stands(on: "b")
            $0.runs("b", "d")
            $0.applied = "b"
            $0.answers[members] = .members([])
            $0.answers[.members(image("b"))] = .members([])
        },
    ]
}

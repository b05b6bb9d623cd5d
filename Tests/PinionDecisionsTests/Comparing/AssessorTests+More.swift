import PinionDecisions
import PinionModel
import PinionTesting

extension AssessorTests {
    /// When nothing runs.
    static let silent: [Case] = [
        Case(
            "instances are wanted, and none runs", .drifted,
            ["critical nothing-runs: instances are wanted, and none runs"]
        ) { $0.runs() },
        Case(
            "none runs, and what is known of it", .drifted,
            ["critical nothing-runs: the container web has exited with code 3"]
        ) {
            $0.runs()
            $0.wanted = .stalled("the container web has exited with code 3")
        },
        Case(
            "none runs yet", .progressing, ["progress rollout-progressing: 0 of 2 tasks run"]
        ) {
            $0.runs()
            $0.rollout = .progressing("0 of 2 tasks run")
        },
        Case(
            "none runs, and its tasks fail", .drifted,
            [
                "critical nothing-runs: no task starts",
                "progress rollout-progressing: 0 of 2 tasks run",
            ]
        ) {
            $0.runs()
            $0.wanted = .stalled("no task starts")
            $0.rollout = .progressing("0 of 2 tasks run")
        },
        Case(
            "none runs after a failed rollout", .drifted,
            [
                "critical nothing-runs: instances are wanted, and none runs",
                "critical rollout-failed: the rollout failed: it restarts for ever",
            ]
        ) {
            $0.runs()
            $0.rollout = .failed("it restarts for ever")
        },
        Case("scaled to nothing", .idle, []) {
            $0.runs()
            $0.wanted = .nothing
        },
        Case(
            "scaled to nothing on another image", .drifted,
            [
                "critical declared-differs: declared as r.example.com/shop/web:1@#b, the pin is "
                    + "r.example.com/shop/web:1@#a; the ledger did not put it there"
            ], changes: ["new-pin #b → #a"]
        ) {
            $0.stands(on: "b")
            $0.runs()
            $0.wanted = .nothing
            $0.answers[Self.members] = .members([])
        },
        Case(
            "two of one name", .unverified,
            [
                "unverified running-unverifiable: 2 services of the runtime are called web here, and which "
                    + "of them the pin means cannot be told: shop_web (2), web (object); rename one, or leave it out "
                    + "of the scope"
            ]
        ) {
            $0.declared = .image(SeenImage(image("b").reference))
            $0.others = [
                ServiceObservation(
                    name: "web", objectID: "2", containers: [],
                    aliases: [ObjectName.full("shop_web")])
            ]
        },
        Case("a job that ended well on the pin", .synced, []) {
            $0.runs()
            $0.wanted = .end
        },
        Case(
            "what runs cannot be seen", .unverified,
            ["unverified running-unverifiable: what runs cannot be seen: the node is gone"]
        ) {
            $0.instances = .unknown(Obstacle("the node is gone"))
            $0.wanted = .nothing
        },
    ]

    static let rollouts: [Case] = [
        Case(
            "a rollout is under way", .progressing, ["progress rollout-progressing: 1 of 2 updated"]
        ) {
            $0.runs("a", "b")
            $0.applied = "b"
            $0.rollout = .progressing("1 of 2 updated")
        },
        Case(
            "a rollout failed", .drifted,
            ["critical rollout-failed: the rollout failed: it restarts for ever"]
        ) { $0.rollout = .failed("it restarts for ever") },
        Case(
            "an apply failed before, and what ran before runs", .drifted,
            [
                "critical rollout-failed: the apply of #a failed; it is not tried again until the "
                    + "pin changes, or with --retry"
            ],
            changes: [
                "new-pin #b → #a, held: #a… failed before; change the pin, or run `pinion "
                    + "reconcile --retry SERVICE`"
            ]
        ) {
            $0.stands(on: "b")
            $0.applied = "b"
            $0.ledger.failed[Scene.key] = .letter("a")
        },
        Case(
            "a failed apply is tried again where somebody asks", .drifted,
            [
                "critical rollout-failed: the apply of #a failed; it is not tried again until the "
                    + "pin changes, or with --retry"
            ], changes: ["new-pin #b → #a"]
        ) {
            $0.stands(on: "b")
            $0.applied = "b"
            $0.ledger.failed[Scene.key] = .letter("a")
            $0.retry = ["web"]
        },
        Case(
            "another digest failed before: the pin is tried", .progressing,
            [
                "progress change-pending: git is ahead: it pins r.example.com/shop/web:1@#a, the "
                    + "runtime has #b… of commit 1000000; it waits for the next run"
            ], changes: ["new-pin #b → #a"]
        ) {
            $0.stands(on: "b")
            $0.applied = "b"
            $0.ledger.failed[Scene.key] = .letter("c")
        },
        Case(
            "a failed image is still declared, and the pin is another", .drifted,
            [
                "critical declared-differs: declared as r.example.com/shop/web:1@#c, the pin is "
                    + "r.example.com/shop/web:1@#a; its apply failed",
                "critical rollout-failed: the rollout failed: paused",
            ], changes: ["repair #c → #a, identical bits"]
        ) {
            $0.declared = .image(SeenImage(image("c").reference))
            $0.rollout = .failed("paused")
            $0.applied = "a"
            $0.ledger.failed[Scene.key] = .letter("c")
            $0.answers[members] = .members([])
        },
        Case("what was sent is there, and counts as in step", .synced, []) {
            $0.applied = "b"
            $0.sent = "a"
        },
        Case(
            "what was sent is rolled back by the runtime: it is not sent again", .drifted,
            [
                "critical rollout-failed: the apply of #a failed; it is not tried again until the "
                    + "pin changes, or with --retry"
            ],
            changes: [
                "new-pin #b → #a, held: #a… failed before; change the pin, or run `pinion "
                    + "reconcile --retry SERVICE`"
            ]
        ) {
            $0.stands(on: "b")
            $0.applied = "b"
            $0.sent = "a"
            $0.rollout = .failed("rolled back")
        },
        Case(
            "what was sent was made floating by somebody: that is repaired", .atRisk,
            [
                "hazard declared-floating: declared as r.example.com/shop/web:latest, without a "
                    + "digest; a restart now would pull #a, which is the pin until the tag moves"
            ], changes: ["new-pin r.example.com/shop/web:latest → #a, identical bits"]
        ) {
            $0.floats()
            $0.answers[latest] = .digest(.letter("a"))
            $0.applied = "b"
            $0.sent = "a"
        },
        Case(
            "a killed change is finished", .progressing,
            [
                "progress rollout-progressing: a change of it was interrupted: "
                    + "the new container waits for its name"
            ], changes: ["finish #a → #a, identical bits"]
        ) {
            $0.applied = "a"
            $0.unfinished = "the new container waits for its name"
        },
        Case(
            "a killed change to a new pin is finished, not begun", .progressing,
            [
                "progress rollout-progressing: a change of it was interrupted: "
                    + "the new container waits for its name"
            ],
            changes: ["finish #a → #a, identical bits"]
        ) {
            $0.applied = "b"
            $0.unfinished = "the new container waits for its name"
        },
    ]

    static let templates: [Case] = [
        Case("the template is the pin", .synced, []) {
            $0.template = .image(SeenImage(image("a").reference))
        },
        Case(
            "the template is another image", .atRisk,
            [
                "hazard template-differs: a re-creation would use r.example.com/shop/web:1@#b, "
                    + "the pin is r.example.com/shop/web:1@#a"
            ]
        ) {
            $0.template = .image(SeenImage(image("b").reference))
            $0.answers[members] = .members([])
        },
        Case(
            "the template floats", .atRisk,
            [
                "hazard template-floating: a re-creation would use r.example.com/shop/web:latest, "
                    + "without a digest, and so whatever its tag means then"
            ]
        ) { $0.template = .image(SeenImage(.test(shop + ":latest"))) },
        Case(
            "the template floats, and drift asks what it means", .atRisk,
            [
                "hazard template-floating: a re-creation would use r.example.com/shop/web:latest, "
                    + "without a digest; now it would pull #b, which is not the pin"
            ]
        ) {
            $0.template = .image(SeenImage(.test(shop + ":latest")))
            $0.pin = image("a", tag: "")
            $0.depth = .report
            $0.answers[latest] = .digest(.letter("b"))
            $0.answers[.members(image("a", tag: ""))] = .members([])
            $0.answers[.exists(image("a", tag: ""))] = .present
        },
        Case(
            "while git is ahead the template may be the former image", .progressing,
            [
                "progress change-pending: git is ahead: it pins r.example.com/shop/web:1@#a, the "
                    + "runtime has #b… of commit 1000000; it waits for the next run"
            ], changes: ["new-pin #b → #a"]
        ) {
            $0.stands(on: "b")
            $0.applied = "b"
            $0.template = .image(SeenImage(image("b").reference))
        },
        Case(
            "the template cannot be seen", .unverified,
            [
                "unverified running-unverifiable: what a re-creation would use cannot be seen: no "
                    + "file"
            ]
        ) { $0.template = .unknown(Obstacle("no file")) },
        Case(
            "whether the template is the pin is not known", .unverified,
            [
                "unverified unreachable: whether a re-creation would use the pin is not known: no "
                    + "answer within 10 s",
                "notice unreachable: registry r.example.com could not be asked: no answer within "
                    + "10 s",
            ]
        ) {
            $0.template = .image(SeenImage(image("b").reference))
            $0.answers[members] = silence
        },
    ]

    static let tag1 = RegistryQuestion.resolve(.test(shop + ":1"))

    static let registries: [Case] = [
        Case(
            "fault 40: the pinned digest is gone", .atRisk,
            [
                "hazard pin-unpullable: r.example.com/shop/web:1@#a is not in its registry any "
                    + "more: a restart elsewhere would fail; push it again, or pin another digest"
            ]
        ) {
            $0.depth = .report
            $0.answers[.exists(image("a"))] = .absent
            $0.answers[tag1] = .digest(.letter("a"))
        },
        Case(
            "fault 41: the tag moved, which is a notice and no change", .synced,
            ["notice tag-moved: the tag r.example.com/shop/web:1 names #b now; the pin stays"]
        ) {
            $0.depth = .report
            $0.answers[.exists(image("a"))] = .present
            $0.answers[tag1] = .digest(.letter("b"))
            $0.answers[.members(.test(shop, .letter("b")))] = .members([.letter("c")])
        },
        Case(
            "a silent registry is told once, and a report that asks it is not green", .synced,
            [
                "unverified unreachable: registry r.example.com could not be asked: no answer "
                    + "within 10 s"
            ]
        ) {
            $0.depth = .report
            $0.answers[.exists(image("a"))] = silence
            $0.answers[tag1] = silence
        },
        Case(
            "the registry has the pin no more, and known bits run", .unverified,
            [
                "unverified running-unverifiable: whether what runs is the pin is not known: the "
                    + "pinned digest is not in its registry",
                "hazard pin-unpullable: r.example.com/shop/web:1@#a is not in its registry any more: "
                    + "a restart elsewhere would fail; push it again, or pin another digest",
            ]
        ) {
            $0.runs("b")
            $0.answers[members] = .absent
        },
        Case(
            "the environment's tag was moved", .atRisk,
            [
                "hazard environment-tag-moved: the tag r.example.com/shop/web:production names "
                    + "#b; Pinion put it on #a"
            ]
        ) {
            $0.rules = Rules(apply: .automatic, environmentTag: .production)
            $0.ledger.tags[image("a").repository] = .letter("a")
            $0.answers[.resolve(.test(shop + ":production"))] = .digest(.letter("b"))
        },
        Case(
            "the environment's tag was deleted", .atRisk,
            [
                "hazard environment-tag-moved: the tag r.example.com/shop/web:production is gone; "
                    + "Pinion put it on #a"
            ]
        ) {
            $0.rules = Rules(apply: .automatic, environmentTag: .production)
            $0.ledger.tags[image("a").repository] = .letter("a")
            $0.answers[.resolve(.test(shop + ":production"))] = .absent
        },
        Case("the environment's tag is where Pinion put it", .synced, []) {
            $0.rules = Rules(apply: .automatic, environmentTag: .production)
            $0.ledger.tags[image("a").repository] = .letter("a")
            $0.answers[.resolve(.test(shop + ":production"))] = .digest(.letter("a"))
        },
        Case("an environment's tag that Pinion never put is no finding", .synced, []) {
            $0.rules = Rules(apply: .automatic, environmentTag: .production)
            $0.answers[.resolve(.test(shop + ":production"))] = .digest(.letter("b"))
        },
    ]

    static let inventories: [Case] = [
        Case(
            "fault 17: a pinned service is missing: it is said, and nothing is planned", .drifted,
            [
                "critical service-missing: pinned, and the runtime has no web in scope; create it "
                    + "there, or remove the pin"
            ]
        ) { $0.isThere = false },
        Case(
            "a pinned service is outside the scope", .drifted,
            ["critical service-missing: web exists, but it belongs to the stack blog"]
        ) {
            $0.isThere = false
            $0.outOfScope = [OutOfScope(name: "web", reason: "it belongs to the stack blog")]
        },
        Case(
            "fault 30: a service without a pin is said, never touched", .atRisk,
            [
                "api hazard service-untracked: it is in the environment's scope and nothing pins "
                    + "it; pin it, or add it to untracked.ignore"
            ]
        ) { $0.others = [.test("api", .test("api:latest"))] },
        Case("names and patterns that are ignored", .synced, []) {
            $0.rules = Rules(untrackedIgnore: [NamePattern("traefik"), NamePattern("ci-*")])
            $0.others = ["traefik", "ci-1", "ci-"].map { .test($0, .test("x:latest")) }
        },
        Case(
            "a pattern is not a prefix", .atRisk,
            [
                "xci-1 hazard service-untracked: it is in the environment's scope and nothing "
                    + "pins it; pin it, or add it to untracked.ignore"
            ]
        ) {
            $0.rules = Rules(untrackedIgnore: [NamePattern("ci-*")])
            $0.others = [.test("xci-1", .test("x:latest"))]
        },
        Case(
            "a new object under the same name", .synced,
            [
                "notice service-recreated: the same name is a new object since the ledger's last "
                    + "entry (old before, object now)"
            ]
        ) { $0.ledger.objects["web"] = "old" },
        Case("a service under another name in the runtime", .synced, []) {
            $0.services = [.test("front", image("a"), runtimeName: "web")]
        },
        Case(
            "a pinned container is missing, another is not pinned", .drifted,
            [
                "web/app critical container-missing: the container app is pinned, and the service "
                    + "has only web",
                "hazard container-untracked: the container web is not pinned; pin it under "
                    + "`containers:`",
            ]
        ) { $0.services = [.test("web", [.test(image("a"), container: "app")])] },
        Case(
            "the short form of several containers is the one of the service's name", .atRisk,
            [
                "both/proxy hazard container-untracked: the container proxy is not pinned; pin it "
                    + "under `containers:`"
            ]
        ) {
            $0.isThere = false
            $0.services = [.test("both", image("a"))]
            $0.others = [twoContainers("both", "both", "proxy")]
        },
        Case(
            "the short form of several containers without that name", .drifted,
            [
                "both critical container-missing: pinned in the short form, and the service has "
                    + "the containers app, proxy; pin each under `containers:`",
                "both/app hazard container-untracked: the container app is not pinned; pin it "
                    + "under `containers:`",
                "both/proxy hazard container-untracked: the container proxy is not pinned; pin it "
                    + "under `containers:`",
            ]
        ) {
            $0.isThere = false
            $0.services = [.test("both", image("a"))]
            $0.others = [twoContainers("both", "app", "proxy")]
        },
    ]

    static func twoContainers(_ service: String, _ one: String, _ other: String)
        -> ServiceObservation
    {
        ServiceObservation(
            name: service, objectID: "o",
            containers: [one, other].map { name in
                ContainerObservation(
                    name: name, template: .absent,
                    declared: .image(SeenImage(image("a").reference)),
                    instances: .seen([Instance(id: "1", bits: .known([.letter("a")]))]))
            })
    }
}

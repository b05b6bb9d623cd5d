import PinionDecisions
import PinionModel
import PinionTesting
import Testing

/// Several replicas of one container, and what hides behind one host.
extension AssessorTests {
    static let replicas: [Case] = [
        Case("all replicas are on the pin", .synced, []) { $0.replicas("a", "a") },
        Case(
            "a wrong second copy is seen and changed though the first is right", .drifted,
            [
                "critical declared-differs: the container web-2: declared as "
                    + "r.example.com/shop/web:1@#b, the pin is r.example.com/shop/web:1@#a; the "
                    + "ledger did not put it there",
                "critical running-differs: 1 of 2 instances runs #b; the pin is "
                    + "r.example.com/shop/web:1@#a",
                "critical running-mixed: its instances run different images: #a, #b",
            ], changes: ["new-pin #b → #a"]
        ) {
            $0.replicas("a", "b")
            $0.answers[members] = .members([])
        },
        Case(
            "of two wrong replicas the first in byte order speaks", .drifted,
            [
                "critical declared-differs: the container web-3: declared as "
                    + "r.example.com/shop/web:1@#b, the pin is r.example.com/shop/web:1@#a; the "
                    + "ledger did not put it there",
                "critical running-differs: 1 of 3 instances runs #b, 1 of 3 instances runs #c; the "
                    + "pin is r.example.com/shop/web:1@#a",
                "critical running-mixed: its instances run different images: #a, #b, #c",
            ], changes: ["new-pin #b → #a"]
        ) {
            $0.replicas("a", "c", "b")
            $0.answers[members] = .members([])
        },
        Case(
            "a copy made from a tag is seen beside one that is pinned", .atRisk,
            [
                "hazard template-floating: a re-creation would use r.example.com/shop/web:latest (the "
                    + "container web-2), without a digest, and so whatever its tag means then"
            ]
        ) {
            $0.replicas("a", "a")
            $0.replicas[1] = Replica(
                id: "1", name: "web-2", template: .image(SeenImage(.test(shop + ":latest"))),
                declared: .image(SeenImage(image("a").reference)))
        },
        Case(
            "fault 53: a copy whose image is not known is no green one", .unverified,
            [
                "unverified running-unverifiable: the container web-2: what is declared cannot be "
                    + "seen: built here"
            ]
        ) {
            $0.replicas("a", "a")
            $0.replicas[1] = Replica(
                id: "1", name: "web-2", template: .absent,
                declared: .unknown(Obstacle("built here")))
        },
        Case(
            "a copy that nobody can read keeps no other one from its pin", .unverified,
            [
                "unverified running-unverifiable: the container web-2: what is declared cannot be "
                    + "seen: built here",
                "progress change-pending: git is ahead: it pins r.example.com/shop/web:1@#a, the "
                    + "runtime has #b… of commit 1000000; it waits for the next run",
            ], changes: ["new-pin #b → #a"]
        ) {
            $0.applied = "b"
            $0.replicas("b", "b")
            $0.answers[members] = .members([])
            $0.replicas[1] = Replica(
                id: "1", name: "web-2", template: .absent,
                declared: .unknown(Obstacle("built here")))
        },
        Case(
            "a wrong copy that has exited and is started again is told, and no change waits for it",
            .drifted,
            [
                "critical declared-differs: the container web-2, which has exited and is started again, is "
                    + "declared as r.example.com/shop/web:1@#b, the pin is r.example.com/shop/web:1@#a; "
                    + "remove it, or start it, and the next reconcile re-creates it"
            ]
        ) {
            $0.replicas("a", "B")
            $0.answers[members] = .members([])
        },
        Case("a right copy that has exited and is started again is nothing to tell", .synced, []) {
            $0.replicas("a", "A")
        },
        Case(
            "a change that reached some replicas goes on", .progressing,
            [
                "progress change-pending: git is ahead: it pins r.example.com/shop/web:1@#a, the "
                    + "runtime has #b… of commit 1000000; it waits for the next run"
            ], changes: ["new-pin #b → #a"]
        ) {
            $0.applied = "b"
            $0.replicas("a", "b")
            $0.answers[members] = .members([])
        },
    ]

    static let hosts: [Case] = [
        Case(
            "what others look after is told where it runs", .synced,
            [
                "notice service-untracked: 2 running containers of the scope are not looked at here: "
                    + "a pod has x, a task is y"
            ]
        ) { $0.leftOut = ["a task is y", "a pod has x"] },
        Case(
            "a replica that failed and stays down is told while others run", .synced,
            [
                "notice nothing-runs: web-2 of web (exit code 137) ended, nothing starts it again, and "
                    + "fewer run than were made: `docker start` or `docker rm`"
            ]
        ) { $0.ended = ["web-2 of web (exit code 137)"] },
        Case(
            "what nobody read is said once", .synced,
            [
                "notice template-floating: what would re-create web is not known: they were created by "
                    + "digest, and the compose file behind them may still name a tag. Pinion reads "
                    + "what containers were created by: write the pins there, and create them by it once"
            ]
        ) { $0.isSourceUnread = true },
        Case(
            "a pin that may never have been pushed is not verified before its registry has it",
            .unverified,
            [
                "unverified running-unverifiable: r.example.com/shop/web:1@#a runs and is not in its "
                    + "registry: it was built on this host, or deleted since, and nobody can tell what it is",
                "hazard pin-unpullable: r.example.com/shop/web:1@#a is not in its registry any more: a "
                    + "restart elsewhere would fail; push it again, or pin another digest",
            ]
        ) {
            $0.mayBeLocal = true
            $0.answers[.exists(image("a"))] = .absent
        },
        Case(
            "fault 53: a registry that does not answer confirms nothing", .unverified,
            [
                "unverified unreachable: whether the pin is in its registry is not known: no answer "
                    + "within 10 s",
                "notice unreachable: registry r.example.com could not be asked: no answer within 10 s",
            ]
        ) {
            $0.mayBeLocal = true
            $0.answers[.exists(image("a"))] = silence
        },
        Case("a pin that its registry has is in step", .synced, []) {
            $0.mayBeLocal = true
            $0.answers[.exists(image("a"))] = .present
        },
        Case("what the ledger verified is not asked for again", .synced, []) {
            $0.mayBeLocal = true
            $0.applied = "a"
        },
        Case(
            "what may run on a host that is cut off is not verified", .unverified,
            [
                "unverified running-unverifiable: what 1 of 2 instances run is not known: the node is cut off"
            ]
        ) {
            $0.instances = .seen([
                Instance(id: "0", bits: .known([.letter("a")])),
                Instance(
                    id: "1", bits: .unknown(Obstacle("the node is cut off")), isCutOff: true),
            ])
        },
        Case(
            "an instance on a host that is cut off is no running one", .drifted,
            [
                "critical nothing-runs: instances are wanted, and none runs",
                "unverified running-unverifiable: what 1 of 1 instance run is not known: the node is cut off",
            ]
        ) {
            $0.instances = .seen([
                Instance(
                    id: "1", bits: .unknown(Obstacle("the node is cut off")), isCutOff: true)
            ])
        },
        Case(
            "two platforms of another index are one image, and not the pin", .drifted,
            [
                "critical declared-differs: declared as r.example.com/shop/web:1@#e, the pin is "
                    + "r.example.com/shop/web:1@#a; the ledger did not put it there",
                "critical running-differs: 1 of 2 instances runs #b, 1 of 2 instances runs #c; the "
                    + "pin is r.example.com/shop/web:1@#a",
            ], changes: ["new-pin #e → #a"]
        ) {
            $0.declared = .image(SeenImage(image("e").reference))
            $0.runs("b", "c")
            $0.answers[members] = .members([])
            $0.answers[.members(.test(shop, .letter("e")))] = .members([.letter("b"), .letter("c")])
        },
        Case("a tag that names the index of the pinned manifest has not moved", .synced, []) {
            $0.depth = .report
            $0.answers[.exists(image("a"))] = .present
            $0.answers[.resolve(.test(shop + ":1"))] = .digest(.letter("e"))
            $0.answers[.members(.test(shop, .letter("e")))] = .members([.letter("a"), .letter("f")])
        },
    ]
}

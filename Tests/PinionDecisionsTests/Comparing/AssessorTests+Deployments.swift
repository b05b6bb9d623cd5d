import PinionDecisions
import PinionModel
import PinionTesting
import Testing

/// Runtimes that resolve a tag once a deployment, owners that would set an image, and what surrounds a service.
extension AssessorTests {
    private static let floats =
        "hazard declared-floating: declared as r.example.com/shop/web:latest, without a digest; "

    static let deployments: [Case] = [
        Case(
            "a tag that stands for the pin until the next deployment", .atRisk,
            [
                floats + "the next deployment would pull #a, which is the pin until the tag moves; "
                    + "until then a replacement uses #a, which is the pin"
            ], changes: ["new-pin r.example.com/shop/web:latest → #a, identical bits"]
        ) {
            $0.resolves(to: "a")
            $0.answers[latest] = .digest(.letter("a"))
        },
        Case(
            "the tag moved since the last deployment", .atRisk,
            [
                floats + "the next deployment would pull #b, which is not the pin; "
                    + "until then a replacement uses #a, which is the pin"
            ], changes: ["repair r.example.com/shop/web:latest → #a, identical bits"]
        ) {
            $0.resolves(to: "a")
            $0.applied = "a"
            $0.answers[latest] = .digest(.letter("b"))
            $0.answers[members] = .members([])
        },
        Case(
            "the last deployment resolved a platform's manifest of the pinned index", .atRisk,
            [
                floats + "the next deployment would pull #a, which is the pin until the tag moves; "
                    + "until then a replacement uses #b"
            ], changes: ["new-pin r.example.com/shop/web:latest → #a, identical bits"]
        ) {
            $0.resolves(to: "b")
            $0.runs("b")
            $0.answers[members] = .members([.letter("b")])
            $0.answers[latest] = .digest(.letter("a"))
        },
        Case(
            "the last deployment resolved another build, and it runs", .drifted,
            [
                "critical declared-differs: declared as r.example.com/shop/web:latest (#b), the pin is "
                    + "r.example.com/shop/web:1@#a; the ledger did not put it there",
                "critical running-differs: 1 of 1 instance runs #b; the pin is r.example.com/shop/web:1@#a",
            ], changes: ["repair r.example.com/shop/web:latest → #a"]
        ) {
            $0.resolves(to: "b")
            $0.runs("b")
            $0.applied = "a"
            $0.answers[members] = .members([])
        },
        Case(
            "the last deployment resolved another build, and the old tasks run on", .drifted,
            [
                "critical declared-differs: declared as r.example.com/shop/web:latest (#b), the pin is "
                    + "r.example.com/shop/web:1@#a; the ledger did not put it there"
            ], changes: ["new-pin r.example.com/shop/web:latest → #a, identical bits"]
        ) {
            $0.resolves(to: "b")
            $0.answers[members] = .members([])
        },
        Case(
            "a tag of another repository is another image", .drifted,
            [
                "critical declared-differs: declared as mirror.example.com/web:1 (#a), the pin is "
                    + "r.example.com/shop/web:1@#a; the ledger did not put it there"
            ], changes: ["new-pin mirror.example.com/web:1 → #a, identical bits"]
        ) {
            $0.declared = .image(
                SeenImage(
                    .test("mirror.example.com/web:1"), alsoKnownAs: [.letter("a")],
                    validity: .untilDeployment))
        },
        Case(
            "git is ahead of a tag that stands for what was applied", .atRisk,
            [
                floats + "the next deployment would pull #a, which is the pin until the tag moves; "
                    + "until then a replacement uses #b"
            ], changes: ["new-pin r.example.com/shop/web:latest → #a"]
        ) {
            $0.resolves(to: "b")
            $0.runs("b")
            $0.applied = "b"
            $0.answers[latest] = .digest(.letter("a"))
        },
        Case(
            "no digest is known, and only a deployment looks it up", .atRisk,
            [floats + "the next deployment would fail, because the tag is not in its registry"],
            changes: ["new-pin r.example.com/shop/web:latest → #a, identical bits"]
        ) {
            $0.declared = .image(SeenImage(.test(shop + ":latest"), validity: .untilDeployment))
            $0.answers[latest] = .absent
        },
        Case(
            "a resolution that failed open: every start looks the tag up", .atRisk,
            [floats + "a restart now would pull #b, which is not the pin"],
            changes: ["new-pin r.example.com/shop/web:latest → #a, identical bits"]
        ) {
            $0.floats()
            $0.answers[latest] = .digest(.letter("b"))
            $0.answers[members] = .members([])
        },
        Case("a digest of its own lasts", .synced, []) {
            $0.declared = .image(SeenImage(image("a").reference, validity: .untilDeployment))
        },
        Case(
            "fault 53: whether the resolved digest is the pin is not known while the registry is silent",
            .unverified,
            [
                "unverified unreachable: whether the declared image is the pin is not known: no answer "
                    + "within 10 s",
                "notice unreachable: registry r.example.com could not be asked: no answer within 10 s",
            ]
        ) {
            $0.resolves(to: "b")
            $0.answers[members] = silence
        },
    ]

    private static let wire = "r.example.com/shop/web@#a"
    private static let fix = "set its parameter WebImage to " + wire

    private static func owner(_ surface: Surface) -> OwnerUpdate {
        OwnerUpdate(
            owner: "the stack shop-prod", image: surface, remedy: "set its parameter WebImage to")
    }

    static let owners: [Case] = [
        Case("the next update sets the pin", .synced, []) {
            $0.ownerUpdate = owner(
                .image(SeenImage(.test("r.example.com/shop/web@\(Digest.letter("a"))"))))
        },
        Case(
            "the next update sets another image", .atRisk,
            [
                "hazard template-differs: the next update of the stack shop-prod would set "
                    + "r.example.com/shop/web:1@#b, not the pin; " + fix
            ]
        ) {
            $0.ownerUpdate = owner(.image(SeenImage(image("b").reference)))
            $0.answers[members] = .members([])
        },
        Case(
            "the next update sets a tag", .atRisk,
            [
                "hazard template-floating: the next update of the stack shop-prod would set "
                    + "r.example.com/shop/web:latest, without a digest, and so whatever its tag means then; "
                    + fix
            ]
        ) { $0.ownerUpdate = owner(.image(SeenImage(.test(shop + ":latest")))) },
        Case(
            "the next update sets a tag, and drift asks what it means", .atRisk,
            [
                "hazard template-floating: the next update of the stack shop-prod would set "
                    + "r.example.com/shop/web:latest, without a digest; now it would pull #b, which is not "
                    + "the pin; " + fix
            ]
        ) {
            $0.ownerUpdate = owner(.image(SeenImage(.test(shop + ":latest"))))
            $0.pin = image("a", tag: "")
            $0.depth = .report
            $0.answers[latest] = .digest(.letter("b"))
            $0.answers[.members(image("a", tag: ""))] = .members([])
            $0.answers[.exists(image("a", tag: ""))] = .present
        },
        Case(
            "the template's default floats behind a pinned value", .atRisk,
            [
                "hazard template-floating: a re-creation would use r.example.com/shop/web:latest (the "
                    + "default of the parameter WebImage in the stack shop-prod), without a digest, and so "
                    + "whatever its tag means then"
            ]
        ) {
            $0.template = .image(SeenImage(.test(shop + ":latest")))
            $0.templateSite = "the default of the parameter WebImage in the stack shop-prod"
            $0.ownerUpdate = owner(.image(SeenImage(image("a").reference)))
        },
        Case(
            "both say the same: one finding", .atRisk,
            [
                "hazard template-floating: a re-creation would use r.example.com/shop/web:latest (the "
                    + "default of the parameter WebImage), without a digest, and so whatever its tag means "
                    + "then; so would the next update of the stack shop-prod: " + fix
            ]
        ) {
            $0.template = .image(SeenImage(.test(shop + ":latest")))
            $0.templateSite = "the default of the parameter WebImage"
            $0.ownerUpdate = owner(.image(SeenImage(.test(shop + ":latest"))))
        },
        Case(
            "both name one other image: one finding", .atRisk,
            [
                "hazard template-differs: a re-creation would use r.example.com/shop/web:1@#b (a literal), "
                    + "the pin is r.example.com/shop/web:1@#a; so would the next update of the stack "
                    + "shop-prod: " + fix
            ]
        ) {
            $0.template = .image(SeenImage(image("b").reference))
            $0.templateSite = "a literal"
            $0.ownerUpdate = owner(.image(SeenImage(image("b").reference)))
            $0.answers[members] = .members([])
        },
        Case(
            "both differ, each in its own way", .atRisk,
            [
                "hazard template-differs: the next update of the stack shop-prod would set "
                    + "r.example.com/shop/web:1@#b, not the pin; " + fix,
                "hazard template-floating: a re-creation would use r.example.com/shop/web:latest, without a "
                    + "digest, and so whatever its tag means then",
            ]
        ) {
            $0.template = .image(SeenImage(.test(shop + ":latest")))
            $0.ownerUpdate = owner(.image(SeenImage(image("b").reference)))
            $0.answers[members] = .members([])
        },
        Case(
            "what the next update sets cannot be seen", .unverified,
            [
                "unverified running-unverifiable: what the next update of the stack shop-prod would set "
                    + "cannot be seen: the export is not there"
            ]
        ) { $0.ownerUpdate = owner(.unknown(Obstacle("the export is not there"))) },
        Case(
            "neither can be seen, for one reason: one finding", .unverified,
            [
                "unverified running-unverifiable: what a re-creation would use cannot be seen: the export "
                    + "is not there"
            ]
        ) {
            $0.template = .unknown(Obstacle("the export is not there"))
            $0.ownerUpdate = owner(.unknown(Obstacle("the export is not there")))
        },
        Case(
            "while git is ahead the next update may set the former image", .progressing,
            [
                "progress change-pending: git is ahead: it pins r.example.com/shop/web:1@#a, the "
                    + "runtime has #b… of commit 1000000; it waits for the next run"
            ], changes: ["new-pin #b → #a"]
        ) {
            $0.stands(on: "b")
            $0.applied = "b"
            $0.ownerUpdate = owner(.image(SeenImage(image("b").reference)))
        },
    ]

    static let surroundings: [Case] = [
        Case(
            "a resolution that may fail open", .atRisk,
            ["hazard resolution-unsafe: its version consistency is disabled"]
        ) {
            $0.risks = [
                Risk(
                    .resolutionUnsafe, container: "web",
                    clause: "its version consistency is disabled")
            ]
        },
        Case(
            "two pipelines that deploy behind git's back", .atRisk,
            [
                "hazard pipeline-bypass: the pipeline blog deploys it",
                "hazard pipeline-bypass: the pipeline shop deploys it",
            ]
        ) {
            $0.risks = ["shop", "blog"].map {
                Risk(.pipelineBypass, clause: "the pipeline \($0) deploys it")
            }
        },
        Case(
            "a rule will delete the pin", .atRisk,
            [
                "hazard pin-expiring: r.example.com/shop/web:1@#a will be deleted from its registry at "
                    + "\(Timestamp.test): rule 2 keeps images for 14 days; exempt it there, for example by "
                    + "the environment's tag on it, or pin another digest"
            ]
        ) {
            $0.depth = .report
            $0.answers[.exists(image("a"))] = .present
            $0.answers[tag1] = .digest(.letter("a"))
            $0.answers[.expiry(image("a"))] = .expiry(
                ImageExpiry(rule: "rule 2 keeps images for 14 days", at: .test))
        },
        Case(
            "a rule will delete what a rollback would return to", .atRisk,
            [
                "hazard pin-expiring: r.example.com/shop/web:1@#b, which a rollback would return to, will be "
                    + "deleted from its registry: rule 1 keeps 10 images; exempt it there, for example by the "
                    + "environment's tag on it"
            ]
        ) {
            $0.depth = .report
            $0.former = "b"
            $0.answers[.exists(image("a"))] = .present
            $0.answers[tag1] = .digest(.letter("a"))
            $0.answers[.expiry(image("b"))] = .expiry(
                ImageExpiry(rule: "rule 1 keeps 10 images", at: nil))
        },
        Case("only a report asks for rules", .synced, []) {
            $0.former = "b"
            $0.answers[.expiry(image("a"))] = .expiry(ImageExpiry(rule: "rule 1", at: nil))
        },
        Case(
            "a registry whose rules cannot be read is a notice", .synced,
            ["notice unreachable: registry r.example.com could not be asked: no answer within 10 s"]
        ) {
            $0.depth = .report
            $0.answers[.exists(image("a"))] = .present
            $0.answers[tag1] = .digest(.letter("a"))
            $0.answers[.expiry(image("a"))] = silence
        },
    ]
}

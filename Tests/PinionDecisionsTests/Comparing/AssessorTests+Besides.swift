import PinionDecisions
import PinionModel
import PinionTesting
import Testing

/// Further deployments that run, or may start instances, beside the one that a change would replace.
extension AssessorTests {
    private static let origin = "its ACTIVE deployment of web:1"
    private static let differs =
        "critical declared-differs: its ACTIVE deployment of web:1 is declared as "
        + "r.example.com/shop/web:1@#b, the pin is r.example.com/shop/web:1@#a"

    private static func other(_ letter: Character) -> OtherDeclaration {
        OtherDeclaration(origin, .image(SeenImage(image(letter).reference)))
    }

    private static let floating = OtherDeclaration(
        origin,
        .image(
            SeenImage(
                .test(shop + ":latest"), alsoKnownAs: [.letter("a")], validity: .untilDeployment)))

    static let besides: [Case] = [
        Case("a further deployment on the pin", .synced, []) { $0.beside = [other("a")] },
        Case(
            "fault 53: a further deployment by a tag, with the pin's bits", .atRisk,
            [
                "hazard declared-floating: its ACTIVE deployment of web:1 is declared as "
                    + "r.example.com/shop/web:latest, without a digest; the next deployment would pull #a, "
                    + "which is the pin until the tag moves; until then a replacement uses #a, which is the pin"
            ]
        ) {
            $0.beside = [floating]
            $0.answers[latest] = .digest(.letter("a"))
        },
        Case("fault 53: a further deployment of another image", .drifted, [differs]) {
            $0.beside = [other("b")]
            $0.answers[members] = .members([])
        },
        Case(
            "fault 53: what was applied before stays beside a deployment that is over", .drifted,
            [differs]
        ) {
            $0.beside = [other("b")]
            $0.applied = "b"
            $0.answers[members] = .members([])
        },
        Case(
            "what was applied before leaves while the pin comes", .progressing,
            ["progress rollout-progressing: 1 of 2 tasks run web:2"]
        ) {
            $0.beside = [other("b")]
            $0.applied = "b"
            $0.rollout = .progressing("1 of 2 tasks run web:2")
        },
        Case(
            "what Pinion's change replaces leaves while the pin comes", .progressing,
            ["progress rollout-progressing: 1 of 2 tasks run web:2"]
        ) {
            $0.beside = [floating]
            $0.sent = "a"
            $0.declaredBeforeSent = shop + ":latest"
            $0.rollout = .progressing("1 of 2 tasks run web:2")
        },
        Case(
            "fault 53: a further deployment that cannot be read", .unverified,
            [
                "unverified running-unverifiable: what its ACTIVE deployment of web:1 declares cannot be "
                    + "seen: gone"
            ]
        ) { $0.beside = [OtherDeclaration(origin, .unknown(Obstacle("gone")))] },
        Case("two of them are one finding of a kind, the first by its words", .drifted, [differs]) {
            $0.beside = [
                OtherDeclaration(
                    "its ACTIVE deployment of web:9", .image(SeenImage(image("b").reference))),
                other("b"),
            ]
            $0.answers[members] = .members([])
        },
    ]

    @Test func `nothing is in step beside a deployment that is not, and that one is shown`() {
        var scene = Scene()
        scene.beside = [Self.other("b")]
        scene.answers[Self.members] = .members([])
        let assessment = scene.assess().assessment
        #expect(assessment.inStep.isEmpty)
        #expect(
            assessment.services.first?.containers.first?.declared == image("b").reference)
    }
}

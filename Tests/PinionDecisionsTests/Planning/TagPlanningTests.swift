import PinionDecisions
import PinionModel
import PinionTesting
import Testing

/// When an environment's tag is due: several pins of one repository move it together.
@Suite(.timeLimit(.minutes(10)))
struct TagPlanningTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        /// What each service declares and runs; the pin is `a`, and `-` is a service that is not there.
        let declared: String
        var digestOfTag: Character? = "c"
        let isDue: Bool
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(name: "all in step", declared: "aa", isDue: true),
        Case(name: "the tag is right already", declared: "aa", digestOfTag: "a", isDue: false),
        Case(name: "there is no such tag", declared: "aa", digestOfTag: nil, isDue: true),
        Case(name: "one will be in step with the plan", declared: "ab", isDue: true),
        Case(name: "one is not there: it holds nothing back", declared: "a-", isDue: true),
        Case(name: "none is there", declared: "--", isDue: false),
        Case(
            name: "one runs something else, and no change is planned", declared: "aX", isDue: false),
        Case(name: "one cannot be changed", declared: "aU", isDue: false),
    ]

    @Test(arguments: cases)
    func `a repository's tag moves when all its pins have`(_ row: Case) {
        var services: [Service] = []
        var seen: [ServiceObservation] = []
        for (number, letter) in row.declared.enumerated() {
            let name = "s\(number)"
            services.append(.test(name, image("a")))
            guard letter != "-" else { continue }
            let declared = letter == "U" ? image("b") : letter == "X" ? image("a") : image(letter)
            seen.append(
                ServiceObservation(
                    name: name, objectID: name,
                    containers: [
                        ContainerObservation(
                            name: name, template: .absent,
                            declared: .image(SeenImage(declared.reference)),
                            instances: .seen([
                                Instance(
                                    id: "1",
                                    bits: .known([letter == "X" ? .letter("d") : declared.digest]))
                            ]))
                    ], unchangeable: letter == "U" ? "x" : nil))
        }
        let subject = ComparisonInput(
            environment: Environment(
                name: .production, runtime: .sandbox(state: "s"),
                rules: Rules(apply: .automatic, environmentTag: .production), services: services),
            inventory: Inventory(services: seen), ledger: LedgerState(), depth: .decision,
            checksEnvironmentTag: true)
        let answers = RegistryAnswers([
            .resolve(.test(shop + ":production")): row.digestOfTag.map { .digest(.letter($0)) }
                ?? .absent,
            .members(image("a")): .members([]), .members(image("b")): .members([]),
        ])
        let (assessment, _) = Assessor.assess(subject, answers: answers)
        #expect(!assessment.plan.tags.isEmpty == row.isDue)
        #expect(assessment.placedTags.isEmpty == (row.digestOfTag != "a"))
    }
}

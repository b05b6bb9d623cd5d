import PinionDecisions
import PinionModel
import PinionTesting
import Testing

/// What an assessment says besides its findings.
@Suite(.timeLimit(.minutes(10)))
struct AssessmentTests {
    @Test func `findings carry when they were first seen, and who changed it`() throws {
        var scene = Scene()
        scene.floats()
        scene.answers[AssessorTests.latest] = .digest(.letter("b"))
        scene.answers[AssessorTests.members] = .members([])
        scene.changedBy = Attribution(who: "deploy@ci", at: .test)
        let key = FindingKey(kind: .declaredFloating, service: "web", container: "web")
        scene.ledger.findings[key] = Scene.hour
        let finding = try #require(scene.assess().assessment.findings.first?.finding)
        #expect(finding.firstSeen == Scene.hour)
        #expect(finding.changedBy == Attribution(who: "deploy@ci", at: .test))
        #expect(finding.wouldPull == WouldPull(on: .restart, digest: .letter("b"), isPin: false))
    }

    @Test func `whether a restart would pull the pin is null where it is not known`() throws {
        var scene = Scene()
        scene.floats()
        scene.answers[AssessorTests.latest] = .digest(.letter("b"))
        scene.answers[AssessorTests.members] = AssessorTests.silence
        let finding = try #require(scene.assess().assessment.findings.first?.finding)
        #expect(finding.wouldPull == WouldPull(on: .restart, digest: .letter("b"), isPin: nil))
    }

    @Test func `questions are open until they are answered, once each`() {
        var scene = Scene()
        scene.stands(on: "d")
        scene.floats()
        #expect(scene.assess().open == [AssessorTests.members, AssessorTests.latest])
        scene.answers[AssessorTests.members] = .members([])
        scene.answers[AssessorTests.latest] = .digest(.letter("d"))
        #expect(scene.assess().open.isEmpty)
    }

    @Test func `a service in step asks the registry nothing to decide`() {
        #expect(Scene().assess().open.isEmpty)
    }

    @Test func `only what is verified everywhere is in step`() {
        let spoil: [@Sendable (inout Scene) -> Void] = [
            { $0.runs("a", "?") },
            { $0.instances = .unknown(Obstacle("x")) },
            { $0.rollout = .progressing("x") },
            { $0.rollout = .failed("x") },
            { $0.declared = .unknown(Obstacle("x")) },
            { $0.unfinished = "x" },
            { scene in
                scene.runs("d")
                scene.answers[AssessorTests.members] = AssessorTests.silence
            },
        ]
        #expect(Scene().assess().assessment.inStep == [Scene.key: image("a")])
        for change in spoil {
            var scene = Scene()
            change(&scene)
            #expect(scene.assess().assessment.inStep.isEmpty)
        }
    }

    @Test func `a report shows all surfaces, and the pins of missing containers too`() throws {
        var scene = Scene()
        scene.services = [.test("web", [.test(image("b"), container: "app")])]
        scene.template = .image(SeenImage(.test(shop + ":latest")))
        let containers = try #require(scene.assess().assessment.services.first?.containers)
        #expect(containers.map(\.name) == ["app", "web"])
        #expect(containers[0].pin == image("b"))
        #expect(containers[0].declared == nil)
        #expect(containers[1].pin == nil)
        #expect(containers[1].declared == image("a").reference)
        #expect(containers[1].template == .test(shop + ":latest"))
        #expect(containers[1].running == [RunningCount(digest: .letter("a"), instances: 1)])
    }

    @Test func `instances on platforms of the pin are counted as the pin`() throws {
        var scene = Scene()
        scene.runs("a", "b", "d", "?")
        scene.answers[AssessorTests.members] = .members([.letter("b")])
        let container = try #require(scene.assess().assessment.services.first?.containers.first)
        #expect(
            container.running == [
                RunningCount(digest: .letter("a"), instances: 2),
                RunningCount(digest: .letter("d"), instances: 1),
                RunningCount(digest: nil, instances: 1),
            ])
    }

    @Test func `the order of observations and instances does not matter`() {
        var numbers = SeededGenerator(seed: 7)
        let names = ["web", "api", "job", "mail", "db"]
        let services = names.map { Service.test($0, image("a")) }
        let seen = names.enumerated().map { index, name in
            ServiceObservation.test(
                name, index.isMultiple(of: 2) ? image("c").reference : .test(shop + ":latest"),
                running: .letter("b"), instances: 3)
        }
        func assess(_ seen: [ServiceObservation], _ pins: [Service]) -> Assessment {
            let environment = Environment(
                name: .production, runtime: .sandbox(state: "s"), services: pins)
            let subject = ComparisonInput(
                environment: environment, inventory: Inventory(services: seen),
                ledger: LedgerState(), depth: .decision)
            let answers = RegistryAnswers([.members(image("a")): .members([])])
            return Assessor.assess(subject, answers: answers).assessment
        }
        let first = assess(seen, services)
        #expect(first.plan.changes.count == 5)
        for _ in 0..<20 {
            let again = assess(
                seen.shuffled(using: &numbers), services.shuffled(using: &numbers))
            #expect(again == first)
        }
    }

    @Test func `an applied plan leaves no drift`() {
        var scene = Scene()
        scene.floats()
        scene.answers[AssessorTests.latest] = .digest(.letter("b"))
        scene.answers[AssessorTests.members] = .members([])
        #expect(!scene.assess().assessment.plan.isEmpty)
        scene.stands(on: "a")
        #expect(scene.assess().assessment.plan.isEmpty)
        #expect(scene.assess().assessment.status == .synced)
    }
}

/// Holds in an assessment: carried along, whatever else is found.
@Suite(.timeLimit(.minutes(10)))
struct HeldPinTests {
    @Test(arguments: [true, false])
    func `a container carries its pin's hold with since when`(isThere: Bool) throws {
        let hold = Hold(refuse: [.letter("d")], reason: "leak")
        let site = FilePosition(path: "pins.yaml", line: 2, column: 3)
        let name = try #require(Service.Name(parsing: "web"))
        let service = Service(name: name, pins: [Pin(image: image("a"), hold: hold, site: site)])
        let revision = Revision(id: .test(1), author: "Ada", authored: .test, subject: "Hold")
        let environment = Environment(
            name: .production, runtime: .sandbox(state: "s"), services: [service])
        let seen = ServiceObservation.test("web", image("a").reference)
        let subject = ComparisonInput(
            environment: environment, inventory: Inventory(services: isThere ? [seen] : []),
            ledger: LedgerState(), depth: .decision,
            heldSince: [PinKey(service: name): .commit(revision)])
        let container = Assessor.assess(subject, answers: RegistryAnswers()).assessment
            .services.first?.containers.first
        #expect(container?.hold == ReportedHold(hold, since: .commit(revision)))
    }
}

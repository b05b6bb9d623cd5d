import PinionDecisions
import PinionModel
import PinionTesting
import Testing

/// Random inventories, ledgers, rules and answers: what is called synced must be so by a plainer reading of the same
/// facts.
@Suite(.timeLimit(.minutes(10)))
struct SyncedPropertyTests {
    @Test func `nothing is synced unless all that should run was seen to be the pin`() {
        var synced = 0
        var others = 0
        for seed in 0..<2_000 {
            var world = RandomWorld(seed: UInt64(seed))
            let subject = world.subject()
            let answers = world.answers
            let assessment = Assessor.assess(subject, answers: RegistryAnswers(answers)).assessment
            for service in subject.environment.services {
                let shown = assessment.services.first { $0.name == service.name.description }
                guard shown?.status == .synced else {
                    others += 1
                    continue
                }
                synced += 1
                let doubt = Reading(subject.inventory, answers).doubt(about: service)
                #expect(doubt == nil, "seed \(seed), \(service.name): \(doubt ?? "")")
            }
        }
        #expect(synced > 200 && others > 200, "both happen: \(synced) and \(others)")
    }
}

/// What stands against calling a service synced, read from the facts alone.
private struct Reading {
    let inventory: Inventory
    let answers: [RegistryQuestion: RegistryAnswer]

    init(_ inventory: Inventory, _ answers: [RegistryQuestion: RegistryAnswer]) {
        self.inventory = inventory
        self.answers = answers
    }

    func doubt(about service: Service) -> String? {
        let found = inventory.services.filter { $0.name == service.nameInRuntime }
        guard let seen = found.first, found.count == 1 else {
            return "\(found.count) services have its name"
        }
        if seen.wanted == .nothing { return "it is scaled to nothing" }
        if case .stalled = seen.wanted { return "it gets on no further" }
        if seen.unfinished != nil { return "a change of it is unfinished" }
        if !seen.rollout.isOver { return "a change of it is under way" }
        for container in seen.containers {
            guard
                let pin = service.pins.first(where: {
                    ($0.container ?? seen.name) == container.name
                })
            else { return "\(container.name) is not pinned" }
            if let doubt = doubt(about: container, pin.image, seen.wanted) {
                return "\(container.name): \(doubt)"
            }
        }
        let names = Set(seen.containers.map(\.name))
        let isWhole = service.pins.allSatisfy { names.contains($0.container ?? seen.name) }
        return isWhole ? nil : "a pinned container is not there"
    }

    private func doubt(
        about container: ContainerObservation, _ pin: PinnedImage, _ wanted: Wanted
    ) -> String? {
        guard case .seen(let instances) = container.instances else {
            return "what runs is not seen"
        }
        let running = instances.filter { !$0.isCutOff }
        if running.isEmpty, wanted != .end { return "nothing runs" }
        for instance in instances {
            guard case .known(let digests) = instance.bits else {
                return "an instance is not known"
            }
            if !isPin(digests, pin) { return "an instance is off the pin" }
        }
        let replicas = container.replicas
        let declared = replicas.isEmpty ? [container.declared] : replicas.map(\.declared)
        if let doubt = declared.compactMap({ off($0, pin, "declared", mayLack: false) }).first {
            return doubt
        }
        if let doubt = container.others.compactMap({ off($0.image, pin, "besides", mayLack: false) }
        )
        .first {
            return doubt
        }
        let templates = replicas.isEmpty ? [container.template] : replicas.map(\.template)
        let owner = container.ownerUpdate.map(\.image)
        return (templates + [owner].compactMap(\.self))
            .compactMap { off($0, pin, "template", mayLack: true) }.first
    }

    private func off(
        _ surface: Surface, _ pin: PinnedImage, _ what: String, mayLack: Bool
    ) -> String? {
        switch surface {
        case .absent: mayLack ? nil : "\(what): there is none"
        case .unknown: "\(what): it is not seen"
        case .image(let image):
            image.validity == .lasting && image.reference.repository == pin.repository
                && isPin(image.digests, pin) ? nil : "\(what): it is off the pin"
        }
    }

    private func isPin(_ digests: [Digest], _ pin: PinnedImage) -> Bool {
        if digests.contains(pin.digest) { return true }
        guard case .members(let members)? = answers[.members(pin)] else { return false }
        return digests.contains(where: members.contains)
    }
}

/// Facts that are mostly right, each now and then wrong in one way or another.
private struct RandomWorld {
    private var random: SeededGenerator
    private(set) var answers: [RegistryQuestion: RegistryAnswer] = [:]
    private let letters: [Character] = ["a", "b", "c", "d"]

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    private mutating func isOdd(_ chance: Int = 8) -> Bool {
        .random(in: 0..<100, using: &random) < chance
    }

    private mutating func pick<Value>(_ values: [Value]) -> Value {
        values[.random(in: values.indices, using: &random)]
    }

    mutating func subject() -> ComparisonInput {
        let services = [
            Service.test("web", image("a")),
            Service.test(
                "db", [.test(image("a"), container: "db"), .test(image("b"), container: "log")]),
        ]
        for letter in letters {
            for tag in [":1", ""] {
                let pin = image(letter, tag: tag)
                answers[.members(pin)] = members(of: letter)
                answers[.exists(pin)] = pick([.present, .present, .present, .absent, silence])
                answers[.expiry(pin)] = .expiry(nil)
            }
        }
        for tag in [":1", ":latest"] {
            answers[.resolve(.test(shop + tag))] = pick([
                .digest(.letter(pick(letters))), .absent, silence,
            ])
        }
        var found: [ServiceObservation] = []
        for service in services where !isOdd(3) {
            found.append(observation(of: service))
            if isOdd(3) { found.append(observation(of: service)) }
        }
        var rules = Rules(apply: pick([.automatic, .manual, .never]))
        if isOdd() { rules = Rules(apply: .automatic) }
        return ComparisonInput(
            environment: Environment(
                name: .production, runtime: .sandbox(state: "s"), rules: rules, services: services),
            inventory: Inventory(services: found), ledger: ledger(services),
            depth: pick([.decision, .report]))
    }

    private var silence: RegistryAnswer { .unanswered(Obstacle("no answer")) }

    private mutating func members(of letter: Character) -> RegistryAnswer {
        guard !isOdd(20) else {
            return pick([silence, .absent, .members([.letter(pick(letters))])])
        }
        return .members([])
    }

    private mutating func ledger(_ services: [Service]) -> LedgerState {
        var ledger = LedgerState()
        for service in services {
            for pin in service.pins {
                let key = ContainerKey(
                    service: service.name.description,
                    container: pin.container ?? service.name.description)
                if isOdd(60) { ledger.applied[key] = applied(pin.image) }
                if isOdd(20) { ledger.sent[key] = applied(pin.image) }
                if isOdd(5) { ledger.failed[key] = isOdd(50) ? pin.image.digest : .letter("d") }
            }
            if isOdd(50) { ledger.objects[service.name.description] = pick(["object", "former"]) }
        }
        return ledger
    }

    private mutating func applied(_ pin: PinnedImage) -> AppliedImage {
        AppliedImage(
            image: isOdd(60) ? pin : image(pick(letters)), commit: .test(1),
            at: Timestamp.test + .seconds(-60))
    }

    private mutating func observation(of service: Service) -> ServiceObservation {
        var containers = service.pins.map { pin in
            container(pin.container ?? service.nameInRuntime, pin.image)
        }
        if isOdd(2) { containers.removeLast() }
        if isOdd(2) { containers.append(container("side", image("c"))) }
        return ServiceObservation(
            name: service.nameInRuntime, objectID: "object", containers: containers,
            wanted: isOdd() ? pick([.nothing, .end, .stalled("it is down")]) : .instances,
            rollout: isOdd()
                ? pick([.progressing("p"), .failed("f"), .rolledBack("r")]) : .settled,
            unfinished: isOdd(2) ? "left" : nil,
            interruption: isOdd(2) ? Interruption("stopped", isRestorable: true) : nil,
            unchangeable: isOdd(2) ? "never" : nil)
    }

    private mutating func container(_ name: String, _ pin: PinnedImage) -> ContainerObservation {
        var replicas: [Replica] = []
        if isOdd(25) {
            for index in 0..<Int.random(in: 2...3, using: &random) {
                replicas.append(
                    Replica(
                        id: "\(index)", name: "\(name)-\(index)", template: template(pin),
                        declared: surface(pin), reasonStopped: isOdd() ? "has exited" : nil))
            }
        }
        return ContainerObservation(
            name: name, template: template(pin),
            ownerUpdate: isOdd(10)
                ? OwnerUpdate(owner: "a stack", image: surface(pin), remedy: "set it to") : nil,
            declared: surface(pin),
            others: isOdd() ? [OtherDeclaration("a second deployment", surface(pin))] : [],
            instances: instances(pin), replicas: replicas,
            mayBeLocal: isOdd(10), isSourceUnread: isOdd(10))
    }

    private mutating func template(_ pin: PinnedImage) -> Surface {
        isOdd(50) ? .absent : surface(pin)
    }

    private mutating func surface(_ pin: PinnedImage) -> Surface {
        guard isOdd() else { return .image(SeenImage(pin.reference)) }
        let other = image(pick(letters))
        return pick([
            .absent, .unknown(Obstacle("not seen")), .image(SeenImage(other.reference)),
            .image(SeenImage(.test(shop + ":latest"))),
            .image(
                SeenImage(
                    .test(shop + ":latest"), alsoKnownAs: [pin.digest], validity: .untilDeployment)),
            .image(SeenImage(.test("mirror.example.com/web@\(pin.digest)"))),
        ])
    }

    private mutating func instances(_ pin: PinnedImage) -> Instances {
        if isOdd(3) { return .unknown(Obstacle("not seen")) }
        let number = isOdd() ? 0 : Int.random(in: 1...3, using: &random)
        var instances: [Instance] = []
        for index in 0..<number {
            let bits: Instance.Bits =
                isOdd()
                ? pick([
                    .unknown(Obstacle("not known")), .known([]), .known([.letter(pick(letters))]),
                ]) : .known([pin.digest])
            instances.append(Instance(id: "\(index)", bits: bits, isCutOff: isOdd(3)))
        }
        return .seen(instances)
    }
}

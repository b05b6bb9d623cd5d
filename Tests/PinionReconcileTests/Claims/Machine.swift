import PinionDecisions
import PinionModel
import PinionReconcile
@testable import PinionRuntimes
import PinionTesting

/// An engine with containers that several environments of several repositories see, each through its own scope.
struct Machine {
    /// A container.
    struct Object {
        var id: String
        let name: String
        let project: String
        let labels: Set<String>
        var image: PinnedImage
    }

    /// An environment, and the repository that it is in.
    struct Member {
        let environment: Environment
        let repository: Int
    }

    var objects: [Object] = []
    var members: [Member] = []
    var chains: [Environment.Name: [LedgerTip]] = [:]
    /// This host's records.
    var records: [Environment.Name: HostClaim] = [:]
    /// Every change that was made: of which container, by which environment.
    var changes: [(object: String, environment: Environment.Name)] = []
    var looks = 0
    var serial = 0
    var now = Timestamp.test

    static func block(_ scope: EngineScope) -> any RuntimeSettings {
        .docker(EngineSettings(endpoint: nil, scope: scope, id: "engine"))
    }

    static func image(_ letter: Character) -> PinnedImage {
        .test("r.example.com/shop/web:1", .letter(letter))
    }

    mutating func add(_ name: String, project: String, labels: Set<String>, runs: Character = "a") {
        serial += 1
        objects.append(
            Object(
                id: "id-\(serial)", name: name, project: project, labels: labels,
                image: Self.image(runs)))
    }

    /// Adds an environment that pins some of what it sees.
    mutating func add(
        _ name: String, _ scope: EngineScope, pins: [String: Character], in repository: Int = 0
    ) {
        let services = pins.sorted { $0.key < $1.key }.map {
            Service.test($0.key, Self.image($0.value))
        }
        let environment = Environment(
            name: Environment.Name.named(name), runtime: Self.block(scope),
            rules: Rules(apply: .automatic), services: services)
        members.append(Member(environment: environment, repository: repository))
    }

    /// Somebody makes a container again, by the same name.
    mutating func makeAgain(_ name: String, runs: Character) {
        for index in objects.indices where objects[index].name == name {
            serial += 1
            objects[index].id = "id-\(serial)"
            objects[index].image = Self.image(runs)
        }
    }

    func state(of name: Environment.Name) -> LedgerState {
        guard let text = chains[name]?.last?.record.state else { return LedgerState() }
        do { return try LedgerState(parsing: text) } catch { fatalError("\(error)") }
    }

    // MARK: What a scope sees

    private static func name(_ object: Object, in environment: Environment) -> String? {
        guard let runtime = environment.runtime as? DockerSettings else { return nil }
        switch runtime.engine.scope {
        case .project(let project):
            return object.project == project ? service(object) : nil
        case .label(let label): return object.labels.contains(label) ? object.name : nil
        case .all: return object.name
        case .stack: return nil
        }
    }

    /// `shop-web-1` is an instance of `web`.
    static func service(_ object: Object) -> String {
        object.name.split(separator: "-").dropFirst().first.map(String.init) ?? object.name
    }

    func inventory(_ environment: Environment) -> Inventory {
        Inventory(
            services: objects.compactMap { object in
                Self.name(object, in: environment).map { name in
                    ServiceObservation(
                        name: name, objectID: object.id, version: object.id,
                        containers: [
                            ContainerObservation(
                                name: name, template: .absent,
                                declared: .image(SeenImage(object.image.reference)),
                                instances: .seen([
                                    Instance(id: object.id, bits: .known([object.image.digest]))
                                ]))
                        ], parts: [object.id],
                        aliases: [
                            ObjectName.full(object.name),
                            ObjectName.compose(
                                project: object.project, service: Self.service(object)),
                        ])
                }
            })
    }

    // MARK: Runs

    /// Reconciles one environment to its end, or up to an action.
    @discardableResult
    mutating func run(
        _ name: String, until stop: (Action) -> Bool = { _ in false }
    ) -> EnvironmentResult? {
        guard let member = members.first(where: { $0.environment.name.description == name })
        else { fatalError("there is no \(name)") }
        serial += 1
        let brief = RunBrief(
            environment: member.environment, commit: .test(1),
            mode: .reconcile(RunOptions(who: "ada"), IntentHolder.test(serial)),
            minuteOfWeek: { _, _ in 0 }, hash: Order.hash)
        var run = EnvironmentRun(brief)
        let began = now
        var open = run.receive(.begun, at: Moment(wall: now, elapsed: .zero))
        while !open.isEmpty {
            let action = open.removeFirst()
            if case .finish(let result) = action { return result }
            if stop(action) { return nil }
            let event = perform(action, member)
            open += run.receive(event, at: Moment(wall: now, elapsed: now - began))
        }
        return nil
    }

    private mutating func perform(_ action: Action, _ member: Member) -> Event {
        let name = member.environment.name
        switch action {
        case .readLedger: return .ledger(.success(chains[name]?.last))
        case .probe: return .holder(.ended)
        case .askClock: return .clock(nil)
        case .checkAncestry: return .ancestry(.success(true))
        case .readTip: return .tip(.success(.test(1)))
        case .identify: return .identity(.success("engine"))
        case .readEngineStart: return .engineStart(nil)
        case .observe(let selection):
            let all = inventory(member.environment)
            guard case .only(let names) = selection else { return .observed(.success(all)) }
            return .observed(
                .success(Inventory(services: all.services.filter { names.contains($0.name) })))
        case .survey: return .surveyed(survey(member))
        case .look(let others): return .newcomersObserved(look(at: others))
        case .claim(let claim):
            records[name] = claim
            return .claimed(.recorded)
        case .ask(let questions):
            return .answered(
                RegistryAnswers(
                    Dictionary(uniqueKeysWithValues: questions.map { ($0, Self.answer($0)) })))
        case .append(let record, _):
            serial += 1
            let id = CommitID.test(0x1000 + serial)
            chains[name, default: []].append(LedgerTip(id: id, record: record))
            return .appended(.success(id))
        case .change(let change, _, _):
            return .changed(services: change.all.map(\.observed.name), make(change, name))
        case .wait(let duration):
            now = now + .seconds(max(1, duration.components.seconds))
            return .waited
        case .recall: return .recalled(.success(Recollection()))
        case .rehearse(let changes): return .rehearsed(changes.map { Rehearsal($0) })
        case .tag, .restore, .finish: fatalError("not here")
        }
    }

    private static func answer(_ question: RegistryQuestion) -> RegistryAnswer {
        switch question {
        case .resolve: .absent
        case .members: .members([])
        case .exists: .present
        case .expiry: .expiry(nil)
        }
    }

    private mutating func make(_ change: ImageChange, _ name: Environment.Name) -> RuntimeError? {
        guard let index = objects.firstIndex(where: { $0.id == change.observed.objectID }),
            let image = change.images.first?.image
        else { return .conflict(service: change.observed.name) }
        changes.append((objects[index].name, name))
        serial += 1
        objects[index].id = "id-\(serial)"
        objects[index].image = image
        return nil
    }

    // MARK: What is known of others

    private func survey(_ member: Member) -> ClaimSurvey {
        let siblings = members.filter {
            $0.repository == member.repository
                && $0.environment.name != member.environment.name
                && $0.environment.runtime.mayOverlap(member.environment.runtime)
        }.map(\.environment)
        var claims = siblings.map { ObjectClaim(of: $0, by: state(of: $0.name)) }
        for other in members where other.repository != member.repository {
            guard let record = records[other.environment.name] else { continue }
            let claimant = Claimant.foreign(
                environment: record.environment.description, source: "x", file: "f")
            claims.append(ObjectClaim(claimant, record.handles))
        }
        let newcomers = siblings.filter { sibling in
            let known = state(of: sibling.name).objects
            return !sibling.services.allSatisfy { known[$0.name.description] != nil }
        }
        return ClaimSurvey(
            index: ClaimIndex(claims), siblings: Set(siblings.map(\.name)),
            newcomers: newcomers.map(\.name).sorted(), own: records[member.environment.name])
    }

    private mutating func look(at names: [Environment.Name]) -> NewcomerObservations {
        looks += names.count
        var newcomers: NewcomerObservations = [:]
        for member in members where names.contains(member.environment.name) {
            let known = state(of: member.environment.name).objects
            let wanted = Set(
                member.environment.services.map(\.name.description).filter { known[$0] == nil })
            newcomers[member.environment.name] = .success(
                inventory(member.environment).services.filter { wanted.contains($0.name) }
                    .reduce(into: []) { $0.formUnion($1.handles.all) })
        }
        return newcomers
    }
}

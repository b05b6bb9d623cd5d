import PinionModel
import PinionReconcile
import PinionTesting

/// Everything outside of a run, as a value: a runtime, registries, a ledger, a branch, and the time.
///
/// It performs the actions of any number of runs, and keeps what they did.
struct World {
    /// How a service takes changes.
    enum Behaviour: Hashable {
        case obeys
        /// Runs it after this many looks.
        case takes(looks: Int)
        case hangs
        case fails(String)
        /// Returns to what it declared before, after this many looks.
        case rollsBack(looks: Int)
        /// Takes it and does nothing.
        case lies
        /// Makes the change, and the answer is lost.
        case losesAnswer
        /// Is unreachable this many times before the change is made.
        case isUnreachable(Int)
        case refuses
        /// Is begun and undone, for what stands on the host.
        case isObstructed
        /// Is touched by somebody else first, this many times.
        case conflicts(Int)
        /// Is set to another image by somebody else first.
        case isTaken(by: Character)
        /// Leaves a change half done, and the answer is lost, once.
        case stumbles
    }

    struct ModelService {
        let name: String
        /// Whether it names what it runs by, which changes with every change of what it declares.
        var namesDeployments = false
        /// The runtime's identity of it; nil while it is the first object of its name.
        var object: String?
        /// Whether the runtime stopped a change of it half-way.
        var isPaused = false
        /// What is written in place of it.
        var owner: String?
        var declared: ImageReference
        var running: Digest?
        var version = 1
        var rollout = Rollout.settled
        var unfinished: String?
        /// Whether it is scaled to nothing.
        var isIdle = false
        /// What an interrupted change stopped: nothing runs then.
        var interruption: Interruption?
        var behaviour = Behaviour.obeys
        /// Its further replicas, where it has surfaces for each.
        var others: [ModelReplica] = []
        /// Whether what it runs may have been built on its host.
        var mayBeLocal = false
        /// What is under way: looks left, and what it comes to.
        var settling: (looks: Int, isRolledBack: Bool, former: ImageReference)?
    }

    struct Write: Hashable {
        let run: Int
        let service: String
        let image: PinnedImage
        let wasDeclared: Bool
        let wasUnfinished: Bool
    }

    /// What goes wrong with an append.
    enum AppendFault {
        case refused
        case unreachable
        case lostAnswer
    }

    var now = Timestamp.test
    var services: [String: ModelService] = [:]
    var chain: [LedgerTip] = []
    /// The tracked branch, oldest commit first.
    var branch: [CommitID] = [.test(1)]
    /// Where the branch stands, where that is not its newest commit: it was reset.
    var branchTip: CommitID?
    var tags: [ImageReference: Digest] = [:]
    var members: [Digest: [Digest]] = [:]
    /// What registries do not hold any more.
    var gone: Set<Digest> = []
    var identity: String?
    /// Why the engine is none of the environment's.
    var noMember: RuntimeError?
    /// Which start of its engine answers.
    var engine: EngineStart?
    var deadRuns: Set<String> = []
    /// Those that live on this host.
    var liveRuns: Set<String> = []
    /// What the remote's clock says.
    var remoteNow: Timestamp?
    /// What the host saw of the branch and of the ledger; nil where it remembers nothing.
    var memory: Memory?
    /// Why the memory cannot be used, or cannot keep anything.
    var memoryFault: MemoryError?
    /// What is left of a former ledger.
    var traces: [LedgerTrace] = []
    var isRuntimeDown = false
    var isRegistryDown = false
    var isLedgerDown = false
    /// Whether what was stopped cannot be started again.
    var canRestore = true
    var canTag = true
    /// What the registry answers to a tag, where it answers at all.
    var tagError: RegistryError?
    var tagWrites: [(run: Int, write: TagWrite)] = []
    var appendFaults: [AppendFault?] = []
    /// What was asked, word by word.
    var trace: [String] = []
    /// Whether the runtime can say what would come of changes, and what it says.
    var rehearses = false
    /// Of what nobody can tell now what a change would do.
    var silent: Set<String> = []
    var obstacles: [String: String] = [:]
    var effects: [String: [SideEffect]] = [:]
    /// Every change as it was sent.
    var sent: [ImageChange] = []
    var writes: [Write] = []
    var attempts = 0
    var mostUnderWay = 0

    init(_ letters: KeyValuePairs<String, Character>) {
        for (name, letter) in letters {
            services[name] = ModelService(
                name: name, declared: Self.image(name, letter).reference, running: .letter(letter))
        }
    }

    /// A service's image at a letter's digest.
    static func image(_ service: String, _ letter: Character) -> PinnedImage {
        images[service]?[letter] ?? .test("r.example.com/shop/\(service):1", .letter(letter))
    }

    /// Read once: parsing is what takes the time of a simulation.
    private static let images: [String: [Character: PinnedImage]] = Dictionary(
        uniqueKeysWithValues: ["api", "job", "web"].map { name in
            let images = "abcdef".map { letter in
                (letter, PinnedImage.test("r.example.com/shop/\(name):1", .letter(letter)))
            }
            return (name, Dictionary(uniqueKeysWithValues: images))
        })

    var state: LedgerState {
        guard let text = chain.last?.record.state else { return LedgerState() }
        do { return try LedgerState(parsing: text) } catch { fatalError("\(error)") }
    }

    var entries: [LedgerEntry] { chain.map { entry(of: $0.record) } }

    func entry(of record: LedgerRecord) -> LedgerEntry {
        do { return try LedgerEntry(parsing: record.entry) } catch { fatalError("\(error)") }
    }

    var words: [String] { entries.map(\.word) }

    var inventory: Inventory {
        Inventory(services: services.values.map(Self.observation))
    }

    private static func observation(_ service: ModelService) -> ServiceObservation {
        let bits =
            service.running.map { Instance.Bits.known([$0]) } ?? .unknown(Obstacle("no task"))
        return ServiceObservation(
            name: service.name, objectID: service.object ?? "object-\(service.name)",
            version: "\(service.version)",
            containers: [
                ContainerObservation(
                    name: service.name, template: .absent,
                    declared: .image(SeenImage(service.declared)),
                    instances: .seen(
                        service.interruption == nil && !service.isIdle
                            ? [Instance(id: "1", bits: bits)] + service.others.instances : []),
                    replicas: service.replicas, mayBeLocal: service.mayBeLocal)
            ], wanted: service.isIdle ? .nothing : .instances, rollout: service.rollout,
            unfinished: service.unfinished, interruption: service.interruption,
            deployment: service.namesDeployments ? "d\(service.version)" : nil,
            isPaused: service.isPaused,
            writtenWith: service.owner)
    }

    /// Lets somebody else set what a service declares and runs.
    mutating func set(_ name: String, to letter: Character) {
        services[name]?.declared = Self.image(name, letter).reference
        services[name]?.running = .letter(letter)
        services[name]?.version += 1
        services[name]?.settling = nil
        services[name]?.rollout = .settled
    }

    /// Appends as another run would.
    mutating func append(_ entry: LedgerEntry) {
        let record = LedgerRecord(entry, in: .production, state: state.recording(entry))
        chain.append(LedgerTip(id: nextID, record: record))
    }

    /// Puts a text in the place of the newest state, as a later version might have written it.
    mutating func replaceTip(state: String) {
        guard let record = chain.popLast()?.record else { return }
        let other = LedgerRecord(
            message: record.message, entry: record.entry, state: state, at: record.at)
        chain.append(LedgerTip(id: nextID, record: other))
    }

    private var nextID: CommitID { .test(0x1000 + chain.count) }
}

// MARK: What it is asked

extension World {
    /// Performs an action of a run; nil for the end of it.
    mutating func perform(_ action: Action, of run: Int) -> Event? {
        switch action {
        case .readLedger:
            trace.append("read")
            return .ledger(isLedgerDown ? .failure(Self.silence) : .success(chain.last))
        case .recall(let now, let accepting): return recall(now, accepting)
        case .probe(let holder):
            trace.append("probe")
            if liveRuns.contains(holder.run) { return .holder(.alive) }
            return .holder(deadRuns.contains(holder.run) ? .ended : .unknown)
        case .askClock:
            trace.append("clock")
            return .clock(remoteNow)
        case .checkAncestry(let old, let new):
            trace.append("ancestry")
            let places = [old, new].map { branch.firstIndex(of: $0) ?? .max }
            return .ancestry(.success(places[0] <= places[1] && places[1] < .max))
        case .readTip: return .tip(.success(branchTip ?? branch.last ?? .test(0)))
        case .identify:
            trace.append("identify")
            if let noMember { return .identity(.failure(noMember)) }
            return .identity(isRuntimeDown ? .failure(Self.unreachable) : .success(identity))
        case .readEngineStart: return .engineStart(engine)
        case .observe(let selection): return observe(selection)
        case .survey: return .surveyed(ClaimSurvey())
        case .look: return .newcomersObserved([:])
        case .claim: return .claimed(.recorded)
        case .ask(let questions):
            trace.append("ask")
            return .answered(answers(questions))
        case .append(let record, let tip): return .appended(append(record, onto: tip))
        case .change(let change, let holding, let until):
            sent.append(change)
            let error = change.all.reduce(nil as RuntimeError?) { error, one in
                error ?? self.change(one, of: run, holding, until)
            }
            return .changed(services: change.all.map(\.observed.name), error)
        case .rehearse(let changes):
            trace.append("rehearse")
            return .rehearsed(
                changes.map { change in
                    let name = change.observed.name
                    if silent.contains(name) {
                        return Rehearsal(change, unknownBecause: Self.unreachable)
                    }
                    return Rehearsal(
                        change, obstacle: obstacles[name], effects: effects[name] ?? [])
                })
        case .restore(let patience):
            trace.append(patience == .zero ? "restore" : "restore after \(patience)")
            return .restored(restore())
        case .wait(let duration):
            now = now + .seconds(max(1, duration.components.seconds))
            return .waited
        case .tag(let writes, let holding, let until):
            return .tagged(writes.map { put($0, of: run, holding, until) })
        case .finish: return nil
        }
    }

    static let silence = LedgerError.unreachable(reason: "no answer")
    static let unreachable = RuntimeError.unreachable(
        endpoint: "the engine", reason: "no answer", remedy: "start it")

    /// Lets a change of a service be interrupted after it had stopped what ran.
    mutating func interrupt(_ name: String, isRestorable: Bool = true) {
        services[name]?.unfinished = "half done"
        services[name]?.interruption = Interruption("it is down", isRestorable: isRestorable)
    }

    private mutating func restore() -> Result<[Restoration], RuntimeError> {
        let down = services.values.filter { $0.interruption?.isRestorable == true }
        for service in down where canRestore {
            services[service.name]?.interruption = nil
            services[service.name]?.unfinished = nil
        }
        return .success(
            down.map(\.name).sorted().map { name in
                Restoration(
                    RestoredContainer(service: name, name: "\(name)-1", object: "object-\(name)"),
                    failure: canRestore ? nil : "its port is taken")
            })
    }

    private mutating func observe(_ selection: ServiceSelection) -> Event {
        trace.append("observe")
        guard !isRuntimeDown else { return .observed(.failure(Self.unreachable)) }
        defer { passTime() }
        switch selection {
        case .inScope: return .observed(.success(inventory))
        case .only(let names):
            let seen = inventory.services.filter { names.contains($0.name) }
            return .observed(.success(Inventory(services: seen)))
        }
    }

    private func answers(_ questions: Set<RegistryQuestion>) -> RegistryAnswers {
        var answers: [RegistryQuestion: RegistryAnswer] = [:]
        for question in questions {
            guard !isRegistryDown else {
                answers[question] = .unanswered(Obstacle("no answer"))
                continue
            }
            answers[question] =
                switch question {
                case .resolve(let reference): tags[reference].map { .digest($0) } ?? .absent
                case .members(let image): .members(members[image.digest] ?? [])
                case .exists(let image): gone.contains(image.digest) ? .absent : .present
                case .expiry: .expiry(nil)
                }
        }
        return RegistryAnswers(answers)
    }

    private mutating func append(
        _ record: LedgerRecord, onto tip: CommitID?
    ) -> Result<CommitID, LedgerError> {
        let fault = appendFaults.isEmpty ? nil : appendFaults.removeFirst()
        if isLedgerDown || fault == .unreachable { return .failure(Self.silence) }
        if fault == .refused {
            return .failure(
                .refused(environment: .production, reason: "no right", remedy: "ask for it"))
        }
        guard chain.last?.id == tip else { return .failure(.moved(environment: .production)) }
        let id = nextID
        chain.append(LedgerTip(id: id, record: record))
        trace.append("append \(entry(of: record).word)")
        return fault == .lostAnswer ? .failure(Self.silence) : .success(id)
    }
}

// MARK: Changes

extension World {
    private mutating func change(
        _ change: ImageChange, of run: Int, _ holding: CommitID, _ until: Timestamp
    ) -> RuntimeError? {
        attempts += 1
        let name = change.observed.name
        guard !isRuntimeDown else { return Self.unreachable }
        guard var service = services[name], let image = change.images.first?.image else {
            return .conflict(service: name)
        }
        defer { services[name] = service }
        if let error = interfere(&service) { return error }
        guard change.observed.version == "\(service.version)" else {
            return .conflict(service: name)
        }
        if service.behaviour == .refuses {
            return .refused(operation: "change \(name)", reason: "no right", remedy: "ask for it")
        }
        guard now < until else { return .superseded("the intent of this run has expired") }
        guard chain.last?.id == holding else { return .superseded("another run wrote the ledger") }
        writes.append(
            Write(
                run: run, service: name, image: image,
                wasDeclared: image.isSameImage(as: service.declared),
                wasUnfinished: service.unfinished != nil))
        trace.append("change \(name)")
        return make(image, of: &service)
    }

    private func interfere(_ service: inout ModelService) -> RuntimeError? {
        switch service.behaviour {
        case .conflicts(let times) where times > 0:
            service.behaviour = .conflicts(times - 1)
            service.version += 1
        case .isUnreachable(let times) where times > 0:
            service.behaviour = .isUnreachable(times - 1)
            return Self.unreachable
        case .isTaken(let letter):
            service.behaviour = .obeys
            service.declared = Self.image(service.name, letter).reference
            service.version += 1
        default: break
        }
        return nil
    }

    private mutating func make(_ image: PinnedImage, of service: inout ModelService)
        -> RuntimeError?
    {
        let former = service.declared
        guard service.behaviour != .lies else { return nil }
        if service.behaviour == .isObstructed {
            return .obstructed(service: service.name, reason: "the port is taken")
        }
        service.version += 1
        service.unfinished = nil
        service.isPaused = false
        service.declared = image.reference
        service.rollout = .progressing("1 task to go")
        service.settling = nil
        switch service.behaviour {
        case .obeys, .conflicts, .isUnreachable, .isTaken, .lies, .refuses, .isObstructed,
            .losesAnswer:
            service.running = image.digest
            service.rollout = .settled
            service.others.take(image)
        case .takes(let looks): service.settling = (looks, false, former)
        case .rollsBack(let looks): service.settling = (looks, true, former)
        case .hangs: break
        case .fails(let reason): service.rollout = .failed(reason)
        case .stumbles:
            service.behaviour = .obeys
            service.unfinished = "half done"
            service.declared = former
            return Self.unreachable
        }
        let underWay = services.values.count { $0.rollout == .progressing("1 task to go") }
        mostUnderWay = max(mostUnderWay, underWay + 1)
        return service.behaviour == .losesAnswer ? Self.unreachable : nil
    }

    /// Lets what is under way come nearer by a look.
    mutating func passTime() {
        for (name, service) in services {
            guard let settling = service.settling else { continue }
            guard settling.looks <= 1 else {
                services[name]?.settling?.looks -= 1
                continue
            }
            services[name]?.settling = nil
            services[name]?.version += 1
            if settling.isRolledBack {
                services[name]?.declared = settling.former
                services[name]?.rollout = .failed("rolled back")
            } else {
                services[name]?.running = service.declared.digest
                services[name]?.rollout = .settled
            }
        }
    }
}

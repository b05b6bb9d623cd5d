import PinionDecisions
import PinionModel
import PinionReconcile
import PinionReview
import PinionTesting

/// Runs that overlap, crash and meet faults, in an order that a seed gives, with what must hold checked at every step.
///
/// The steps of a seed are the same on every machine: a violation is played again from its seed.
struct Simulation {
    /// What must not happen.
    struct Violation: Error, CustomStringConvertible {
        let description: String
        init(_ text: String) { description = text }
    }

    var numbers: SeededGenerator
    var world: World
    /// The pins of each commit, by service; the first commit's number is 1.
    var commits: [[String: Character]] = []
    var drives: [Drive] = []
    /// The run that is stopped, as by SIGSTOP; it may go on later.
    var stopped: Int?
    var briefs: [Int: (commit: Int, isFrozen: Bool)] = [:]
    var invariants: Invariants
    /// What happened, for the report of a violation.
    var log: [String] = []
    let names: [String]
    let runners: Int

    init(seed: UInt64) {
        numbers = SeededGenerator(seed: seed)
        names = Array(["api", "job", "web"].prefix(Int.random(in: 1...3, using: &numbers)))
        runners = Int.random(in: 1...4, using: &numbers)
        world = World([:])
        var pins: [String: Character] = [:]
        for name in names {
            pins[name] = "a"
            world.services[name] = World.ModelService(
                name: name, declared: World.image(name, "a").reference, running: .letter("a"))
        }
        commits = [pins]
        invariants = Invariants()
    }

    /// Plays the seed: faults first, then peace, in which everything must come to its pins.
    mutating func play(steps: Int = 70) throws(Violation) {
        for _ in 0..<steps {
            happen()
            try check()
        }
        makePeace()
        try converge()
    }

    private mutating func check() throws(Violation) {
        try invariants.check(world, briefs: briefs, commits: commits)
        for drive in drives where !drive.isOver && drive.open.isEmpty {
            throw Violation("run \(drive.number) waits for nothing and is not over")
        }
        drives.removeAll(where: \.isOver)
    }

    // MARK: Chances

    mutating func chance(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &numbers) < percent
    }

    private mutating func name() -> String { names.randomElement(using: &numbers) ?? names[0] }

    private mutating func letter() -> Character { "abcde".randomElement(using: &numbers) ?? "a" }

    private mutating func happen() {
        if chance(15) { world.isRuntimeDown = false }
        if chance(15) { world.isLedgerDown = false }
        if chance(5) { return stop() }
        let active = drives.count { $0.number != stopped }
        if active < runners, chance(active > 0 ? 6 : 60) { return begin() }
        if active > 0, chance(80) { return step() }
        switch Int.random(in: 0..<15, using: &numbers) {  // table
        case 0, 1, 2: commit()
        case 3: note("somebody sets \(setByHand())")
        case 4, 5, 6, 7: behave()
        case 8:
            world.appendFaults.append(
                [.unreachable, .lostAnswer, .refused].randomElement(using: &numbers))
        case 9: world.isRuntimeDown = chance(30)
        case 10: world.isRegistryDown = chance(50)
        case 11: world.isLedgerDown = chance(30)
        case 12, 13: world.passTime()
        default: advance()
        }
    }

    /// Stops a run that applies past its expiry, or lets it go on.
    private mutating func stop() {
        if stopped == nil, let drive = drives.first(where: { $0.open.contains(where: \.isLate) }) {
            stopped = drive.number
            world.now = world.now + .seconds(700)
        } else {
            stopped = nil
        }
        note("stopped: \(stopped.map { "run \($0)" } ?? "nobody")")
    }

    private mutating func advance() {
        let seconds = [1, 10, 100, 700, 700].randomElement(using: &numbers) ?? 1
        note("\(seconds) s pass")
        world.now = world.now + .seconds(seconds)
    }

    private mutating func setByHand() -> String {
        let name = name()
        guard chance(50) else {
            let letter = letter()
            world.set(name, to: letter)
            return "\(name) to \(letter)"
        }
        world.services[name]?.declared = .test("r.example.com/shop/\(name):latest")
        world.services[name]?.version += 1
        world.services[name]?.settling = nil
        world.services[name]?.rollout = .settled
        return "\(name) floating"
    }

    private mutating func behave() {
        let choices: [World.Behaviour] = [
            .obeys, .takes(looks: 3), .hangs, .fails("it fails"), .rollsBack(looks: 2),
            .rollsBack(looks: 40), .lies, .losesAnswer, .isUnreachable(2), .refuses,
            .isObstructed, .conflicts(2),
            .isTaken(by: letter()), .stumbles,
        ]
        let name = name()
        world.services[name]?.behaviour = choices.randomElement(using: &numbers) ?? .obeys
        note("\(name) \(world.services[name]?.behaviour ?? .obeys)")
    }

    private mutating func commit() {
        var pins = commits[commits.count - 1]
        if chance(35) {
            pins = commits.randomElement(using: &numbers) ?? pins
        } else {
            pins[name()] = letter()
        }
        commits.append(pins)
        world.branch.append(.test(commits.count))
        note("commit \(commits.count) pins \(pins.sorted { $0.key < $1.key })")
    }

    // MARK: Runs

    private mutating func begin() {
        let number = (briefs.keys.max() ?? 0) + 1
        let isFrozen = chance(12)
        drives.append(
            Drive(number, brief(number, isFrozen: isFrozen, retry: chance(5)), in: world))
        briefs[number] = (commits.count, isFrozen)
        note("run \(number) begins at commit \(commits.count)\(isFrozen ? ", frozen" : "")")
    }

    private mutating func brief(_ number: Int, isFrozen: Bool, retry: Bool) -> RunBrief {
        let limits = Limits(
            parallel: Int.random(in: 1...3, using: &numbers),
            timeout: .seconds(chance(50) ? 20 : 60))
        let rules = Rules(
            apply: .automatic, limits: limits,
            freeze: isFrozen ? Freeze(reason: "x", until: nil) : nil,
            environmentTag: chance(40) ? .production : nil)
        let pins = commits[commits.count - 1]
        let environment = Environment(
            name: .production, runtime: .sandbox(state: "s"), rules: rules,
            services: pins.map { .test($0.key, World.image($0.key, $0.value)) })
        let options = RunOptions(retry: retry ? Set(names) : [], who: "ada")
        return RunBrief(
            environment: environment, commit: .test(commits.count),
            mode: .reconcile(options, IntentHolder.test(number)), minuteOfWeek: { _, _ in 0 },
            hash: Order.hash)
    }

    private mutating func step() {
        let index = Int.random(in: 0..<drives.count, using: &numbers)
        guard !drives[index].open.isEmpty, drives[index].number != stopped else { return }
        if chance(2) { return crash(index) }
        let action = Int.random(in: 0..<drives[index].open.count, using: &numbers)
        note("run \(drives[index].number): \(drives[index].open[action].name)")
        drives[index].step(in: &world, at: action)
        if let result = drives[index].result {
            note("run \(drives[index].number) ends: \(result.verdicts) \(result.problem ?? "")")
        }
    }

    /// Kills a run, before an action or right after it.
    private mutating func crash(_ index: Int) {
        let drive = drives.remove(at: index)
        if chance(50), let action = drive.open.first { _ = world.perform(action, of: drive.number) }
        if chance(60) { world.deadRuns.insert("run-\(drive.number)") }
        note("run \(drive.number) crashes")
    }

    // MARK: Peace

    private mutating func makePeace() {
        world.appendFaults = []
        world.isRuntimeDown = false
        world.isRegistryDown = false
        world.isLedgerDown = false
        for name in names {
            guard var service = world.services[name] else { continue }
            service.behaviour = .obeys
            service.settling = nil
            if service.rollout != .settled { service.version += 1 }
            service.rollout = .settled
            service.running = service.declared.digest ?? service.running
            world.services[name] = service
        }
        note("peace")
    }

    /// Whoever still runs ends; then two runs, after every expiry, bring everything to its pins.
    private mutating func converge() throws(Violation) {
        for var drive in drives { try end(&drive) }
        drives = []
        try check()
        world.now = world.now + .seconds(700)
        for attempt in 1...2 {
            let number = 1_000 + attempt
            briefs[number] = (commits.count, false)
            var drive = Drive(number, brief(number, isFrozen: false, retry: true), in: world)
            try end(&drive)
            guard let result = drive.result else { throw Violation("run \(number) has no end") }
            note("run \(number) ends: \(result.verdicts) \(result.problem ?? "") \(result.kinds)")
            try invariants.check(world, briefs: briefs, commits: commits)
        }
        try invariants.checkPeace(world, pins: commits[commits.count - 1])
    }

    private mutating func end(_ drive: inout Drive) throws(Violation) {
        while !drive.isOver, !drive.open.isEmpty {
            drive.step(in: &world)
            try invariants.check(world, briefs: briefs, commits: commits)
            guard drive.steps < 5_000 else { throw Violation("run \(drive.number) has no end") }
        }
    }

    mutating func note(_ text: String) { log.append(text) }
}

extension Action {
    /// Whether a run that performs it late writes late.
    var isLate: Bool { isChange || isAppend || isTag }

    /// The action in a word or two.
    var name: String {
        switch self {
        case .readLedger: "read the ledger"
        case .recall: "recall"
        case .probe: "probe"
        case .askClock: "ask the remote's clock"
        case .checkAncestry: "check ancestry"
        case .readTip: "read the tip"
        case .identify: "identify"
        case .readEngineStart: "meet the engine"
        case .observe(.inScope): "observe everything"
        case .observe(.only(let names)): "observe \(names)"
        case .ask: "ask"
        case .rehearse: "rehearse"
        case .append: "append"
        case .change(let change, _, _): "change \(change.observed.name)"
        case .restore: "restore"
        case .wait: "wait"
        case .tag: "tag"
        case .survey: "survey"
        case .look: "look at newcomers"
        case .claim: "claim"
        case .finish: "finish"
        }
    }
}

import PinionDecisions
import PinionHistory
import PinionModel
import PinionOperations
import PinionProcess
import PinionProposals
import PinionReconcile
import PinionReview
import PinionTesting
import PinionWiring
import Testing

/// Every use case is called in this process: without a command line, a terminal or an exit, under a clock of the test.
@Suite(.timeLimit(.minutes(10)))
struct UseCaseTests {
    private static let production = ShopEnvironment(services: [
        SandboxFixture("web", SampleImage.web182), SandboxFixture("worker", SampleImage.worker),
    ])

    @Test func `environments are looked at and reconciled`() async throws {
        try await withCaller { caller in
            let looked = try await caller.report(nil)
            #expect(looked.changed == [])
            let reconciled = try await caller.report(RunOptions(who: "a test"))
            #expect(reconciled.changed == ["web verified"])
            #expect(caller.clock.now.offset < .seconds(3_600))
        }
    }

    @Test func `images are proposed, on a branch and directly, and checked`() async throws {
        try await withCaller(
            ShopEnvironment(rules: ["apply: automatic", "proposals: direct"])
        ) { caller in
            let request = try #require(ImageRequest(argument: "web=\(SampleImage.web190)"))
            let planner = NamedImagesPlanner(images: .named([request]), override: nil)
            let reports = try await caller.proposals(planner)
            guard case .done(let outcome)? = reports.first?.ending else {
                Issue.record("\(reports)")
                return
            }
            #expect(outcome.base == (try await caller.tip()))
            let branch = "pinion/production/propose"
            let session = try await ReviewSession.open(
                caller.choice, caller.process, base: "main", isOffline: false)
            let review = try await ChangeReview(of: branch, in: session).review(
                named: nil, isOffline: false, caller.events)
            #expect(review.verdict == .passes)
            #expect(review.environments.map(\.name) == ["production"])
        }
    }

    @Test(arguments: ["bump", "promote", "adopt", "rollback", "hold", "release"])
    func `what is planned for pins is told for each environment`(command: String) async throws {
        let staging = ShopEnvironment(name: "staging", pins: ["web": SampleImage.web190])
        try await withCaller(Self.production, staging) { caller in
            let name = try #require(PinionModel::Environment.Name(parsing: "staging"))
            let planner: any ChangePlanner =
                switch command {
                case "bump": BumpPlanner(only: [], environments: ["production"], override: nil)
                case "promote": PromotionPlanner(source: name, only: [], override: nil)
                case "adopt": AdoptionPlanner()
                case "rollback": RollbackPlanner(services: ["web"], commit: nil, reason: "broken")
                case "hold":
                    HoldPlanner(services: ["web"], refuse: [], reason: "broken", until: nil)
                default: ReleasePlanner(services: ["web"], refuse: [])
                }
            let reports = try await caller.proposals(planner, for: ["production"])
            #expect(reports.map(\.environment) == ["production"])
            if command == "hold" {
                guard case .done(let outcome)? = reports.first?.ending else {
                    Issue.record("\(reports)")
                    return
                }
                #expect(outcome.leftOut.isEmpty)
            }
        }
    }

    @Test func `what was delivered is told from the ledger`() async throws {
        try await withCaller { caller in
            _ = try await caller.report(RunOptions(who: "a test"))
            try await Session.with(caller.choice, caller.process) { session in
                let name = try #require(PinionModel::Environment.Name(parsing: "production"))
                let log = try await DeliveryLog(of: name, limit: nil, since: nil, session)
                #expect(!log.entries.isEmpty)
                let trace = try await session.trace(
                    SampleImage.digest(of: SampleImage.web183))
                #expect(trace.runs.count == 1)
                let figures = try await session.figures(
                    of: name, days: 30, to: caller.process.now())
                #expect(figures.days == 30)
            }
        }
    }

    @Test func `an environment is written from what runs, and tried`() async throws {
        try await withCaller { caller in
            let name = try #require(PinionModel::Environment.Name(parsing: "copy"))
            let written = try await NewEnvironment(name, caller.choice, caller.process)
                .write(["sandbox": ".pinion/sandbox/production.json"])
            #expect(written.folder == "environments/copy")
            #expect(written.adoption.services.map(\.name.description) == ["web", "worker"])
            let pins = try caller.shop.read("environments/copy/pins.yaml")
            #expect(pins.contains(SampleImage.digest(of: SampleImage.web182)))
            let examination = await Examination(
                of: ["production"], as: .host, caller.choice, caller.process)
            #expect(examination.isWell, "\(examination.lines)")
        }
    }

    @Test func `a service is paused by the ledger, and goes on`() async throws {
        try await withCaller { caller in
            _ = try await caller.report(RunOptions(who: "a test"))
            try await caller.shop.pin("web", to: SampleImage.web190)
            let name = try #require(PinionModel::Environment.Name(parsing: "production"))
            let pausing = try await Pausing(
                of: ["web"], in: name, caller.choice, caller.process)
            let told = try await pausing.pause(for: .seconds(7_200), because: "by hand")
            #expect(told.lines.contains { $0.hasPrefix("paused web") }, "\(told.lines)")
            let paused = try await caller.report(RunOptions(who: "a test"))
            #expect(paused.changed == [])
            caller.clock.advance(by: .seconds(7_201))
            let after = try await caller.report(RunOptions(who: "a test"))
            #expect(after.changed == ["web verified"])
            #expect(try await pausing.end().lines == ["nothing of that is paused in production"])
        }
    }

    private func withCaller(
        _ environments: ShopEnvironment..., body: (Caller) async throws -> Void
    ) async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(
                in: scratch, environments.isEmpty ? [Self.production] : environments)
            try await body(Caller(shop: shop))
        }
    }
}

/// Calls use cases over a shop.
private struct Caller {
    let shop: Shop
    let clock: ManualClock
    let process: ProcessContext
    let choice = RepositoryChoice(repository: nil, cache: nil)

    init(shop: Shop) {
        self.shop = shop
        // Commits are made by the real clock.
        clock = ManualClock(wallClock: ProcessClock.system.timestamp)
        process = ProcessContext(
            environment: shop.surroundings.compactMapValues(\.self), folder: shop.folder,
            executable: Program.path, clock: .test(clock), criticalSections: UnguardedSections())
    }

    let events = GateEvents(
        begin: { _ in }, note: { _ in }, warn: { _ in }, onAction: { _, _ in }, text: { _ in "" })

    /// Looks at everything; with options it reconciles.
    func report(_ options: RunOptions?) async throws -> Report {
        try await Session.with(choice, process) {
            try await Inspection([], depth: .decision, options: options).report($0)
        }
    }

    func proposals(
        _ planner: any ChangePlanner, for names: [String] = []
    ) async throws -> [ProposalReport] {
        try await Session.with(choice, process, bringsProposals: true) {
            await Proposer(ProposalContext($0, at: process.now())).reports(
                on: try $0.environments(named: names), planner, isDirect: false)
        }
    }

    func tip() async throws -> CommitID {
        try await Session.with(choice, process) { $0.tip.id }
    }
}

extension Report {
    /// The services that were changed, and how that ended.
    fileprivate var changed: [String] {
        let results: [RecordedResult] = environments.flatMap { $0.result?.results ?? [] }
        return results.map { "\($0.change.container.service) \($0.verdict)" }
    }
}

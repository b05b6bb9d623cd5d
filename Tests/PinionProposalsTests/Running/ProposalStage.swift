import PinionDecisions
import PinionFiles
import PinionModel
import PinionProcess
import PinionProposals
import PinionReconcile
@testable import PinionRuntimes
import PinionTesting

/// A repository with an environment, a forge, and proposers over both.
struct ProposalStage: Sendable {
    let repository: InMemoryRepository
    let forge: InMemoryForge
    let clock = ManualClock()

    static let folder = "environments/production"
    static let pinsPath = "\(folder)/pins.yaml"
    static let branch = "pinion/production/propose"

    /// An environment with services on image number 1, whose file allows commits or not.
    init(_ services: String..., direct: Bool = false) {
        forge = InMemoryForge()
        repository = InMemoryRepository([
            Self.rules(direct ? "proposals: direct" : ""),
            Self.pins(services.map { "\($0) \(Self.image($0, 1))" }),
        ])
    }

    /// Another process with the same repository and forge, and a clock of its own.
    init(beside other: ProposalStage) {
        repository = other.repository
        forge = other.forge
    }

    static func rules(_ line: String) -> RepositoryFile {
        let text = "runtime: { sandbox: { state: s } }\n\(line)\n"
        return RepositoryFile(path: "\(folder)/environment.yaml", contents: Array(text.utf8))
    }

    /// A pins file with lines of a key and an image each; a line of one word makes it unreadable.
    static func pins(_ lines: [String]) -> RepositoryFile {
        let pins = lines.map { "  \($0.split(separator: " ").joined(separator: ": "))\n" }
        let text = "services:\n" + pins.joined()
        return RepositoryFile(path: pinsPath, contents: Array(text.utf8))
    }

    static func image(_ name: String, _ number: Int) -> PinnedImage {
        .test("r.example.com/shop/\(name):1.\(number)", .numbered(UInt64(number)))
    }

    static func key(_ text: String) -> PinKey {
        guard let key = PinKey(parsing: text) else { fatalError("\(text) is no key") }
        return key
    }

    // MARK: Proposing

    /// Proposes an image by its number for each service.
    @discardableResult
    func propose(
        _ options: [String: Int], as purpose: Proposal.Purpose = .propose, isDirect: Bool = false,
        isAutomatic: Bool = false, accumulates: Bool = true, isReviewed: Bool = true,
        override: OverrideReason? = nil
    ) async throws -> ProposalOutcome {
        let planner = TestPlanner(
            purpose: purpose, accumulates: accumulates, isAutomatic: isAutomatic
        ) { base in
            let pins = base.environment.pins
            let changes = options.compactMap { name, number -> PinChange? in
                let key = Self.key(name)
                let image = Self.image(name, number)
                guard let pin = pins[key], pin.image != image else { return nil }
                return .move(key, from: pin.image, to: image)
            }
            return PlannedChanges(
                changes: changes,
                origins: Dictionary(
                    uniqueKeysWithValues: changes.map {
                        ($0.key, ChangeOrigin(clause: "named by a test"))
                    }),
                settles: Set(options.keys.map(Self.key)), override: override)
        }
        return try await run(planner, isDirect: isDirect, isReviewed: isReviewed)
    }

    /// Proposes what a planner wants; `tamper` changes the files of each commit that is written.
    @discardableResult
    func run(
        _ planner: TestPlanner, isDirect: Bool = false, isReviewed: Bool = true,
        tip: Revision? = nil, tamper: (@Sendable ([RepositoryFile]) -> [RepositoryFile])? = nil
    ) async throws -> ProposalOutcome {
        let start: Revision
        if let tip { start = tip } else { start = try await repository.tip() }
        let port = TestProposalPort(
            tip: start, repository: repository, reviews: isReviewed ? forge : nil,
            clock: .test(clock, fraction: 1), tamper: tamper)
        return try await Proposer(ProposalContext(port, at: clock.timestamp)).propose(
            ProposalTask(
                environment: .production, planner: planner, isDirect: isDirect, tip: start.id))
    }

    /// The pins of a branch, each as `service number`.
    func pins(on branch: String = "main") async -> [String] {
        let text = await repository.text(Self.pinsPath, on: branch) ?? ""
        let file = RepositoryFile(path: Self.pinsPath, contents: Array(text.utf8))
        return (FiledPins.read(file) ?? [:]).sorted { $0.key < $1.key }.map { key, pin in
            "\(key) \(pin.image.tag?.description.split(separator: ".").last ?? "")"
        }
    }
}

/// A planner that wants what a test says.
struct TestPlanner: ChangePlanner {
    var purpose = Proposal.Purpose.propose
    var accumulates = true
    var isAutomatic = false
    let plan: @Sendable (ProposalBase) async throws -> PlannedChanges

    func plan(on base: ProposalBase, _ context: ProposalContext) async throws -> PlannedChanges {
        try await plan(base)
    }
}

/// A repository in memory, with nothing beside it that could be asked.
private struct TestProposalPort: ProposalPort {
    let tip: Revision
    let repository: InMemoryRepository
    let reviews: InMemoryForge?
    let clock: ProcessClock
    let tamper: (@Sendable ([RepositoryFile]) -> [RepositoryFile])?

    var project: Project { Project(settings: ProjectSettings(), environments: []) }
    var reader: ProjectReader { ProjectReader(kinds: RuntimeKinds.all) { _ in true } }
    var source: any Source { repository }
    var history: any History { repository }
    var publisher: any Publisher {
        guard let tamper else { return repository }
        return TamperingPublisher(repository: repository, tamper: tamper)
    }
    var imageRegistries: any Registry & TagLister & ImageInspector {
        fatalError("no registry is asked")
    }

    func forge() -> (any Forge)? { reviews }
    func runtime(of environment: Environment) -> any Runtime { fatalError("no runtime is asked") }
    func look(at environment: Environment, of commit: CommitID) -> EnvironmentReport {
        fatalError("nothing is looked at")
    }
    func guardedLedger() -> any Ledger { InMemoryLedger(of: InMemoryLedger.Remote()) }
    func refuseSetback(of environment: Environment.Name) {}
    func remembering() -> @Sendable (CommitID, Environment.Name) async -> Void { { _, _ in } }
    func minuteOfWeek(in zone: String, at moment: Timestamp) -> Int? { 0 }
}

/// Writes other files than it was given.
private struct TamperingPublisher: Publisher {
    let repository: InMemoryRepository
    let tamper: @Sendable ([RepositoryFile]) -> [RepositoryFile]

    func trackedBranch() async throws(PublishError) -> String {
        await repository.trackedBranch()
    }

    func write(_ draft: CommitDraft) async throws(PublishError) -> CommitID {
        try await repository.write(
            CommitDraft(
                parent: draft.parent, files: tamper(draft.files), message: draft.message,
                at: draft.at))
    }

    func branch(
        _ name: String, against base: CommitID
    ) async throws(PublishError) -> ProposalBranch? {
        try await repository.branch(name, against: base)
    }

    func branches(under prefix: String) async throws(PublishError) -> [String] {
        await repository.branches(under: prefix)
    }

    func push(
        _ commit: CommitID, to branch: String, expecting old: CommitID?
    ) async throws(PublishError) {
        try await repository.push(commit, to: branch, expecting: old)
    }
}

extension ProposalOutcome.Landing {
    /// The case's name.
    var word: String {
        switch self {
        case .nothing: "nothing"
        case .committed: "committed"
        case .pushed: "pushed"
        case .unchanged: "standing"
        }
    }
}

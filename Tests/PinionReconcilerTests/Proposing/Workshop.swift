import PinionModel
import PinionProcess
import PinionProposals
import PinionTesting

/// A repository with an environment in a format of its own, a forge, and proposers over both.
///
/// A line of `pins` is a key, an image, and perhaps `frozen` or a refused digest.
struct Workshop: Sendable {
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
            Self.rules(direct ? "direct" : ""),
            Self.pins(services.map { "\($0) \(Self.image($0, 1))" }),
        ])
    }

    /// Another process with the same repository and forge, and a clock of its own.
    init(beside other: Workshop) {
        repository = other.repository
        forge = other.forge
    }

    static func rules(_ text: String) -> RepositoryFile {
        RepositoryFile(path: "\(folder)/environment.yaml", contents: Array(text.utf8))
    }

    static func pins(_ lines: [String]) -> RepositoryFile {
        RepositoryFile(path: pinsPath, contents: Array(lines.joined(separator: "\n").utf8))
    }

    static func image(_ name: String, _ number: Int) -> PinnedImage {
        .test("r.example.com/shop/\(name):1.\(number)", .numbered(UInt64(number)))
    }

    static func key(_ text: String) -> PinKey {
        guard let key = PinKey(parsing: text) else { fatalError("\(text) is no key") }
        return key
    }

    // MARK: Proposing

    func proposer(isReviewed: Bool = true) -> Proposer {
        let forge = isReviewed ? forge : nil
        return Proposer(
            ProposalPorts(
                source: repository, publisher: repository, history: repository,
                forge: { forge }, clock: .test(clock, fraction: 1)))
    }

    /// Proposes an image by its number for each service.
    @discardableResult
    func propose(
        _ wishes: [String: Int], as purpose: Proposal.Purpose = .propose,
        _ way: ProposalBrief.Way = .review, accumulates: Bool = true, isReviewed: Bool = true,
        override: OverrideReason? = nil
    ) async throws -> ProposalOutcome {
        try await run(purpose, way, accumulates: accumulates, isReviewed: isReviewed) { ground in
            let pins = ground.environment.pins
            let changes = wishes.compactMap { name, number -> PinChange? in
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
                settles: Set(wishes.keys.map(Self.key)), override: override)
        }
    }

    @discardableResult
    func run(
        _ purpose: Proposal.Purpose = .propose, _ way: ProposalBrief.Way = .review,
        accumulates: Bool = true, isReviewed: Bool = true, tip: Revision? = nil,
        edit: (@Sendable ([PinChange], ProposalGround) throws -> [RepositoryFile])? = nil,
        plan: @escaping @Sendable (ProposalGround) async throws -> PlannedChanges
    ) async throws -> ProposalOutcome {
        let start: Revision
        if let tip { start = tip } else { start = try await repository.tip() }
        return try await proposer(isReviewed: isReviewed).propose(
            ProposalBrief(
                environment: Stage.production, purpose: purpose, way: way,
                accumulates: accumulates, at: clock.timestamp, tip: start.id,
                roots: ["environments"], folder: Self.folder, read: Self.read,
                edit: edit ?? Self.edit, plan: plan))
    }

    /// The pins of a branch, each as `service number`.
    func pins(on branch: String = "main") async -> [String] {
        let text = await repository.text(Self.pinsPath, on: branch) ?? ""
        return text.split(separator: "\n").map { line in
            let words = line.split(separator: " ")
            let tag = words[1].split(separator: "@")[0].split(separator: ".").last ?? ""
            return ([String(words[0]), String(tag)] + words.dropFirst(2).map(String.init))
                .joined(separator: " ")
        }
    }

    // MARK: The format

    @Sendable static func read(_ files: [RepositoryFile]) throws -> Project {
        let text = String(
            decoding: files.first { $0.path == pinsPath }?.contents ?? [], as: UTF8.self)
        let rules = files.first { $0.path == "\(folder)/environment.yaml" }?.contents ?? []
        let result: Result<Environment, FileMistakes>
        do throws(FileMistakes) {
            let services = try text.split(separator: "\n").map {
                (line) throws(FileMistakes) in try service(line.split(separator: " "))
            }
            let isDirect = String(decoding: rules, as: UTF8.self) == "direct"
            result = .success(
                Environment(
                    name: Stage.production, runtime: .sandbox(state: "s"),
                    rules: Rules(proposals: isDirect ? .direct : .pullRequest),
                    services: services))
        } catch {
            result = .failure(error)
        }
        return Project(
            settings: ProjectSettings(),
            environments: [ReadEnvironment(name: "production", result: result)])
    }

    private static func service(_ words: [Substring]) throws(FileMistakes) -> Service {
        let site = FilePosition(path: pinsPath, line: 1, column: 1)
        guard words.count > 1, let name = Service.Name(parsing: words[0]),
            let reference = try? ImageReference(parsing: words[1]),
            let image = PinnedImage(reference)
        else {
            throw FileMistakes([FileMistake(at: site, "a line is no pin", remedy: "mend it")])
        }
        let hold: Hold? = words.dropFirst(2).first.map { word in
            Hold(refuse: (try? Digest(parsing: word)).map { [$0] } ?? [])
        }
        return Service(name: name, pins: [Pin(image: image, hold: hold, site: site)])
    }

    @Sendable static func edit(
        _ changes: [PinChange], _ ground: ProposalGround
    ) throws -> [RepositoryFile] {
        let table = PinTable(ground.environment).applying(changes)
        return [
            pins(
                table.entries.sorted { $0.key < $1.key }.map { key, entry in
                    let hold = entry.hold.map { hold in
                        " \(hold.refuse.first.map(\.description) ?? "frozen")"
                    }
                    return "\(key) \(entry.image)\(hold ?? "")"
                })
        ]
    }
}

extension ProposalOutcome.Landing {
    /// The case's name.
    var word: String {
        switch self {
        case .nothing: "nothing"
        case .committed: "committed"
        case .pushed: "pushed"
        case .standing: "standing"
        }
    }
}

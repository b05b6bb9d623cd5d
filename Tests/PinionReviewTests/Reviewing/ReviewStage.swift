import PinionFiles
import PinionModel
import PinionReview
@testable import PinionRuntimes
import PinionTesting
import Synchronization

/// A repository of one base commit and one change, with doubles that write down all that they are asked.
struct ReviewStage: Sendable {
    let repository: RecordingRepository
    let registry: RecordingRegistry
    let ledgers = InMemoryLedger.Remote()
    let looks = Looks()
    let trusts = Trusts()
    var glance: @Sendable (PinionModel::Environment) -> PlanPreview = { _ in .skipped("--offline") }

    var place: @Sendable (String) -> SettingsLocation = { path in
        path.hasPrefix("/") ? .outside : .inside(path)
    }

    static let host = "r.example.com"

    /// A base with files, given as path and text.
    init(_ files: [String: String]) {
        repository = RecordingRepository(InMemoryRepository(Self.files(files)))
        registry = RecordingRegistry()
    }

    static func files(_ files: [String: String]) -> [RepositoryFile] {
        files.map { RepositoryFile(path: $0.key, contents: Array($0.value.utf8)) }
            .sorted { $0.path < $1.path }
    }

    /// A reference to `web` at a digest that ends in a number.
    static func web(_ number: UInt64, at host: String = host) -> String {
        "\(host)/shop/web:\(number)@\(Digest.numbered(number))"
    }

    /// The files of an environment with one service `web`.
    static func environment(
        _ name: String, _ image: String = web(1), rules: String = "apply: automatic"
    ) -> [String: String] {
        [
            "environments/\(name)/environment.yaml":
                "runtime: { sandbox: { state: \(name).json } }\n\(rules)\n",
            "environments/\(name)/pins.yaml": "services:\n  web: \(image)\n",
        ]
    }

    /// Commits files on top of the base, and reviews that.
    func review(
        _ files: [String: String], removing: Set<String> = [], links: [String] = [],
        message: String = "Change", named: Set<String>? = nil
    ) async throws -> Review {
        let base = try await repository.store.tip().id
        let links = links.map { RepositoryFile(path: $0, kind: .symbolicLink, contents: []) }
        let head = await repository.store.commit(
            Self.files(files) + links, removing: removing, saying: message)
        return try await review(from: base, to: head, named: named)
    }

    /// Reviews what lies between two commits.
    func review(
        from base: CommitID, to head: CommitID, named: Set<String>? = nil
    ) async throws -> Review {
        let reader = ProjectReader(kinds: RuntimeKinds.all) { _ in true }
        let before = try reader.settings(
            from: try await repository.store.files(of: base, at: ["pinion.yaml"]))
        let port = TestReviewPort(
            repository: repository, reader: reader, settings: before, place: place,
            ledgers: ledgers)
        return try await Reviewer(port) { [looks, glance, registry, trusts] known in
            trusts.hosts.withLock { $0.append(known) }
            return ReviewServices(registry: registry) { environment in
                looks.environments.withLock { $0.append(environment) }
                return glance(environment)
            }
        }.review(from: base, to: head, named: named)
    }

    /// Records that an environment saw `web` in step on a digest.
    func baseline(_ name: String, _ number: UInt64, at: Timestamp = .test) async throws {
        guard let name = PinionModel::Environment.Name(parsing: name) else { return }
        let image = PinnedImage.test("\(Self.host)/shop/web:\(number)", .numbered(number))
        let entry = LedgerEntry(
            at: at, run: "r",
            event: .observation(
                RecordedObservation(
                    commit: try await repository.store.tip().id,
                    baseline: [ContainerKey(service: "web", container: "web"): image],
                    findings: [])))
        let ledger = InMemoryLedger(of: ledgers)
        let tip = try await ledger.newest(of: name)
        let state = try tip.map { try LedgerState(parsing: $0.record.state) } ?? LedgerState()
        _ = try await ledger.append(
            LedgerRecord(entry, in: name, state: state.recording(entry)), to: name, onto: tip?.id)
    }
}

/// What a review asks of a stage, at a moment when no window is closed.
private struct TestReviewPort: ReviewPort {
    let repository: RecordingRepository
    let reader: ProjectReader
    let settings: ProjectSettings
    let place: @Sendable (String) -> SettingsLocation
    let ledgers: InMemoryLedger.Remote

    var source: any Source { repository }
    var history: any History { repository }

    func guardedLedger() -> any Ledger { InMemoryLedger(of: ledgers) }
    func location(of path: String) -> SettingsLocation { place(path) }
    func now() -> Timestamp { .test + .seconds(100_000) }
    func minuteOfWeek(in zone: String, at moment: Timestamp) -> Int? { 0 }
}

/// The registries that were named as known, each time.
final class Trusts: Sendable {
    let hosts = Mutex<[Set<String>]>([])
}

/// What was looked at.
final class Looks: Sendable {
    let environments = Mutex<[PinionModel::Environment]>([])
}

/// A repository that writes down which files are read.
actor RecordingRepository: Source, History {
    let store: InMemoryRepository
    private(set) var read: Set<String> = []

    init(_ store: InMemoryRepository) { self.store = store }

    func tip() async throws(SourceError) -> Revision { try await store.tip() }

    func revision(_ text: String) async throws(SourceError) -> Revision {
        try await store.revision(text)
    }

    func files(
        of commit: CommitID, at roots: [String]
    ) async throws(SourceError) -> [RepositoryFile] {
        let files = try await store.files(of: commit, at: roots)
        read.formUnion(files.map(\.path))
        return files
    }

    func isAncestor(_ ancestor: CommitID, of commit: CommitID) async -> Bool {
        await store.isAncestor(ancestor, of: commit)
    }

    func changedPaths(from old: CommitID, to new: CommitID) async throws(SourceError) -> [String] {
        try await store.changedPaths(from: old, to: new)
    }

    func mergeBase(_ one: CommitID, _ other: CommitID) async -> CommitID? {
        await store.mergeBase(one, other)
    }

    func versions(
        of path: String, at commit: CommitID, limit: Int
    ) async throws(SourceError) -> [FileVersion] {
        try await store.versions(of: path, at: commit, limit: limit)
    }

    func commit(_ id: CommitID) async throws(SourceError) -> CommitDetails {
        try await store.commit(id)
    }
}

/// A registry that has everything but what it is told, and writes down every question.
actor RecordingRegistry: Registry, ImageInspector {
    private(set) var existence: [PinnedImage] = []
    private(set) var inspected: [PinnedImage] = []
    private(set) var opened: [PinnedImage] = []
    private(set) var resolved: [ImageReference] = []
    private var tags: [String: UInt64?] = [:]
    private var others: [Digest: String] = [:]
    private var isSilent = false
    private var missing: Set<Digest> = []
    private var members: [Digest: [PlatformManifest]] = [:]
    private var closed: Set<Digest> = []
    private var platforms: [Digest: [Platform]] = [:]

    func lose(_ number: UInt64) { missing.insert(.numbered(number)) }

    func build(_ number: UInt64, for platforms: [Platform]) {
        self.platforms[.numbered(number)] = platforms
    }

    /// Every host that was asked.
    var hosts: Set<String> { Set((existence + inspected).map(\.repository.registry)) }

    /// Puts a tag on a number's digest; on nothing where that is nil.
    func tag(_ tag: String, on number: UInt64?) { tags.updateValue(number, forKey: tag) }

    /// Makes something else than an image of a number's digest.
    func make(_ number: UInt64, into other: String) { others[.numbered(number)] = other }

    /// Answers no question about tags any more.
    func silenceTags() { isSilent = true }

    /// A tag names the digest of its number, unless it is told otherwise.
    func resolve(_ reference: ImageReference) throws(RegistryError) -> Digest {
        resolved.append(reference)
        guard !isSilent else {
            throw .unreachable(host: reference.repository.registry, reason: "it is closed")
        }
        let tag = reference.tag?.description ?? ""
        guard let number = tags[tag] ?? UInt64(tag) else { throw .notFound(reference) }
        return .numbered(number)
    }

    /// Makes an index of a number's digest, which has another's.
    func index(_ number: UInt64, of member: UInt64) {
        members[.numbered(number)] = [
            PlatformManifest(
                digest: .numbered(member), platform: Platform(os: "linux", architecture: "amd64"))
        ]
    }

    /// Lets nobody look into a digest.
    func close(_ number: UInt64) { closed.insert(.numbered(number)) }

    func members(of image: PinnedImage) throws(RegistryError) -> [PlatformManifest] {
        opened.append(image)
        guard !closed.contains(image.digest) else {
            throw .unreachable(host: image.repository.registry, reason: "it is closed")
        }
        return members[image.digest] ?? []
    }

    func exists(_ image: PinnedImage) -> Bool {
        existence.append(image)
        return !missing.contains(image.digest)
    }

    func details(of image: PinnedImage) -> ImageDetails {
        inspected.append(image)
        let all = platforms[image.digest] ?? [Platform(os: "linux", architecture: "amd64")]
        let other = others[image.digest]
        return ImageDetails(
            labels: ImageLabels(), platforms: other == nil ? all : [], artifactKind: other)
    }
}

import PinionModel
import PinionProcess
import Synchronization

/// A repository that is reached over a network, through a disposable cache.
///
/// One transport child answers the first question of every caller; a second question of the same
/// caller gets an answer that is newer than the question.
actor RemoteRepository {
    /// The remote in messages: `origin (https://…)`.
    nonisolated let label: String
    /// The path of the cache.
    nonisolated let cache: String
    nonisolated let client: TransportClient
    /// The folder of the cache.
    nonisolated var folder: CacheFolder { CacheFolder(path: cache, clock: client.settings.clock) }
    private let lock = AsyncLock()
    private var snapshot: Snapshot?
    private var started = 0
    /// The remote's name in the working copy; `nil` for an address.
    nonisolated let name: String?
    private var served: [String: Int] = [:]
    private var wanted: Set<String> = []
    private nonisolated let prefixes = Mutex<Set<String>>([])
    private var outdated = 0
    private var hasHealed = false

    init(_ remote: RemoteURL, name: String?, settings: GitSettings) {
        self.name = name
        let key = RepositoryHandle.id(of: Array(remote.address.utf8), as: .blob)
        let cache = "\(settings.cacheFolder)/git/\(key)"
        label = name.map { "\($0) (\(remote))" } ?? remote.description
        self.cache = cache
        client = TransportClient(settings: settings, remote: remote, cache: cache)
    }

    /// Returns the remote's refs; asks again if the same `asker` already had this answer.
    func snapshot(
        for asker: String, needing refs: [String] = []
    ) async throws(SourceError) -> Snapshot {
        let question = started
        return try await lock.pass { () async throws(SourceError) in
            try await self.answer(asker, needing: refs, askedAfter: question)
        }
    }

    private func answer(
        _ asker: String, needing refs: [String], askedAfter question: Int
    ) async throws(SourceError) -> Snapshot {
        wanted.formUnion(refs)
        if let snapshot, snapshot.covers(refs), snapshot.number > outdated {
            let isNew = served[asker].map { $0 < snapshot.number } ?? true
            if isNew, served[asker] == nil || snapshot.number > question {
                served[asker] = snapshot.number
                return snapshot
            }
        }
        let fresh = try await synchronise(healing: nil)
        served[asker] = fresh.number
        return fresh
    }

    /// Returns the remote's refs as of the last query; asks again if that did not cover the refs,
    /// or is known to be outdated.
    func newest(needing refs: [String]) async throws(SourceError) -> Snapshot {
        try await lock.pass { () async throws(SourceError) in
            try await self.newestAnswer(needing: refs)
        }
    }

    private func newestAnswer(needing refs: [String]) async throws(SourceError) -> Snapshot {
        wanted.formUnion(refs)
        if let snapshot, snapshot.covers(refs), snapshot.number > outdated,
            snapshot.prefixes == prefixes.withLock({ $0.sorted() })
        {
            return snapshot
        }
        return try await synchronise(healing: nil)
    }

    /// Fetches all refs under a prefix too, from the next query on.
    nonisolated func bring(under prefix: String) {
        prefixes.withLock { known in
            if !known.contains(where: prefix.hasPrefix) { known.insert(prefix) }
        }
    }

    /// The refs that this run moved.
    private(set) var moved: Set<String> = []

    /// Records that this run moved a ref.
    func hasMoved(_ ref: String) { moved.insert(ref) }

    /// Marks former answers as outdated: the remote is known to have changed.
    func outdate() { outdated = started }

    /// Updates the last answer with a ref that this run moved.
    func note(_ id: ObjectID, at ref: String) { snapshot?.refs.updateValue(id, forKey: ref) }

    /// Reads from the cache; a broken cache is rebuilt, once in a run.
    func performing<Result: Sendable>(
        _ work: @Sendable (RepositoryHandle) throws(GitError) -> Result
    ) async throws(SourceError) -> Result {
        let current = if let snapshot { snapshot } else { try await snapshot(for: "reading") }
        do { return try await current.repository.perform(work) } catch {
            guard error.isOddity, !hasHealed else { throw SourceError(error, inCache: cache) }
        }
        hasHealed = true
        let healed = try await lock.pass { () async throws(SourceError) in
            try await self.synchronise(healing: current.generation)
        }
        do { return try await healed.repository.perform(work) } catch {
            throw SourceError(error, inCache: cache)
        }
    }

    /// Returns the tips of a ledger or branch that the cache saw and the remote's no longer holds.
    func rewritten(_ ref: String) -> [ObjectID] { snapshot?.rewritten[ref] ?? [] }

    /// Makes the cache continue from a tip of a ledger, whatever it saw before.
    func follow(_ ref: String, at tip: ObjectID?) async {
        guard let current = snapshot else { return }
        // A cache that cannot forget is asked again later: nothing is lost.
        let lock = try? await FileLock.waiting(
            "\(cache)/lock", atMost: .seconds(2), by: folder.clock)
        if lock != nil {
            try? await current.repository.perform { [folder] _ in
                try? folder.note(tip, at: ref, of: current.generation)
            }
        }
        _ = consume lock
        snapshot?.rewritten[ref] = nil
    }

    /// Rebuilds the cache, so that it keeps only what the remote still has.
    func renew() async throws(SourceError) {
        let generation = snapshot?.generation
        _ = try await lock.pass { () async throws(SourceError) in
            try await self.synchronise(healing: generation)
        }
    }

    private func synchronise(healing: String?) async throws(SourceError) -> Snapshot {
        started += 1
        let number = started
        let prefixes = prefixes.withLock { $0.sorted() }
        let events = await client.run(
            .sync(refs: wanted.sorted(), prefixes: prefixes, healing: healing))
        var refs: [String: ObjectID?] = [:]
        var rewritten: [String: [ObjectID]] = [:]
        var defaultBranch: String?
        var cache: (path: String, generation: String)?
        for event in events {
            switch event {
            case .ref(let name, let id): refs.updateValue(id, forKey: name)
            case .rewritten(let name, let seen): rewritten[name, default: []].append(seen)
            case .defaultBranch(let name): defaultBranch = name
            case .cache(let path, let generation): cache = (path, generation)
            case .failed(let error): throw error
            default: break
            }
        }
        guard let cache else {
            throw .local(path: self.cache, reason: "the process that made it told nothing of it")
        }
        let fresh = Snapshot(
            number: number, refs: refs, prefixes: prefixes, defaultBranch: defaultBranch,
            rewritten: rewritten, repository: try await opened(cache), generation: cache.generation)
        snapshot = fresh
        return fresh
    }

    private func opened(
        _ cache: (path: String, generation: String)
    ) async throws(SourceError) -> Repository {
        if let snapshot, snapshot.generation == cache.generation { return snapshot.repository }
        do { return try await Repository.open(cache.path, .bare) } catch {
            throw SourceError(error, inCache: cache.path)
        }
    }
}

extension GitError {
    /// Whether the error may come from a broken cache, so that a new one would help.
    var isOddity: Bool {
        switch self {
        case .call, .missing: true
        case .malformed, .tooLarge, .moved, .shallow: false
        }
    }
}

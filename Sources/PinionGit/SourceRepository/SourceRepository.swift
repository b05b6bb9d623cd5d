package import PinionModel

/// The repository of one run: the one around the run or named to it, and the remote behind it.
///
/// One process fetches everything that is first needed from the remote: the tracked branch's tip
/// with its files, and every ledger. Asking the same thing a second time gets an answer that is
/// newer than the question.
package struct SourceRepository: Sendable {
    /// The place of the desired state and of remote ledgers.
    enum Origin: Sendable {
        case local(Repository, prefersMain: Bool)
        case remote(RemoteRepository)

        /// The holder of their objects.
        var objects: any ObjectReading {
            switch self {
            case .local(let repository, _): repository
            case .remote(let remote): remote
            }
        }
    }

    /// The ways in which a run names its repository.
    package enum Address: Hashable, Sendable {
        /// The repository that a folder belongs to.
        case around(folder: String)
        /// The value of `--repository`: a repository's path, or an address.
        case named(String)
    }

    let origin: Origin
    let local: Repository?
    let remoteName: String?
    let settings: GitSettings
    /// The identity and label of the source, if this is only what the host saw of it last.
    private let cachedSource: (identity: String, label: String)?

    /// Whether the remote is not asked, since this is what the host saw of it last.
    package var isCached: Bool { cachedSource != nil }

    /// Whether the desired state is on another machine.
    package var isRemote: Bool { if case .remote = origin { true } else { false } }

    /// Makes the value for a view of what this host saw of another repository.
    init(seenIn repository: Repository, of seen: SourceRepository) {
        origin = .local(repository, prefersMain: false)
        (local, remoteName, settings) = (seen.local, seen.remoteName, seen.settings)
        cachedSource = (seen.identity, seen.label)
    }

    /// Finds the repository and its remote.
    ///
    /// The remote is `remote` (a remote's name in the repository, or an address), else `origin` if
    /// it exists, else the repository itself. The network is not used here.
    package static func open(
        _ address: Address, remote: String? = nil, settings: GitSettings
    ) async throws(SourceError) -> SourceRepository {
        let repository: Repository
        switch address {
        case .around(let folder): repository = try await open(folder, .upwards)
        case .named(let text):
            switch try RemoteAddress(parsing: text) {
            case .path(let path): repository = try await open(path, .exact)
            case .url(let url):
                return try await SourceRepository(url, settings: settings).following(remote)
            }
        }
        return try await SourceRepository(repository, remote: remote, settings: settings)
    }

    /// Makes the value for a remote without a working copy.
    private init(_ url: RemoteURL, settings: GitSettings) {
        (self.settings, cachedSource, local, remoteName) = (settings, nil, nil, nil)
        origin = .remote(RemoteRepository(url, name: nil, settings: settings))
    }

    private init(
        _ repository: Repository, remote: String?, settings: GitSettings
    ) async throws(SourceError) {
        (self.settings, cachedSource, local) = (settings, nil, repository)
        let (name, text) = try await Self.remote(of: repository, named: remote)
        remoteName = name
        let isBare = repository.workTree == nil
        guard let text else {
            origin = .local(repository, prefersMain: !isBare)
            return
        }
        switch try RemoteAddress(parsing: text, mayHoldPassword: name != nil) {
        case .url(var url):
            if url.login == nil {
                let headers = try await repository.performing { (handle) throws(GitError) in
                    try handle.extraHeaders()
                }
                url.login = ExtraHeader.login(for: url, in: headers)
            }
            origin = .remote(RemoteRepository(url, name: name, settings: settings))
        case .path(let path):
            let full = path.hasPrefix("/") ? path : "\(repository.path)/\(path)"
            guard !Files.isAbsent(full) else {
                throw .notThere(
                    remote: "\(name.map { "\($0) (\(full))" } ?? full)",
                    remedy:
                        "mount it, or mend the remote's address (`git remote -v`); this host keeps "
                        + "no copy of a remote that is a path, so that `--cached` has nothing of "
                        + "it either")
            }
            do throws(SourceError) {
                origin = .local(try await Self.open(full, .exact), prefersMain: false)
            } catch .notARepository {
                throw .unsupported(
                    path: name.map { "\($0) (\(full))" } ?? full,
                    reason:
                        "it is not a git repository; mend the remote's address (`git remote -v`)"
                )
            }
        }
    }

    /// Returns the name and address of the remote; both are `nil` if the repository has none.
    private static func remote(
        of repository: Repository, named text: String?
    ) async throws(SourceError) -> (name: String?, address: String?) {
        let name = text ?? "origin"
        let address = try await repository.performing { (handle) throws(GitError) in
            try handle.address(ofRemote: name)
        }
        if let address { return (name, address) }
        guard let text else { return (nil, nil) }
        guard text.contains("/") || text.contains(":") else {
            throw .noSuchRevision(
                "remote \(text.quoted) in \(repository.path)",
                remedy: "add it by `git remote add`, or name another as `remote` in pinion.yaml")
        }
        return (nil, text)
    }

    private static func open(
        _ path: String, _ way: RepositoryHandle.Way
    ) async throws(SourceError) -> Repository {
        do { return try await Repository.open(path, way) } catch {
            throw SourceError(opening: path, error)
        }
    }

    /// The root of the working copy, to which paths in the files are relative; `nil` for an address
    /// and for a bare repository.
    package var workingCopy: String? { local?.workTree }

    /// The source of the desired state in messages: `origin (https://…)`, or a path.
    package var label: String {
        if let cachedSource { return cachedSource.label }
        return switch origin {
        case .local(let repository, _):
            remoteName.map { "\($0) (\(repository.path))" } ?? repository.path
        case .remote(let remote): remote.label
        }
    }

    /// Returns the desired state of a branch; `nil` means the remote's default, else `main`.
    package func source(branch: String? = nil) -> any Source {
        switch origin {
        case .local(let repository, let prefersMain):
            LocalSource(repository: repository, branch: branch, prefersMain: prefersMain)
        case .remote(let remote): RemoteSource(remote: remote, branch: branch)
        }
    }

    /// Returns the short name of the branch that `source(branch:)` tracks.
    package func trackedBranch(_ branch: String? = nil) async throws(SourceError) -> String {
        if let branch { return branch }
        switch origin {
        case .remote(let remote):
            // The last answer is enough for a name, which each environment asks for.
            return try await remote.newest(needing: []).defaultBranch ?? "main"
        case .local(let repository, let prefersMain):
            return try await repository.performing { (handle) throws(GitError) in
                try handle.defaultBranch(prefersMain: prefersMain)
            }
        }
    }

    /// Returns the ledger at the place that `pinion.yaml` names.
    ///
    /// A local one is a repository of its own below the state folder, one for each source; it is
    /// made if it is missing.
    package func ledger(_ location: LedgerLocation) async throws(LedgerError) -> GitLedger {
        GitLedger(
            chains: try await chains(location), looks: location == .remote ? lookRecords : nil)
    }

    func chains(_ location: LedgerLocation) async throws(LedgerError) -> any LedgerChains {
        switch (location, origin) {
        case (.remote, .remote(let remote)): return RemoteChains(remote: remote)
        case (.remote, .local(let repository, _)):
            return LocalChains(repository: repository, isOwn: false, clock: settings.clock)
        case (.local, _):
            let own = try await LocalLedgers(settings).repository(for: identity)
            return LocalChains(repository: own, isOwn: true, clock: settings.clock)
        }
    }

    /// The identity that tells this source from others on this host.
    var identity: String {
        if let cachedSource { return cachedSource.identity }
        return switch origin {
        case .local(let repository, _): repository.gitFolder
        case .remote(let remote): remote.client.remote.address
        }
    }

    /// Returns the repository for the `remote` of its own pinion.yaml: itself if that is `nil` or
    /// the present remote.
    package func following(_ remote: String?) async throws(SourceError) -> SourceRepository {
        guard let remote else { return self }
        let other: SourceRepository
        if let local {
            other = try await SourceRepository(local, remote: remote, settings: settings)
        } else {
            guard case .url(let url) = try RemoteAddress(parsing: remote) else {
                throw .noSuchRevision(
                    "remote \(remote.quoted) without a working copy",
                    remedy: "give its address as `remote` in pinion.yaml, or run in a working copy")
            }
            other = SourceRepository(url, settings: settings)
        }
        return other.identity == identity ? self : other
    }

    /// Checks that ledgers could be written: logs in as for a push without pushing.
    package func checkWriting() async throws(SourceError) {
        switch origin {
        case .remote(let remote): try await remote.probePush()
        case .local(let repository, _):
            guard Files.isWritable(repository.gitFolder) else {
                throw .local(path: repository.gitFolder, reason: "this user may not write there")
            }
        }
    }

    /// Returns the YAML files at `roots` in the working copy that differ from the tracked branch,
    /// whose tip is `tip`, in path order; an empty list without a working copy.
    package func unpublishedFiles(
        at roots: [String], tip: CommitID, branch: String
    ) async throws(SourceError) -> [UnpublishedFile] {
        guard let local, local.workTree != nil, let id = ObjectID(tip) else { return [] }
        let files = try await origin.objects.performing { (handle) throws(GitError) in
            try handle.listing(of: id, at: roots)
        }
        let tracking = remoteName.map { "refs/remotes/\($0)/\(branch)" }
        return try await local.performing { (handle) throws(GitError) in
            try handle.unpublished(at: roots, tip: (id, files), tracking: tracking)
        }
    }
}

import PinionModel

/// The repository that somebody stands in, as a source of its own: what CI checked out is there,
/// and maybe nowhere else.
struct CheckoutSource: Source, History, Merging {
    /// The repository with its working copy.
    let repository: Repository
    /// The remote whose branches a plain name means where there is no branch of that name here.
    let remote: String

    private var history: GitHistory { GitHistory(repository) }
    private var local: LocalSource {
        LocalSource(repository: repository, branch: nil, prefersMain: true)
    }

    /// The commit that is checked out.
    func tip() async throws(SourceError) -> Revision { try await revision("HEAD") }

    /// The commit that a text names: a full id, `HEAD`, a full ref name, a branch, a branch of the
    /// remote with or without its name, a tag, or seven or more digits of an id.
    func revision(_ text: String) async throws(SourceError) -> Revision {
        let names = names(for: text)
        let found = try await repository.performing { (handle) throws(GitError) in
            try Self.find(text, names, in: handle)
        }
        switch found {
        case .one(let id):
            return try await repository.reading { repository throws(GitError) in
                try await repository.revision(id)
            }
        case .several(let refs):
            throw .noSuchRevision(
                "single commit \(text.quoted) in \(repository.path)",
                remedy: "it names \(refs.joined(separator: " and ")): give the full name")
        case .none(let isShallow):
            guard isShallow else { throw .unknown(revision: text, in: repository.path) }
            throw .noSuchRevision(
                "commit \(text.quoted) in \(repository.path)", remedy: SourceError.shallowRemedy)
        }
    }

    func files(
        of commit: CommitID, at roots: [String]
    ) async throws(SourceError) -> [RepositoryFile] {
        try await local.files(of: commit, at: roots)
    }

    func isAncestor(_ ancestor: CommitID, of commit: CommitID) async throws(SourceError) -> Bool {
        try await local.isAncestor(ancestor, of: commit)
    }

    func changedPaths(
        from old: CommitID, to new: CommitID
    ) async throws(SourceError) -> [String] {
        try await history.changedPaths(from: old, to: new)
    }

    func mergeBase(
        _ one: CommitID, _ other: CommitID
    ) async throws(SourceError) -> CommitID? {
        try await history.mergeBase(one, other)
    }

    func versions(
        of path: String, at commit: CommitID, limit: Int
    ) async throws(SourceError) -> [FileVersion] {
        try await history.versions(of: path, at: commit, limit: limit)
    }

    func commit(_ id: CommitID) async throws(SourceError) -> CommitDetails {
        try await history.commit(id)
    }

    func merge(
        _ change: CommitID, into base: CommitID
    ) async throws(SourceError) -> MergeResult {
        try await history.merge(change, into: base)
    }

    // MARK: - Names

    private enum Found: Hashable, Sendable {
        case one(ObjectID)
        case several([String])
        case none(isShallow: Bool)
    }

    /// The full ref names that a text may stand for: those of `first`, and those of `else` where it is no branch here.
    private struct Candidates: Sendable {
        let first: [String]
        var `else`: [String] = []
    }

    private func names(for text: String) -> Candidates {
        if text == "HEAD" || text.hasPrefix("refs/") { return Candidates(first: [text]) }
        return Candidates(
            first: ["refs/heads/\(text)", "refs/tags/\(text)", "refs/remotes/\(text)"],
            else: ["refs/remotes/\(remote)/\(text)"])
    }

    /// No expression of git's is ever evaluated; a full id is never taken for a name.
    ///
    /// Whoever can push a tag chooses its name: so whatever the text names must be one commit, and where it begins an
    /// id too, that one's.
    private static func find(
        _ text: String, _ names: Candidates, in handle: RepositoryHandle
    ) throws(GitError) -> Found {
        let byID = try handle.commit(withID: text)
        if ObjectID(parsing: text) != nil {
            return byID.map { .one($0) } ?? .none(isShallow: handle.isShallow)
        }
        var found = try refs(names.first, in: handle)
        if !found.contains(where: { $0.name.hasPrefix("refs/heads/") }) {
            found += try refs(names.else, in: handle)
        }
        if let byID { found.append(("the commit \(byID)", byID)) }
        guard let first = found.first else { return .none(isShallow: handle.isShallow) }
        let isClear = found.allSatisfy { $0.id == first.id }
        return isClear ? .one(first.id) : .several(found.map(\.name))
    }

    private static func refs(
        _ names: [String], in handle: RepositoryHandle
    ) throws(GitError) -> [(name: String, id: ObjectID)] {
        var found: [(name: String, id: ObjectID)] = []
        for name in names where RepositoryHandle.isRefName(name) {
            if let id = try handle.commit(at: name) { found.append((name, id)) }
        }
        return found
    }
}

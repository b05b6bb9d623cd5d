import PinionModel

/// Desired state from a remote's branch.
struct RemoteSource: Source {
    /// The remote.
    let remote: RemoteRepository
    /// The tracked branch's short name; nil means the remote's default, else `main`.
    let branch: String?

    func tip() async throws(SourceError) -> Revision {
        let (name, id) = try await tracked(asker: "tip")
        guard let id else { throw .missing(branch: name, in: remote.label) }
        return try await remote.reading { repository throws(GitError) in
            try await repository.revision(id)
        }
    }

    /// The tracked branch's short name, and its tip where it has one.
    func tracked(
        asker: String
    ) async throws(SourceError) -> (name: String, tip: ObjectID?) {
        let asker = "\(asker) of \(branch ?? "")"
        if let branch {
            let ref = "refs/heads/\(branch)"
            guard RepositoryHandle.isRefName(ref) else { return (branch, nil) }
            return (branch, try await remote.snapshot(for: asker, needing: [ref]).target(of: ref))
        }
        let snapshot = try await remote.snapshot(for: asker)
        if let name = snapshot.defaultBranch {
            return (name, snapshot.target(of: "refs/heads/\(name)"))
        }
        let ref = "refs/heads/main"
        let again = try await remote.snapshot(for: "\(asker)main", needing: [ref])
        return ("main", again.target(of: ref))
    }

    func revision(_ text: String) async throws(SourceError) -> Revision {
        if text == "HEAD" { return try await RemoteSource(remote: remote, branch: nil).tip() }
        if text.isShortID {
            _ = try await remote.snapshot(for: "revisions")
            let known = try await remote.reading { repository throws(GitError) in
                guard let id = try await repository.commit(withID: text) else {
                    return Revision?.none
                }
                return try await repository.revision(id)
            }
            if let known { return known }
        }
        let ref = text.hasPrefix("refs/") ? text : "refs/heads/\(text)"
        guard RepositoryHandle.isRefName(ref) else {
            throw .unknown(revision: text, in: remote.label)
        }
        let snapshot = try await remote.snapshot(for: "revision \(ref)", needing: [ref])
        guard snapshot.target(of: ref) != nil else {
            throw .unknown(revision: text, in: remote.label)
        }
        let found = try await remote.reading { repository throws(GitError) in
            guard let id = try await repository.commit(at: CacheFolder.copy(of: ref)) else {
                return Revision?.none
            }
            return try await repository.revision(id)
        }
        guard let found else { throw .unknown(revision: text, in: remote.label) }
        return found
    }

    func files(
        of commit: CommitID, at roots: [String]
    ) async throws(SourceError) -> [RepositoryFile] {
        guard let id = ObjectID(commit) else { return [] }
        return try await remote.reading { repository throws(GitError) in
            try await repository.files(of: id, at: roots)
        }
    }

    func isAncestor(_ ancestor: CommitID, of commit: CommitID) async throws(SourceError) -> Bool {
        guard let older = ObjectID(ancestor), let younger = ObjectID(commit) else { return false }
        return try await remote.reading { repository throws(GitError) in
            try await repository.isAncestor(older, of: younger)
        }
    }
}

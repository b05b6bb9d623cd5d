import PinionModel

/// The desired state, read from a remote's branch.
struct RemoteSource: ObjectSource {
    let remote: RemoteRepository
    /// The tracked branch's short name; `nil` means the remote's default, else `main`.
    let branch: String?

    var objects: any ObjectReading { remote }

    func tip() async throws(SourceError) -> Revision {
        let (name, id) = try await tracked(asker: "tip")
        guard let id else { throw .missing(branch: name, in: remote.label) }
        return try await remote.performing { (handle) throws(GitError) in
            try handle.revision(id)
        }
    }

    /// Returns the tracked branch's short name, and its tip if it has one.
    func tracked(asker: String) async throws(SourceError) -> (name: String, tip: ObjectID?) {
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
            let known = try await remote.performing { (handle) throws(GitError) in
                try handle.commit(withID: text).map(handle.revision)
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
        let found = try await remote.performing { (handle) throws(GitError) in
            try handle.commit(at: CacheFolder.copy(of: ref)).map(handle.revision)
        }
        guard let found else { throw .unknown(revision: text, in: remote.label) }
        return found
    }
}

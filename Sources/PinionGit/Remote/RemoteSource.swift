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
        let written = try RevisionText(parsing: text)
        guard !written.isUpstream else {
            throw .noSuchRevision(
                "branch that another follows in \(remote.label)",
                remedy: "it is a remote, whose own branches are meant: name one of them")
        }
        let found = try await named(written.name)
        guard !written.steps.isEmpty, let id = ObjectID(found.id) else { return found }
        return try await revision(text, written.steps, from: id)
    }

    /// Finds the commit that a name means: a branch, with or without the remote's name before it, a
    /// tag, a full ref name, or an id.
    private func named(_ text: String) async throws(SourceError) -> Revision {
        if text == "HEAD" { return try await RemoteSource(remote: remote, branch: nil).tip() }
        if text.isShortID {
            _ = try await remote.snapshot(for: "revisions")
            let known = try await remote.performing { (handle) throws(GitError) in
                try handle.commit(withID: text).map(handle.revision)
            }
            if let known { return known }
        }
        var refs = text.hasPrefix("refs/") ? [text] : ["refs/heads/\(text)", "refs/tags/\(text)"]
        if let name = remote.name, text.hasPrefix("\(name)/") {
            refs.append("refs/heads/\(text.dropFirst(name.count + 1))")
        }
        refs = refs.filter(RepositoryHandle.isRefName)
        guard !refs.isEmpty else { throw .unknown(revision: text, in: remote.label) }
        let snapshot = try await remote.snapshot(for: "revision \(text)", needing: refs)
        guard let ref = refs.first(where: { snapshot.target(of: $0) != nil }) else {
            throw .unknown(revision: text, in: remote.label)
        }
        let found = try await remote.performing { (handle) throws(GitError) in
            try handle.commit(at: CacheFolder.copy(of: ref)).map(handle.revision)
        }
        guard let found else { throw .unknown(revision: text, in: remote.label) }
        return found
    }
}

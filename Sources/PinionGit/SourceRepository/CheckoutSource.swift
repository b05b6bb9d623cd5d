import PinionModel

/// The repository around the run as a source of its own, with the commits that CI checked out
/// there, which may exist nowhere else.
struct CheckoutSource: ObjectSource, ObjectHistory {
    /// The repository with its working copy.
    let repository: Repository
    /// The remote in which a plain name is looked for if no branch here has that name.
    let remote: String

    var objects: any ObjectReading { repository }

    /// Returns the commit that is checked out.
    func tip() async throws(SourceError) -> Revision { try await revision("HEAD") }

    /// Finds the commit that a text names: a full id, `HEAD`, a full ref name, a branch, a branch
    /// of the remote with or without its name, a tag, or seven or more digits of an id; with steps
    /// behind it, as ``RevisionText`` reads them.
    func revision(_ text: String) async throws(SourceError) -> Revision {
        let written = try RevisionText(parsing: text)
        let remote = remote
        let found = try await repository.performing { (handle) throws(GitError) -> Found in
            guard !written.isUpstream else {
                let ref = try handle.upstream(ofBranch: written.name)
                return try ref.map { (ref) throws(GitError) in
                    try Self.find(ref, remote, in: handle)
                } ?? .none(isShallow: false)
            }
            return try Self.find(written.name, remote, in: handle)
        }
        switch found {
        case .one(let id): return try await revision(text, written.steps, from: id)
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

    private enum Found: Hashable, Sendable {
        case one(ObjectID)
        case several([String])
        case none(isShallow: Bool)
    }

    /// Finds the commit that a text names, without evaluating git's revision expressions and
    /// without ever reading a full id as a name.
    ///
    /// Anyone who can push a tag chooses its name. So everything that the text names must be the
    /// same commit, also the commit whose id begins with it.
    private static func find(
        _ text: String, _ remote: String, in handle: RepositoryHandle
    ) throws(GitError) -> Found {
        let byID = try handle.commit(withID: text)
        if ObjectID(parsing: text) != nil {
            return byID.map { .one($0) } ?? .none(isShallow: handle.isShallow)
        }
        let isFullName = text == "HEAD" || text.hasPrefix("refs/")
        let names = ["refs/heads/\(text)", "refs/tags/\(text)", "refs/remotes/\(text)"]
        var found = try refs(isFullName ? [text] : names, in: handle)
        if !isFullName, !found.contains(where: { $0.name.hasPrefix("refs/heads/") }) {
            found += try refs(["refs/remotes/\(remote)/\(text)"], in: handle)
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

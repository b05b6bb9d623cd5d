import PinionModel

/// The desired state, read from a repository on this host without copying it or starting a process.
struct LocalSource: ObjectSource {
    let repository: Repository
    /// The tracked branch's short name; `nil` means the repository's default.
    let branch: String?
    /// Whether `main` goes before the checked-out branch if no branch is named: in an operator's
    /// working copy, `HEAD` only shows what is being worked on.
    let prefersMain: Bool

    var objects: any ObjectReading { repository }

    func tip() async throws(SourceError) -> Revision {
        let (branch, prefersMain) = (branch, prefersMain)
        let (name, revision) = try await repository.performing { (handle) throws(GitError) in
            let name =
                if let branch { branch } else {
                    try handle.defaultBranch(prefersMain: prefersMain)
                }
            return (name, try handle.commit(at: "refs/heads/\(name)").map(handle.revision))
        }
        if let revision { return revision }
        guard repository.isThere else {
            throw .unreachable(
                remote: repository.path, reason: "it is not there any more",
                remedy: "look at its disk, and run the command again")
        }
        throw .missing(branch: name, in: repository.path)
    }

    func revision(_ text: String) async throws(SourceError) -> Revision {
        let written = try RevisionText(parsing: text)
        let found = try await repository.performing { (handle) throws(GitError) -> ObjectID? in
            guard !written.isUpstream else {
                return try handle.upstream(ofBranch: written.name).flatMap {
                    (ref) throws(GitError) in try handle.commit(at: ref)
                }
            }
            return try handle.commit(named: written.name)
        }
        guard let found else { throw .unknown(revision: text, in: repository.path) }
        return try await revision(text, written.steps, from: found)
    }
}

extension SourceError {
    /// The error for a branch that does not exist.
    static func missing(branch: String, in place: String) -> SourceError {
        .noSuchRevision(
            "branch \(branch.printable) in \(place)",
            remedy: "commit and push to it first, or name the tracked branch as `branch` in "
                + "pinion.yaml")
    }

    /// The error for a parent that a commit does not have.
    static func noAncestor(_ text: String, in place: String) -> SourceError {
        .noSuchRevision(
            "commit \(text.quoted) in \(place)",
            remedy: "its history has no such parent; see `git log --graph`")
    }

    /// The error for a text that names no commit.
    static func unknown(revision text: String, in place: String) -> SourceError {
        .noSuchRevision(
            "commit \(text.quoted) in \(place)",
            remedy:
                "name it by a branch, a tag, a full ref name, HEAD, its id or at least 7 digits "
                + "of it")
    }
}

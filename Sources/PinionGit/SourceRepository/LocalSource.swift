import PinionModel

/// Desired state from a repository on this host: nothing is copied, and no process is started.
struct LocalSource: ObjectSource {
    let repository: Repository
    /// The tracked branch's short name; nil means the repository's default.
    let branch: String?
    /// Whether `main` goes before the checked-out branch where no branch is named: in a person's
    /// own working copy, whose `HEAD` says only where they stand.
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
        let found = try await repository.performing { (handle) throws(GitError) in
            try handle.commit(named: text).map(handle.revision)
        }
        guard let found else { throw .unknown(revision: text, in: repository.path) }
        return found
    }
}

extension SourceError {
    /// There is no such branch.
    static func missing(branch: String, in place: String) -> SourceError {
        .noSuchRevision(
            "branch \(branch.printable) in \(place)",
            remedy: "commit and push to it first, or name the tracked branch as `branch` in "
                + "pinion.yaml")
    }

    /// A text names no commit.
    static func unknown(revision text: String, in place: String) -> SourceError {
        .noSuchRevision(
            "commit \(text.quoted) in \(place)",
            remedy: "name it by a branch, a full ref name, HEAD, its id or at least 7 digits of it")
    }
}

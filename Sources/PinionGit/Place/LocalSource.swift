import PinionModel

/// Desired state from a repository on this host: nothing is copied, and no process is started.
struct LocalSource: Source {
    /// The repository.
    let repository: Repository
    /// The tracked branch's short name; nil means the repository's default.
    let branch: String?
    /// Whether `main` goes before the checked-out branch where no branch is named: in a person's
    /// own working copy, whose `HEAD` says only where they stand.
    let prefersMain: Bool

    func tip() async throws(SourceError) -> Revision {
        let name: String
        let id: ObjectID?
        do {
            name = try await trackedBranch()
            id = try await repository.commit(at: "refs/heads/\(name)")
        } catch {
            throw SourceError(error, inRepository: repository.path)
        }
        guard let id else {
            guard repository.isThere else {
                throw .unreachable(
                    remote: repository.path, reason: "it is not there any more",
                    remedy: "look at its disk, and run the command again")
            }
            throw .missing(branch: name, in: repository.path)
        }
        do {
            return try await repository.revision(id)
        } catch {
            throw SourceError(error, inRepository: repository.path)
        }
    }

    func revision(_ text: String) async throws(SourceError) -> Revision {
        do {
            if let id = try await repository.commit(named: text) {
                return try await repository.revision(id)
            }
        } catch {
            throw SourceError(error, inRepository: repository.path)
        }
        throw .unknown(revision: text, in: repository.path)
    }

    func files(
        of commit: CommitID, at roots: [String]
    ) async throws(SourceError) -> [RepositoryFile] {
        guard let id = ObjectID(commit) else { return [] }
        do {
            return try await repository.files(of: id, at: roots)
        } catch {
            throw SourceError(error, inRepository: repository.path)
        }
    }

    func isAncestor(_ ancestor: CommitID, of commit: CommitID) async throws(SourceError) -> Bool {
        guard let older = ObjectID(ancestor), let younger = ObjectID(commit) else { return false }
        do {
            return try await repository.isAncestor(older, of: younger)
        } catch {
            throw SourceError(error, inRepository: repository.path)
        }
    }

    /// The tracked branch's short name.
    func trackedBranch() async throws(GitError) -> String {
        if let branch { return branch }
        return try await repository.defaultBranch(prefersMain: prefersMain)
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

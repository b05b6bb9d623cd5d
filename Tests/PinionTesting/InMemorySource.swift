package import PinionModel

/// A tracked branch in memory.
package actor InMemorySource: Source {
    private var revisions: [(revision: Revision, files: [RepositoryFile])] = []
    private var abandoned: [(revision: Revision, files: [RepositoryFile])] = []
    private var failure: SourceError?

    /// A branch with one commit for each list of files, oldest first.
    package init(_ commits: [[RepositoryFile]] = [[]]) {
        for (index, files) in commits.enumerated() {
            revisions.append((Self.revision(index + 1), files))
        }
    }

    /// The branch's newest commit.
    package func tip() throws(SourceError) -> Revision {
        if let failure { throw failure }
        guard let tip = revisions.last else {
            throw .noSuchRevision("main", remedy: "commit something")
        }
        return tip.revision
    }

    /// The commit of `HEAD` or of an id.
    package func revision(_ text: String) throws(SourceError) -> Revision {
        if text == "HEAD" { return try tip() }
        if let failure { throw failure }
        guard let found = revisions.first(where: { $0.revision.id.description == text }) else {
            throw .noSuchRevision(text, remedy: "name a commit of the branch")
        }
        return found.revision
    }

    /// The files of a commit at some roots, in path order.
    package func files(
        of commit: CommitID, at roots: [String]
    ) throws(SourceError) -> [RepositoryFile] {
        if let failure { throw failure }
        guard let found = (revisions + abandoned).first(where: { $0.revision.id == commit }) else {
            throw .noSuchRevision("\(commit)", remedy: "fetch it")
        }
        return found.files.filter { file in
            roots.contains { file.path == $0 || file.path.hasPrefix($0 + "/") }
        }.sorted { $0.path < $1.path }
    }

    /// Whether one commit stands before the other on the branch, or is it.
    package func isAncestor(
        _ ancestor: CommitID, of commit: CommitID
    ) throws(SourceError) -> Bool {
        if let failure { throw failure }
        let ids = revisions.map(\.revision.id)
        guard let first = ids.firstIndex(of: ancestor), let second = ids.firstIndex(of: commit)
        else { return false }
        return first <= second
    }

    private static func revision(_ number: Int) -> Revision {
        let digits = String(number)
        let text = "c" + String(repeating: "0", count: 39 - digits.count) + digits
        guard let id = CommitID(parsing: text) else { fatalError("\(text) is no commit") }
        return Revision(
            id: id, author: "Ada <ada@example.com>", authored: .test, subject: "Commit \(number)")
    }
}

// MARK: What a test does to it

extension InMemorySource {
    /// Adds a commit, and names it.
    @discardableResult
    package func commit(_ files: [RepositoryFile]) -> Revision {
        let revision = Self.revision(revisions.count + abandoned.count + 1)
        revisions.append((revision, files))
        return revision
    }

    /// Rewrites the branch: its newest commits are not on it any more.
    package func abandon(newest count: Int) {
        abandoned += revisions.suffix(count)
        revisions.removeLast(count)
    }

    /// Throws an error at every call, or, with nil, answers again.
    package func fail(with error: SourceError?) { failure = error }
}

package import PinionModel

/// A line of commits in memory, each with whole files; every commit's first parent is the one before it.
package struct InMemoryHistory: History {
    private struct Entry {
        let revision: Revision
        let files: [String: RepositoryFile]
    }

    private var entries: [Entry] = []
    /// Thrown at every question, where it is set.
    package var failure: SourceError?

    /// A history without commits.
    package init() {}

    /// Adds a commit with these files and no others, and names it.
    @discardableResult
    package mutating func commit(
        _ files: [RepositoryFile], at moment: Timestamp = .test, subject: String = "Change"
    ) -> CommitID {
        let digits = String(entries.count + 1)
        let text = String(repeating: "0", count: 40 - digits.count) + digits
        guard let id = CommitID(parsing: text) else { fatalError("\(text) is no commit") }
        let revision = Revision(
            id: id, author: "Ada <ada@example.com>", authored: moment, subject: subject)
        let paths = Dictionary(files.map { ($0.path, $0) }) { _, last in last }
        entries.append(Entry(revision: revision, files: paths))
        return id
    }

    /// The paths whose files differ.
    package func changedPaths(
        from old: CommitID, to new: CommitID
    ) async throws(SourceError) -> [String] {
        let before = entries[try index(of: old)].files
        let after = entries[try index(of: new)].files
        return Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.sorted()
    }

    /// The older of the two, for there are no branches.
    package func mergeBase(
        _ one: CommitID, _ other: CommitID
    ) async throws(SourceError) -> CommitID? {
        entries[min(try index(of: one), try index(of: other))].revision.id
    }

    /// The versions of a file, newest first, over at most `limit` commits.
    package func versions(
        of path: String, at commit: CommitID, limit: Int
    ) async throws(SourceError) -> [FileVersion] {
        let newest = try index(of: commit)
        let oldest = max(0, newest - limit + 1)
        var versions: [FileVersion] = []
        for number in (oldest...newest).reversed() {
            let file = entries[number].files[path]
            let before = number > 0 ? entries[number - 1].files[path] : nil
            guard file != before || number == oldest && file != nil else { continue }
            versions.append(FileVersion(revision: entries[number].revision, file: file))
        }
        return versions
    }

    /// A commit.
    package func commit(_ id: CommitID) async throws(SourceError) -> CommitDetails {
        let index = try index(of: id)
        return CommitDetails(
            revision: entries[index].revision,
            parents: index > 0 ? [entries[index - 1].revision.id] : [],
            message: entries[index].revision.subject)
    }

    private func index(of id: CommitID) throws(SourceError) -> Int {
        if let failure { throw failure }
        guard let index = entries.firstIndex(where: { $0.revision.id == id }) else {
            throw .noSuchRevision("\(id)", remedy: "fetch it")
        }
        return index
    }
}

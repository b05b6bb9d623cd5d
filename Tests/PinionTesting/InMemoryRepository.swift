import Crypto
package import PinionModel

/// A remote repository in memory: commits with parents, and branches moved by compare-and-swap.
///
/// What one client does to it others see at once; ``beforePush(_:)`` lets somebody be faster.
package actor InMemoryRepository: Source, Publisher, History {
    /// What goes wrong with a push.
    package enum Fault: Hashable, Sendable {
        /// The branch moves, and the client never hears of it.
        case lostAnswer
        /// The branch does not move, and the client does not know.
        case lostPush
        /// The remote says that another push is under way, whose end nobody sees.
        case locked
        /// The remote says no.
        case refused(String)
        /// The process is gone before anything is sent.
        case killedBefore
        /// The process is gone after the branch moved.
        case killedAfter
    }

    /// A commit.
    package struct Commit: Hashable, Sendable {
        /// What readers need of it.
        package let revision: Revision
        /// Its parents.
        package let parents: [CommitID]
        /// The whole tree.
        package let files: [RepositoryFile]
        /// Its message.
        package let message: String
    }

    /// Every branch with its tip.
    package private(set) var branches: [String: CommitID] = [:]
    /// How often a branch was asked to move.
    package private(set) var pushes = 0
    /// How often the tracked branch's tip was asked for.
    package private(set) var tips = 0
    /// How many commits were written by the port.
    package private(set) var written = 0

    private var commits: [CommitID: Commit] = [:]
    private var faults: [Fault?] = []
    private var beforePush: (@Sendable (String) async -> Void)?
    private var isSilent = false

    /// A repository whose branch `main` has one commit.
    package init(_ files: [RepositoryFile]) {
        let commit = Self.commit(nil, files, "Begin", .test, "Ada <ada@example.com>")
        commits[commit.revision.id] = commit
        branches["main"] = commit.revision.id
    }

    private static func commit(
        _ parent: CommitID?, _ files: [RepositoryFile], _ message: String, _ at: Timestamp,
        _ author: String
    ) -> Commit {
        let files = files.sorted { $0.path < $1.path }
        var hash = Insecure.SHA1()
        hash.update(data: Array("\(parent.map(\.description) ?? "-") \(at) \(author)".utf8))
        hash.update(data: Array(message.utf8))
        for file in files { hash.update(data: Array(file.path.utf8) + [0] + file.contents) }
        let hex = hash.finalize().map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
        guard let id = CommitID(parsing: hex) else { fatalError("\(hex) is no commit") }
        let subject = message.split(separator: "\n").first.map(String.init) ?? ""
        return Commit(
            revision: Revision(id: id, author: author, authored: at, subject: subject),
            parents: parent.map { [$0] } ?? [], files: files, message: message)
    }

    // MARK: Source

    /// The newest commit of `main`.
    package func tip() throws(SourceError) -> Revision {
        tips += 1
        guard let tip = branches["main"] else {
            throw .noSuchRevision("main", remedy: "commit something")
        }
        return try known(tip).revision
    }

    /// The commit of `HEAD`, of a branch, or of an id.
    package func revision(_ text: String) throws(SourceError) -> Revision {
        if text == "HEAD" { return try tip() }
        guard let id = branches[text] ?? CommitID(parsing: text) else {
            throw .noSuchRevision(text, remedy: "name a commit")
        }
        return try known(id).revision
    }

    /// The files of a commit at some roots, in path order.
    package func files(
        of commit: CommitID, at roots: [String]
    ) throws(SourceError) -> [RepositoryFile] {
        try known(commit).files.filter { file in
            roots.contains { file.path == $0 || file.path.hasPrefix($0 + "/") }
        }
    }

    /// Whether one commit is the other or an ancestor of it.
    package func isAncestor(_ ancestor: CommitID, of commit: CommitID) -> Bool {
        chain(commit).contains(ancestor)
    }

    // MARK: Publisher

    /// `main`.
    package func trackedBranch() -> String { "main" }

    /// Writes a commit; no branch moves.
    package func write(_ draft: CommitDraft) throws(PublishError) -> CommitID {
        let parent = try orSource { () throws(SourceError) in try known(draft.parent) }
        written += 1
        let changed = Set(draft.files.map(\.path))
        let commit = Self.commit(
            draft.parent, parent.files.filter { !changed.contains($0.path) } + draft.files,
            draft.message, draft.at, "Pinion <pinion@localhost>")
        commits[commit.revision.id] = commit
        return commit.revision.id
    }

    /// What stands on a branch, compared with a commit.
    package func branch(
        _ name: String, against base: CommitID
    ) throws(PublishError) -> ProposalBranch? {
        if isSilent { throw Self.silence }
        guard let tip = branches[name] else { return nil }
        let theirs = chain(base)
        let own = chain(tip).filter { !theirs.contains($0) }
        return ProposalBranch(
            tip: tip, mergeBase: chain(tip).first { theirs.contains($0) },
            commits: own.compactMap { commits[$0] }.map(\.onBranch))
    }

    /// The branches below a prefix.
    package func branches(under prefix: String) -> [String] {
        branches.keys.filter { $0.hasPrefix(prefix) }.sorted()
    }

    /// Moves a branch where it stands as expected.
    package func push(
        _ commit: CommitID, to branch: String, expecting old: CommitID?
    ) async throws(PublishError) {
        pushes += 1
        let fault = faults.isEmpty ? nil : faults.removeFirst()
        if let beforePush {
            self.beforePush = nil
            await beforePush(branch)
        }
        switch fault {
        case .lostPush: throw .unknown(branch: branch, reason: "the connection broke")
        case .locked: throw .moved(branch: branch)
        case .refused(let reason):
            throw .refused(branch: branch, reason: reason, remedy: "ask for the right to push")
        case .killedBefore: throw Self.killed
        case .lostAnswer, .killedAfter, nil: break
        }
        guard branches[branch] == old else { throw .moved(branch: branch) }
        if let old, !branch.hasPrefix(Proposal.branchPrefix), !chain(commit).contains(old) {
            throw .differsFromPlan(reason: "\(branch) would lose commits")
        }
        branches[branch] = commit
        switch fault {
        case .lostAnswer: throw .unknown(branch: branch, reason: "the connection broke")
        case .killedAfter: throw Self.killed
        case .lostPush, .locked, .refused, .killedBefore, nil: break
        }
    }

    /// How a killed process looks to the test: an error that nothing handles.
    package static let killed = PublishError.source(.local(path: "here", reason: "killed"))
    private static let silence = PublishError.source(
        .unreachable(remote: "origin", reason: "no answer", remedy: "wait"))

    // MARK: History

    /// The paths that differ between two commits.
    package func changedPaths(
        from old: CommitID, to new: CommitID
    ) throws(SourceError) -> [String] {
        let (one, other) = (Set(try known(old).files), Set(try known(new).files))
        return Set(one.symmetricDifference(other).map(\.path)).sorted()
    }

    /// The newest commit that two have in common.
    package func mergeBase(_ one: CommitID, _ other: CommitID) -> CommitID? {
        let theirs = chain(other)
        return chain(one).first { theirs.contains($0) }
    }

    /// The versions of a file, newest first.
    package func versions(
        of path: String, at commit: CommitID, limit: Int
    ) throws(SourceError) -> [FileVersion] {
        var versions: [FileVersion] = []
        var last: [RepositoryFile]?
        for id in chain(commit).prefix(limit) {
            let commit = try known(id)
            let file = commit.files.first { $0.path == path }
            let all = commit.files.filter { $0.path == path || $0.path.hasPrefix(path + "/") }
            if last == all { versions.removeLast() }
            last = all
            versions.append(FileVersion(revision: commit.revision, file: file))
        }
        return versions
    }

    /// A commit with its message.
    package func commit(_ id: CommitID) throws(SourceError) -> CommitDetails {
        let commit = try known(id)
        return CommitDetails(
            revision: commit.revision, parents: commit.parents, message: commit.message)
    }

    // MARK: Walking

    private func known(_ id: CommitID) throws(SourceError) -> Commit {
        guard let commit = commits[id] else {
            throw .noSuchRevision("\(id)", remedy: "fetch it")
        }
        return commit
    }

    private func chain(_ id: CommitID) -> [CommitID] {
        var chain = [id]
        while let next = chain.last.flatMap({ commits[$0]?.parents.first }) { chain.append(next) }
        return chain
    }

    private func orSource<Result>(
        _ body: () throws(SourceError) -> Result
    ) throws(PublishError) -> Result {
        do throws(SourceError) { return try body() } catch { throw .source(error) }
    }
}

// MARK: What a test does to it

extension InMemoryRepository {
    /// Commits files to a branch as a person does, takes others away, and moves it there.
    @discardableResult
    package func commit(
        _ files: [RepositoryFile], removing: Set<String> = [], to branch: String = "main",
        saying message: String = "Edit"
    ) -> CommitID {
        let parent = branches[branch]
        let former = parent.flatMap { commits[$0]?.files } ?? []
        let changed = removing.union(files.map(\.path))
        let commit = Self.commit(
            parent, former.filter { !changed.contains($0.path) } + files, message, .test,
            "Ada <ada@example.com>")
        commits[commit.revision.id] = commit
        branches[branch] = commit.revision.id
        return commit.revision.id
    }

    /// Moves a branch as a merge or a deletion on the forge does.
    package func set(_ branch: String, to commit: CommitID?) { branches[branch] = commit }

    /// The messages of a branch's commits, newest first.
    package func messages(of branch: String = "main") -> [String] {
        branches[branch].map(chain)?.compactMap { commits[$0]?.message } ?? []
    }

    /// A file of a branch, as text.
    package func text(_ path: String, on branch: String = "main") -> String? {
        branches[branch].flatMap { commits[$0] }?.files.first { $0.path == path }
            .map { String(decoding: $0.contents, as: UTF8.self) }
    }

    /// Lets the next pushes go wrong, one fault each; nil lets one of them be.
    package func failNextPushes(_ faults: Fault?...) { self.faults += faults }

    /// Lets the next pushes go wrong in one way.
    package func failNextPushes(_ fault: Fault, times: Int) {
        faults += Array(repeating: fault, count: times)
    }

    /// Runs something before the next push takes effect: to let another client be first.
    package func beforePush(_ body: @escaping @Sendable (String) async -> Void) {
        beforePush = body
    }

    /// Lets questions about branches go unanswered, or answers them again.
    package func setSilent(_ isSilent: Bool) { self.isSilent = isSilent }
}

extension InMemoryRepository.Commit {
    fileprivate var onBranch: BranchCommit {
        let intent = message.split(separator: "\n").last { $0.hasPrefix("Pinion-Intent: ") }
            .map { String($0.dropFirst("Pinion-Intent: ".count)) }
        return BranchCommit(
            id: revision.id, isOurs: revision.author.hasPrefix("Pinion ") && intent != nil,
            intent: intent)
    }
}

import PinionModel

/// Writes proposals to git: objects first, then one branch by compare-and-swap.
///
/// Branches are seen as of the last query of the repository. Every push compares with the present
/// state, and after a lost race the repository is queried again.
struct GitPublisher: Publisher {
    let store: any BranchStore
    /// The tracked branch's short name; `nil` means the default.
    let tracked: String?
    /// Signs commits; `nil` if they are not signed.
    var signer: CommitSigner?
    /// The working copy, whose settings of git count; `nil` if there is none.
    var settingsOf: Repository?

    func trackedBranch() async throws(PublishError) -> String {
        do { return try await store.trackedBranch(tracked) } catch { throw .source(error) }
    }

    func write(_ draft: CommitDraft) async throws(PublishError) -> CommitID {
        let commit: CommitObject
        switch try await written({ (handle) throws(GitError) in
            try DraftWriter.commit(of: draft, in: handle)
        }) {
        case .written(let made): commit = made
        case .differsFromDraft(let reason): throw .differsFromPlan(reason: reason)
        }
        var signature: String?
        if let signer { signature = try await signer.signature(of: commit, by: try await key()) }
        let signed = signature
        switch try await written({ (handle) throws(GitError) in
            try DraftWriter.write(commit, signature: signed, of: draft, in: handle)
        }) {
        case .written(let commit): return commit
        case .differsFromDraft(let reason): throw .differsFromPlan(reason: reason)
        }
    }

    private func written<Written>(
        _ write: @Sendable (RepositoryHandle) throws(GitError) -> DraftWriter.Outcome<Written>
    ) async throws(PublishError) -> DraftWriter.Outcome<Written> {
        do { return try await store.performing(write) } catch { throw .source(error) }
    }

    /// Reads git's `user.signingKey`, of the working copy if there is one; `nil` if it is not set.
    private func key() async throws(PublishError) -> CommitSigner.Key? {
        let objects: any ObjectReading = settingsOf ?? store
        do {
            return try await objects.performing { (handle) throws(GitError) in
                guard let text = try handle.setting("user.signingkey"), !text.isEmpty else {
                    return nil
                }
                // A literal key is no path, and one with `~` needs the user's home.
                let isPath = text.hasPrefix("~")
                return CommitSigner.Key(
                    setting: text, path: isPath ? try handle.pathSetting("user.signingkey") : nil)
            }
        } catch { throw .source(error) }
    }

    func branch(
        _ name: String, against base: CommitID
    ) async throws(PublishError) -> ProposalBranch? {
        let ref = try fullName(of: name)
        let base = try id(of: base)
        do {
            guard let tip = try await store.target(ofKnown: ref) else { return nil }
            return try await store.performing { (handle) throws(GitError) in
                try BranchReader.branch(tip, against: base, name: name, in: handle)
            }
        } catch { throw .source(error) }
    }

    func branches(under prefix: String) async throws(PublishError) -> [String] {
        do {
            return try await store.refs(under: "refs/heads/\(prefix)").map {
                String($0.dropFirst("refs/heads/".count))
            }
        } catch { throw .source(error) }
    }

    func push(
        _ commit: CommitID, to branch: String, expecting old: CommitID?
    ) async throws(PublishError) {
        _ = try fullName(of: branch)
        let new = try id(of: commit)
        var seen: ObjectID?
        if let old { seen = try id(of: old) }
        switch try await effect(of: branch, from: seen, to: new) {
        case .forward: try await store.move(branch, from: seen, to: new, isForced: false)
        case .replacement: try await store.move(branch, from: seen, to: new, isForced: true)
        case .fromUnknown: throw .moved(branch: branch)
        case .losing(let lost): throw .losing(lost, of: branch)
        }
    }

    // MARK: - Commits that a push would lose

    /// The effect of a push on the commits that a branch has.
    private enum PushEffect: Hashable, Sendable {
        /// The push keeps all commits.
        case forward
        /// The push loses commits, all of them Pinion's, on a branch that is Pinion's.
        case replacement
        /// The branch's present commits were never seen here.
        case fromUnknown
        /// The push would lose this commit, which must stay.
        case losing(ObjectID)
    }

    private func effect(
        of branch: String, from old: ObjectID?, to new: ObjectID
    ) async throws(PublishError) -> PushEffect {
        guard let old else { return .forward }
        do {
            let name = try await store.trackedBranch(tracked)
            let isReplaceable = branch.hasPrefix(Proposal.branchPrefix) && branch != name
            let tip = isReplaceable ? try await store.target(ofKnown: "refs/heads/\(name)") : nil
            return try await store.performing { (handle) throws(GitError) -> PushEffect in
                guard try handle.header(of: old)?.kind == .commit else { return .fromUnknown }
                if try handle.isAncestor(old, of: new) { return .forward }
                guard isReplaceable else { return .losing(old) }
                let kept = [new, tip].compactMap(\.self)
                return try BranchReader.lost(from: old, keeping: kept, name: branch, in: handle)
                    .map(PushEffect.losing) ?? .replacement
            }
        } catch { throw .source(error) }
    }

    private func id(of commit: CommitID) throws(PublishError) -> ObjectID {
        guard let id = ObjectID(commit) else {
            throw .source(.noSuchRevision("commit \(commit)", remedy: "report this as a defect"))
        }
        return id
    }

    private func fullName(of branch: String) throws(PublishError) -> String {
        let ref = "refs/heads/\(branch)"
        guard RepositoryHandle.isRefName(ref) else {
            throw .source(
                .noSuchRevision(
                    "branch \(branch.quoted)", remedy: "git does not take this name for a branch"))
        }
        return ref
    }
}

extension PublishError {
    /// The error for a push that would take a commit off a branch that must keep it.
    fileprivate static func losing(_ lost: ObjectID, of branch: String) -> PublishError {
        .refused(
            branch: branch,
            reason:
                "it would lose the commit \(lost.short), and Pinion takes nobody's commits away",
            remedy: "run the command again, which adds to what is there")
    }
}

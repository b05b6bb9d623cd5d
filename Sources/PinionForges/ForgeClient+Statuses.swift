import PinionModel
import PinionSyntax

extension ForgeClient {
    /// How many pages of statuses are read: the newest come first.
    private static let longestHistory = 20

    func setStatus(_ status: CommitStatus, of commit: CommitID) async throws(ForgeError) {
        let wanted = shown(status)
        try await setOnRequest(wanted, of: commit)
        if dialect.isShared(commit),
            try await newest(like: wanted, of: commit)?.isSame(as: wanted) == true
        {
            return
        }
        try await once { () async throws(ForgeError) in
            let call = dialect.setting(wanted, of: commit)
            _ = try await session.send(call, for: .setStatus(commit))
        } unless: { error throws(ForgeError) in
            guard let newest = try await newest(like: wanted, of: commit) else { return nil }
            return newest.isSame(as: wanted) || newest.isSettled(as: wanted, despite: error)
                ? () : nil
        }
    }

    /// Puts a status on the pull request too, where its own statuses count: on what was pushed last with this commit.
    ///
    /// Where the commit is none of the pull request's, nothing speaks of it there.
    private func setOnRequest(
        _ wanted: ShownStatus, of commit: CommitID
    ) async throws(ForgeError) {
        guard let azure = dialect as? AzureDialect, let number = wanted.pullRequest else { return }
        var iteration: Int?
        try await session.pages(
            of: azure.iterations(of: number), for: .readRequest(number), longest: 1
        ) { page throws(ForgeError) in
            for node in page
            where node["sourceRefCommit"]?["commitId"]?.string == commit.description {
                iteration = max(iteration ?? 0, node["id"]?.int ?? 0)
            }
            return true
        }
        guard let iteration else { return }
        let isDone = { () async throws(ForgeError) -> Bool in
            try await newest(
                like: wanted, in: azure.statuses(ofRequest: number), of: commit
            ) { $0["iterationId"]?.int == iteration }?.isSame(as: wanted) == true
        }
        if try await isDone() { return }
        try await once { () async throws(ForgeError) in
            let call = azure.setting(wanted, on: iteration, ofRequest: number)
            _ = try await session.send(call, for: .setStatus(commit))
        } unless: { _ throws(ForgeError) in
            try await isDone() ? () : nil
        }
    }

    /// A status in the forge's words, with what it speaks of.
    private func shown(_ status: CommitStatus) -> ShownStatus {
        var shown = dialect.shown(status)
        shown.pullRequest = status.pullRequest
        shown.branch = status.branch
        return shown
    }

    func statuses(
        of commit: CommitID, under prefix: String
    ) async throws(ForgeError) -> [String: Bool] {
        let success = dialect.shown(
            CommitStatus(context: prefix, state: .success, sentence: "")
        ).state
        let newest = try await newest(
            in: dialect.statuses(of: commit, context: nil), of: commit, isOne: false
        ) { $0 == prefix || $0.hasPrefix(prefix + "/") }
        return newest.mapValues { $0.state == success }
    }

    /// The newest status of the same context.
    private func newest(
        like wanted: ShownStatus, of commit: CommitID
    ) async throws(ForgeError) -> ShownStatus? {
        let list = dialect.statuses(of: commit, context: wanted.context)
        return try await newest(like: wanted, in: list, of: commit) { _ in true }
    }

    private func newest(
        like wanted: ShownStatus, in list: ForgeCall, of commit: CommitID,
        where isMeant: (JSONNode) -> Bool
    ) async throws(ForgeError) -> ShownStatus? {
        try await newest(in: list, of: commit, isOne: true, where: isMeant) {
            $0 == wanted.context
        }[wanted.context]
    }

    /// The newest of the statuses that are meant, by context; where one is looked for, no page is read after the first that
    /// has it.
    private func newest(
        in list: ForgeCall, of commit: CommitID, isOne: Bool,
        where isMeant: (JSONNode) -> Bool = { _ in true }, named isNamed: (String) -> Bool
    ) async throws(ForgeError) -> [String: ShownStatus] {
        var newest: [String: ShownStatus] = [:]
        try await session.pages(
            of: list, for: .readStatuses(commit), longest: Self.longestHistory
        ) { page throws(ForgeError) in
            for node in page where isMeant(node) {
                guard let status = dialect.status(node) else {
                    throw session.malformed("a status in it lacks a field", .readStatuses(commit))
                }
                let context = status.context
                guard isNamed(context) else { continue }
                if newest[context].map({ $0.id < status.id }) ?? true { newest[context] = status }
            }
            return isOne && !newest.isEmpty
        }
        return newest
    }
}

extension ShownStatus {
    /// Whether a refusal leaves nothing to do: GitLab refuses the step from a state to the same state, and with it
    /// another sentence (GitLab issue 25807, "Commit status API").
    fileprivate func isSettled(as wanted: ShownStatus, despite error: ForgeError) -> Bool {
        guard case .refused = error else { return false }
        return state == wanted.state
    }
}

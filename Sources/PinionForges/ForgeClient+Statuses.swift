import PinionModel
import PinionSyntax

extension ForgeClient {
    /// The maximum number of pages of statuses that are read: the newest come first.
    private static let longestHistory = 20

    func setStatus(_ status: CommitStatus, of commit: CommitID) async throws(ForgeError) {
        let wanted = dialect.shown(status)
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

    /// Sets a status on the pull request too, if the forge has statuses there: on the newest
    /// iteration with this commit, if there is one.
    private func setOnRequest(
        _ wanted: ShownStatus, of commit: CommitID
    ) async throws(ForgeError) {
        guard let dialect = dialect as? any RequestStatuses, let number = wanted.pullRequest
        else { return }
        var iteration: Int?
        try await session.pages(
            of: dialect.iterations(of: number), for: .readRequest(number), longest: 1
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
                like: wanted, in: dialect.statuses(ofRequest: number), of: commit
            ) { $0["iterationId"]?.int == iteration }?.isSame(as: wanted) == true
        }
        if try await isDone() { return }
        try await once { () async throws(ForgeError) in
            let call = dialect.setting(wanted, on: iteration, ofRequest: number)
            _ = try await session.send(call, for: .setStatus(commit))
        } unless: { _ throws(ForgeError) in
            try await isDone() ? () : nil
        }
    }

    func statuses(
        of commit: CommitID, under prefix: String
    ) async throws(ForgeError) -> [String: Bool] {
        let success = dialect.word(for: .success)
        let newest = try await newest(
            in: dialect.statuses(of: commit, context: nil), of: commit, isOne: false
        ) { $0 == prefix || $0.hasPrefix(prefix + "/") }
        return newest.mapValues { $0.state == success }
    }

    /// Returns the newest status with the same context.
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

    /// Returns the newest of the matching statuses by context; if only one is looked for, reading
    /// ends at the first page that has it.
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

/// A forge whose pull requests have their own statuses, which branch policies read and which
/// belong to one iteration each: the commits of one push.
protocol RequestStatuses: ForgeDialect {
    /// Returns the request for a pull request's iterations, oldest first.
    func iterations(of number: Int) -> ForgeCall
    /// Returns the request for the statuses of a pull request.
    func statuses(ofRequest number: Int) -> ForgeCall
    /// Returns the request that sets a status on an iteration of a pull request.
    func setting(_ status: ShownStatus, on iteration: Int, ofRequest number: Int) -> ForgeCall
}

extension ShownStatus {
    /// Whether a refusal leaves nothing to do: GitLab refuses to set the state that is already set,
    /// even with another sentence (GitLab issue 25807, "Commit status API").
    fileprivate func isSettled(as wanted: ShownStatus, despite error: ForgeError) -> Bool {
        guard case .refused = error else { return false }
        return state == wanted.state
    }
}

import PinionHTTP
import PinionModel
import PinionSyntax

/// Pull requests, comments and statuses on a forge, in its dialect.
///
/// Existing content is not written again. A request that is not safe to repeat is sent again only
/// after a check that it had no effect.
struct ForgeClient: Forge {
    let session: ForgeSession

    var dialect: any ForgeDialect { session.dialect }

    var label: String { session.location.label }

    var limits: ForgeLimits { dialect.limits }

    /// The maximum number of pages of pull requests: without a filter, the newest 1,000 per state.
    static let longestList = 20

    func pullRequest(from branch: String) async throws(ForgeError) -> PullRequest? {
        try await explaining(.find) { () async throws(ForgeError) in
            try await proposed(from: branch, into: nil)
        }
    }

    func pullRequest(number: Int) async throws(ForgeError) -> PullRequest {
        let node = try await session.ask(dialect.request(number), for: .readRequest(number))
        let found = try read(node, .readRequest(number))
        var request = found.request
        request.branch = found.branch
        request.target = found.target
        if let call = dialect.headCommit(node) {
            let commit = try await session.ask(call, for: .readRequest(number))
            request.head = commit["hash"]?.commit
        }
        return request
    }

    func open(_ draft: PullRequestDraft) async throws(ForgeError) -> PullRequest {
        try await explaining(.open(draft)) { () async throws(ForgeError) in
            try await opened(draft)
        }
    }

    private func opened(_ draft: PullRequestDraft) async throws(ForgeError) -> PullRequest {
        let mark = draft.isDraft ? dialect.draftMark ?? "" : ""
        let fitted = PullRequestDraft(
            branch: draft.branch, target: draft.target, title: dialect.title(mark + draft.title),
            body: dialect.body(draft.body, longest: limits.body), isDraft: draft.isDraft)
        do throws(ForgeError) {
            let request = try await once { () async throws(ForgeError) in
                try await self.written(dialect.opening(fitted), for: .open(fitted))
            } unless: { _ throws(ForgeError) in
                try await self.proposed(from: draft.branch, into: draft.target)
            }
            return try await refresh(request, title: draft.title, body: draft.body)
        } catch {
            // Some repositories do not accept drafts.
            guard draft.isDraft, case .refused = error else { throw error }
            return try await opened(
                PullRequestDraft(
                    branch: draft.branch, target: draft.target, title: draft.title,
                    body: draft.body))
        }
    }

    func refresh(
        _ request: PullRequest, title: String, body: String
    ) async throws(ForgeError) -> PullRequest {
        // A draft stays one until a reviewer marks it as ready.
        let mark = dialect.draftMark.flatMap { request.title.hasPrefix($0) ? $0 : nil } ?? ""
        let title = dialect.title(mark + title)
        let body = dialect.body(body, longest: limits.body)
        guard request.title != title || !request.body.isSameText(as: body) else { return request }
        return try await rewritten(request.number, title: title, body: body)
    }

    /// Writes title and body; tries again once if someone else wrote in between.
    func rewritten(
        _ number: Int, title: String, body: String
    ) async throws(ForgeError) -> PullRequest {
        let operation = ForgeOperation.refresh(number)
        func write() async throws(ForgeError) -> PullRequest {
            try await written(
                dialect.refreshing(
                    number, title: title, body: body, of: try await current(number, operation)),
                for: operation)
        }
        do throws(ForgeError) { return try await write() } catch {
            guard dialect.readsBeforeWriting, case .refused = error else { throw error }
            return try await write()
        }
    }

    /// Reads a pull request if the dialect needs it before writing; otherwise returns `nil`.
    func current(_ number: Int, _ operation: ForgeOperation) async throws(ForgeError) -> JSONNode? {
        guard dialect.readsBeforeWriting else { return nil }
        return try await session.ask(dialect.request(number), for: operation)
    }

    /// Sends a change of a pull request, and reads the result.
    private func written(
        _ call: ForgeCall, for operation: ForgeOperation
    ) async throws(ForgeError) -> PullRequest {
        let node = try await session.ask(call, for: operation)
        return try read(node, operation).request
    }

    /// Returns a branch's open pull request, else its newest; with a target, only open ones for it.
    private func proposed(
        from branch: String, into target: String?
    ) async throws(ForgeError) -> PullRequest? {
        var newest: PullRequest?
        for list in dialect.lists(of: branch) {
            try await session.pages(of: list, for: .find, longest: Self.longestList) {
                page throws(ForgeError) in
                for node in page {
                    let found = try read(node, .find)
                    guard found.branch == branch, found.isOfRepository, !found.request.isTwin
                    else { continue }
                    if found.request.state != .open, target != nil { continue }
                    if let target, found.target != target { continue }
                    newest = PullRequest.preferred(newest, found.request)
                }
                return newest.map { $0.state == .open || !dialect.filtersByBranch } ?? false
            }
            if newest?.state == .open { break }
        }
        guard let newest else { return nil }
        return try await whole(newest)
    }

    /// Returns a listed pull request with its whole body.
    func whole(_ request: PullRequest) async throws(ForgeError) -> PullRequest {
        guard dialect.cutsBodies else { return request }
        return try await written(dialect.request(request.number), for: .find)
    }

    func read(_ node: JSONNode, _ operation: ForgeOperation) throws(ForgeError) -> ProposedBranch {
        guard let found = dialect.proposed(node) else {
            throw session.malformed("a pull request in it lacks a field", operation)
        }
        return found
    }
}

extension ForgeClient {
    /// Performs an action that must happen only once: after an answer that leaves the result open,
    /// it checks first.
    ///
    /// A refusal may mean that the action was done before. After an unreadable answer, which may
    /// have reported success, nothing is sent again.
    func once<Value>(
        _ act: () async throws(ForgeError) -> Value,
        unless look: (_ error: ForgeError) async throws(ForgeError) -> Value?
    ) async throws(ForgeError) -> Value {
        var attempt = 1
        while true {
            do throws(ForgeError) { return try await act() } catch {
                guard error.leavesOpen else { throw error }
                if let done = try await look(error) { return done }
                guard case .unreachable = error, attempt < 3 else { throw error }
                try await session.wait(HTTPPolicy().pause(after: attempt, jitter: 1))
                attempt += 1
            }
        }
    }
}

extension ForgeError {
    /// Whether the action may have been done in spite of the error, now or before.
    fileprivate var leavesOpen: Bool {
        switch self {
        case .unreachable, .malformed, .refused: true
        case .unconfigured, .unauthorized, .forbidden, .throttled, .notFound: false
        }
    }
}

extension PullRequest {
    /// Returns the open one of two pull requests, else the newer.
    fileprivate static func preferred(_ one: PullRequest?, _ other: PullRequest) -> PullRequest {
        guard let one else { return other }
        if (one.state == .open) != (other.state == .open) {
            return one.state == .open ? one : other
        }
        return one.number > other.number ? one : other
    }
}

extension String {
    /// Whether both texts show the same: forms on web pages write CR LF, and forges trim the end.
    func isSameText(as other: String) -> Bool {
        self == other || lineFeedsOnly == other.lineFeedsOnly
    }

    private var lineFeedsOnly: String {
        split(omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" || $0 == "\r\n" })
            .joined(separator: "\n").trimmed
    }
}

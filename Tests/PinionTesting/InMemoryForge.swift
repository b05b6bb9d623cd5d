package import PinionModel

/// A forge in memory, with pull requests that people can close and merge.
package actor InMemoryForge: Forge {
    /// The forge for people.
    package nonisolated let label = "forge.example.com shop/deploy"
    /// What it takes.
    package nonisolated let limits: ForgeLimits

    /// Every pull request, oldest first.
    package private(set) var requests: [(branch: String, request: PullRequest)] = []
    /// Every call that changed something, in order.
    package private(set) var changes: [String] = []
    /// What was commented, by pull request.
    package private(set) var comments: [Int: String] = [:]
    private var faults: [ForgeError?] = []
    private var peopleIn: Set<Int> = []
    private var hasRival = false

    /// A forge without pull requests.
    package init(limits: ForgeLimits = ForgeLimits(title: 255, body: 60_000, status: 140)) {
        self.limits = limits
    }

    /// The newest pull request from a branch, the open one before all others.
    package func pullRequest(from branch: String) throws(ForgeError) -> PullRequest? {
        let all = requests.filter { $0.branch == branch }.map(\.request).filter { !$0.isTwin }
        return all.first { $0.state == .open } ?? all.last
    }

    /// A pull request by its number.
    package func pullRequest(number: Int) throws(ForgeError) -> PullRequest {
        guard requests.indices.contains(number - 1) else {
            throw .notFound(forge: label, what: "pull request \(number)", remedy: "look again")
        }
        return requests[number - 1].request
    }

    /// No status is remembered.
    package func statuses(
        of commit: CommitID, under prefix: String
    ) throws(ForgeError) -> [String: Bool] { [:] }

    /// Opens a pull request; a second one from the same branch is refused.
    package func open(_ draft: PullRequestDraft) throws(ForgeError) -> PullRequest {
        if let fault = faults.isEmpty ? nil : faults.removeFirst() { throw fault }
        guard try pullRequest(from: draft.branch)?.state != .open else {
            throw .refused(forge: label, operation: "open a pull request", reason: "there is one")
        }
        if hasRival {
            hasRival = false
            add(draft)
        }
        return add(draft)
    }

    @discardableResult
    private func add(_ draft: PullRequestDraft) -> PullRequest {
        let number = requests.count + 1
        let request = PullRequest(
            number: number, address: "https://forge.example.com/shop/deploy/pulls/\(number)",
            state: .open, head: nil, title: draft.title, body: draft.body)
        requests.append((draft.branch, request))
        changes.append("open \(number) \(draft.title)")
        return request
    }

    /// Writes title and body.
    package func refresh(
        _ request: PullRequest, title: String, body: String
    ) throws(ForgeError) -> PullRequest {
        if let fault = faults.isEmpty ? nil : faults.removeFirst() { throw fault }
        guard request.title != title || request.body != body else { return request }
        changes.append("refresh \(request.number) \(title)")
        return set(request.number, title: title, body: body)
    }

    /// Keeps a comment.
    package func comment(
        on request: Int, marker: String, body: String
    ) throws(ForgeError) -> String {
        comments[request] = body
        return "https://forge.example.com/comments/1"
    }

    /// Takes a status; not remembered.
    package func setStatus(_ status: CommitStatus, of commit: CommitID) throws(ForgeError) {}

    @discardableResult
    private func set(
        _ number: Int, state: PullRequest.State? = nil, title: String? = nil, body: String? = nil
    ) -> PullRequest {
        let old = requests[number - 1].request
        let new = PullRequest(
            number: number, address: old.address, state: state ?? old.state, head: old.head,
            title: title ?? old.title, body: body ?? old.body)
        requests[number - 1].request = new
        return new
    }
}

// MARK: What a test does to it

extension InMemoryForge {
    /// Closes or merges a pull request as people do.
    package func end(_ number: Int, as state: PullRequest.State) { set(number, state: state) }

    /// Writes into a pull request's body as people do.
    package func edit(_ number: Int, body: String) { set(number, body: body) }

    /// Lets another run open the same pull request a moment before the next one, and takes both.
    package func meetRival() { hasRival = true }

    /// Gives people a part in a pull request, as a review does.
    package func review(_ number: Int) { peopleIn.insert(number) }

    /// Lets the next changing calls go wrong, one fault each; nil lets one of them be.
    package func failNext(_ faults: ForgeError?...) { self.faults += faults }
}

extension InMemoryForge: ClosedListing {
    /// Those that were closed, newest first.
    package func closedPullRequests(from branch: String) throws(ForgeError) -> [PullRequest] {
        requests.filter { $0.branch == branch }.map(\.request)
            .filter { $0.state == .closed && !$0.isTwin }.reversed()
    }
}

extension InMemoryForge: DuplicateClosing {
    /// The open pull requests from a branch, oldest first.
    package func openPullRequests(
        from branch: String, into target: String
    ) throws(ForgeError) -> [PullRequest] {
        requests.filter { $0.branch == branch }.map(\.request).filter { $0.state == .open }
    }

    /// Whether people had a part in it.
    package func hasPeople(_ request: PullRequest) throws(ForgeError) -> Bool {
        peopleIn.contains(request.number)
    }

    /// Closes a twin.
    package func close(
        _ request: PullRequest, asTwinOf kept: PullRequest
    ) throws(ForgeError) {
        changes.append("close \(request.number)")
        set(request.number, state: .closed, body: PullRequest.twinText(of: kept))
    }
}

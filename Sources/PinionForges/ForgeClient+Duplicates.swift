import PinionModel
import PinionSyntax

// Two runs may both open a pull request: Gitea accepts two of one branch a moment apart.
extension ForgeClient: DuplicateClosing, ClosedPullRequestListing {
    /// The maximum number of pages of comments and reviews that are read.
    private static let longestTalk = 20

    func openPullRequests(
        from branch: String, into target: String
    ) async throws(ForgeError) -> [PullRequest] {
        var found: [PullRequest] = []
        for list in dialect.lists(of: branch).prefix(1) {
            try await session.pages(of: list, for: .find, longest: Self.longestList) {
                page throws(ForgeError) in
                for node in page {
                    let one = try read(node, .find)
                    guard one.branch == branch, one.isOfRepository, one.target == target,
                        one.request.state == .open
                    else { continue }
                    found.append(one.request)
                }
                return false
            }
        }
        return found.sorted { $0.number < $1.number }
    }

    /// The maximum number of closed pull requests that are read one by one if lists cut bodies.
    private static let wholeMemory = 20

    /// The maximum number of pages of a list: without a filter, the newest 200 closed ones.
    private static let longestMemory = 4

    func closedPullRequests(from branch: String) async throws(ForgeError) -> [PullRequest] {
        var found: [PullRequest] = []
        for list in dialect.lists(of: branch).suffix(1) {
            try await session.pages(of: list, for: .find, longest: Self.longestMemory) {
                page throws(ForgeError) in
                for node in page {
                    let one = try read(node, .find)
                    guard one.branch == branch, one.isOfRepository, one.request.state == .closed,
                        !one.request.isTwin
                    else { continue }
                    found.append(one.request)
                }
                return false
            }
        }
        found.sort { $0.number > $1.number }
        guard dialect.cutsBodies else { return found }
        var whole: [PullRequest] = []
        for one in found.prefix(Self.wholeMemory) { whole.append(try await self.whole(one)) }
        return whole
    }

    func hasPeople(_ request: PullRequest) async throws(ForgeError) -> Bool {
        guard let user = try await user(), request.author?.lowercased() == user.lowercased() else {
            return true
        }
        var lists = [
            (dialect.comments(on: request.number), ForgeOperation.readComments(request.number))
        ]
        if let reviews = dialect.reviews(of: request.number) {
            lists.append((reviews, .readReviews(request.number)))
        }
        var others = false
        for (call, operation) in lists where !others {
            let isWhole = try await session.pages(
                of: call, for: operation, longest: Self.longestTalk
            ) { page throws(ForgeError) in
                for node in page {
                    for author in dialect.authors(node)
                    where !author.isUser(user) && !author.isProgram {
                        others = true
                    }
                }
                return others
            }
            // Pages that were not read may contain anything.
            if !isWhole { others = true }
        }
        return others
    }

    func close(_ request: PullRequest, asTwinOf kept: PullRequest) async throws(ForgeError) {
        let text = dialect.body(PullRequest.twinText(of: kept), longest: limits.body)
        let operation = ForgeOperation.close(request.number)
        if dialect.readsBeforeWriting {
            _ = try await rewritten(request.number, title: request.title, body: text)
        }
        let current = try await current(request.number, operation)
        _ = try await session.send(
            dialect.closing(request.number, saying: text, of: current), for: operation)
    }
}

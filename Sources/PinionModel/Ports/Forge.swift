/// A service for reviews: pull requests, their comments, and statuses of commits.
package protocol Forge: Sendable {
    /// The forge and its repository, for messages: `github.com shop/deploy`.
    var label: String { get }

    /// The longest texts that the forge accepts.
    var limits: ForgeLimits { get }

    /// Finds the newest pull request from a branch; an open one comes before any other.
    func pullRequest(from branch: String) async throws(ForgeError) -> PullRequest?

    /// Finds one pull request, with the branches that it joins.
    func pullRequest(number: Int) async throws(ForgeError) -> PullRequest

    func open(_ draft: PullRequestDraft) async throws(ForgeError) -> PullRequest

    /// Writes title and body of an open pull request; sends nothing if they are the same already.
    func refresh(
        _ request: PullRequest, title: String, body: String
    ) async throws(ForgeError) -> PullRequest

    /// Updates the token user's comment that begins with `marker`, or adds one; a body without the
    /// marker gets it as its first line.
    ///
    /// - Returns: the comment's web address.
    func comment(
        on request: Int, marker: String, body: String
    ) async throws(ForgeError) -> String

    /// Puts a status on a commit, in place of any with the same context.
    func setStatus(_ status: CommitStatus, of commit: CommitID) async throws(ForgeError)

    /// Returns, for each context `prefix` or `prefix/…`, whether its newest status is a success.
    func statuses(
        of commit: CommitID, under prefix: String
    ) async throws(ForgeError) -> [String: Bool]
}

/// Closes all but one of the pull requests that several runs opened at the same moment.
package protocol DuplicateClosing: Sendable {
    /// Lists the open pull requests from a branch into another one, oldest first.
    func openPullRequests(
        from branch: String, into target: String
    ) async throws(ForgeError) -> [PullRequest]

    /// Whether anyone but the token's user wrote in a pull request; true if that is unknown.
    func hasPeople(_ request: PullRequest) async throws(ForgeError) -> Bool

    /// Closes a pull request that duplicates another one, and says so in its text.
    func close(_ request: PullRequest, asTwinOf kept: PullRequest) async throws(ForgeError)
}

/// Applies an environment's options to a pull request, if the forge supports them.
package protocol PullRequestConfiguring: Sendable {
    /// Sets labels, asks for reviews, and turns automatic merging on.
    ///
    /// - Returns: the options that could not be applied, as sentences; the pull request stays open.
    func apply(
        _ options: PullRequestOptions, to request: PullRequest, into target: String
    ) async -> [String]
}

/// Lists pull requests that were closed without merging.
package protocol ClosedPullRequestListing: Sendable {
    /// Lists the newest closed, unmerged pull requests from a branch, newest first.
    func closedPullRequests(from branch: String) async throws(ForgeError) -> [PullRequest]
}

/// The longest texts that a forge accepts, in UTF-16 code units (never fewer than characters).
package struct ForgeLimits: Hashable, Sendable {
    /// The limits of a title, a body, a comment, and a status's sentence.
    package let title, body, comment, status: Int

    package init(title: Int, body: Int, comment: Int? = nil, status: Int) {
        (self.title, self.body, self.comment, self.status) = (title, body, comment ?? body, status)
    }
}

/// A pull request (GitLab: merge request).
package struct PullRequest: Hashable, Sendable {
    /// The number in the repository.
    package let number: Int
    /// The web address.
    package let address: String
    /// Whether it is open, closed or merged.
    package let state: State
    /// The commit at the head of its branch; `nil` if the forge does not report it.
    package var head: CommitID?
    package let title: String
    package let body: String
    /// The user who opened it; `nil` if the forge does not report it.
    package let author: String?
    /// Whether it is a draft, which cannot be merged.
    package var isDraft = false
    /// The branch with the change; `nil` if it was not asked for.
    package var branch: String?
    /// The branch to merge into; `nil` if it was not asked for.
    package var target: String?

    /// The states of a pull request.
    package enum State: String, Hashable, Sendable {
        case open
        case closed
        case merged
    }

    package init(
        number: Int, address: String, state: State, head: CommitID?, title: String, body: String,
        author: String? = nil
    ) {
        (self.number, self.address, self.state, self.head) = (number, address, state, head)
        (self.title, self.body, self.author) = (title, body, author)
    }

    private static let twinMark = "<!-- pinion twin of "

    /// Returns the text of a pull request that is closed because `kept` is the same.
    package static func twinText(of kept: PullRequest) -> String {
        "Closed by Pinion: two runs opened the same proposal at the same moment, and "
            + "\(kept.address) is the one to use.\n\n\(twinMark)\(kept.number) -->\n"
    }

    /// Whether it was closed as a duplicate, so that no one rejected its change.
    package var isTwin: Bool {
        state == .closed
            && (body.contains(Self.twinMark) || body.contains("[//]: # (pinion twin of "))
    }
}

/// A pull request that is to be opened.
package struct PullRequestDraft: Hashable, Sendable {
    /// The branch with the change.
    package let branch: String
    /// The branch to merge into.
    package let target: String
    /// The title; the forge cuts it to its limit.
    package let title: String
    /// The body, as Markdown.
    package let body: String
    /// Whether to open it as a draft, which cannot be merged.
    package let isDraft: Bool

    package init(branch: String, target: String, title: String, body: String, isDraft: Bool = false)
    {
        (self.isDraft, self.branch, self.target, self.title) = (isDraft, branch, target, title)
        self.body = body
    }
}

/// A check's result on a commit.
package struct CommitStatus: Hashable, Sendable {
    /// The name that distinguishes it from other statuses: `pinion/production`.
    package let context: String
    /// The result.
    package let state: State
    /// A sentence; the forge cuts it to its limit.
    package let sentence: String
    /// A web address with details, if any.
    package let address: String?
    /// The pull request that it is about, if known.
    package var pullRequest: Int?
    /// The branch with the change that it is about, if known.
    package var branch: String?

    /// The results of a check.
    package enum State: String, Hashable, Sendable {
        case pending
        case success
        case failure
        case error
    }

    package init(context: String, state: State, sentence: String, address: String? = nil) {
        (self.context, self.state, self.sentence) = (context, state, sentence)
        self.address = address
    }
}

/// The reason why a forge did not do what was asked.
package enum ForgeError: FailureReason {
    /// The forge or its repository cannot be determined; the remedy is a setting in `pinion.yaml`.
    case unconfigured(reason: String, remedy: String)
    /// It does not answer in time, or at all.
    case unreachable(forge: String, reason: String)
    /// There is no token, or it is not valid.
    case unauthorized(forge: String, reason: String, remedy: String)
    /// The token lacks a right, which `missing` names.
    case forbidden(forge: String, operation: String, missing: String)
    /// It asks to wait for longer than a run waits.
    case throttled(forge: String, until: String?)
    /// The repository, branch or pull request does not exist, or is hidden from the token.
    case notFound(forge: String, what: String, remedy: String)
    /// It refuses for a reason of its own.
    case refused(forge: String, operation: String, reason: String)
    /// Its answer cannot be read.
    case malformed(forge: String, operation: String, reason: String)

    /// A sentence for the operator.
    package var description: String {
        switch self {
        case .unconfigured(let reason, let remedy):
            "cannot tell where pull requests are opened: \(reason); \(remedy)"
        case .unreachable(let forge, let reason):
            "\(forge) does not answer: \(reason); run the command again"
        case .unauthorized(let forge, let reason, let remedy):
            "\(forge) refuses the token: \(reason); \(remedy)"
        case .forbidden(let forge, let operation, let missing):
            "\(forge) does not let this token \(operation); give it \(missing)"
        case .throttled(let forge, let until):
            "\(forge) asks to wait\(until.map { " until \($0)" } ?? ""); run the command again then"
        case .notFound(let forge, let what, let remedy): "\(forge) has no \(what); \(remedy)"
        case .refused(let forge, let operation, let reason):
            "\(forge) refuses to \(operation): \(reason)"
        case .malformed(let forge, let operation, let reason):
            "the answer of \(forge) to \(operation) cannot be read: \(reason)"
        }
    }
}

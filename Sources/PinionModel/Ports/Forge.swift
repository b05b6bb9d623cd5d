/// Where people review: pull requests, their comments, and statuses of commits.
package protocol Forge: Sendable {
    /// The forge for people: `github.com shop/deploy`.
    var label: String { get }

    /// What the forge takes at most.
    var limits: ForgeLimits { get }

    /// The newest pull request from a branch, whatever its state; an open one comes first.
    func pullRequest(from branch: String) async throws(ForgeError) -> PullRequest?

    /// One pull request, with the branches that it joins.
    func pullRequest(number: Int) async throws(ForgeError) -> PullRequest

    func open(_ draft: PullRequestDraft) async throws(ForgeError) -> PullRequest

    /// Writes title and body of an open pull request; asks nothing where they are so already.
    func refresh(
        _ request: PullRequest, title: String, body: String
    ) async throws(ForgeError) -> PullRequest

    /// Keeps one comment up to date: the one of the token's user that begins with `marker`, else a
    /// new one. A body that does not begin so gets the marker as its first line.
    ///
    /// - Returns: the comment's address for people.
    func comment(
        on request: Int, marker: String, body: String
    ) async throws(ForgeError) -> String

    /// Puts a status on a commit, in place of the one of the same context.
    func setStatus(_ status: CommitStatus, of commit: CommitID) async throws(ForgeError)

    /// Whether the newest status of each context `prefix` or `prefix/…` of a commit is a success.
    func statuses(
        of commit: CommitID, under prefix: String
    ) async throws(ForgeError) -> [String: Bool]
}

/// Closes all but one of several pull requests that runs opened at the same moment.
package protocol DuplicateClosing: Sendable {
    /// The open pull requests from a branch into another one, oldest first.
    func openPullRequests(
        from branch: String, into target: String
    ) async throws(ForgeError) -> [PullRequest]

    /// Whether others than the token's user wrote in a pull request; true where nobody can tell.
    func hasPeople(_ request: PullRequest) async throws(ForgeError) -> Bool

    /// Closes a pull request that another one duplicates, and says so in its text.
    func close(_ request: PullRequest, asTwinOf kept: PullRequest) async throws(ForgeError)
}

/// Gives a pull request the options of its environment's file, as far as the forge has them.
package protocol PullRequestConfiguring: Sendable {
    /// Labels it, asks for reviews, and lets it merge by itself.
    ///
    /// - Returns: what could not be done, as sentences; the pull request is open all the same.
    func apply(
        _ options: PullRequestOptions, to request: PullRequest, into target: String
    ) async -> [String]
}

/// Tells which pull requests people closed.
package protocol ClosedPullRequestListing: Sendable {
    /// The newest pull requests from a branch that were closed without merging, newest first.
    func closedPullRequests(from branch: String) async throws(ForgeError) -> [PullRequest]
}

/// What a forge takes at most, in UTF-16 code units: never fewer than its characters.
package struct ForgeLimits: Hashable, Sendable {
    /// Of a title, a body, a comment, and a status's sentence.
    package let title, body, comment, status: Int

    package init(title: Int, body: Int, comment: Int? = nil, status: Int) {
        (self.title, self.body, self.comment, self.status) = (title, body, comment ?? body, status)
    }
}

/// A pull request (GitLab: merge request).
package struct PullRequest: Hashable, Sendable {
    /// Its number in the repository.
    package let number: Int
    /// Its address for people.
    package let address: String
    /// Where it stands.
    package let state: State
    /// The commit at the head of its branch, as far as the forge says.
    package var head: CommitID?
    package let title: String
    package let body: String
    /// Who opened it; nil where the forge does not say.
    package let author: String?
    /// Whether it is a draft, which cannot be merged.
    package var isDraft = false
    /// The branch with the change; nil where it was not asked for.
    package var branch: String?
    /// The branch that it is to be merged into; nil where it was not asked for.
    package var target: String?

    /// Where a pull request stands.
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

    /// The text of a pull request that is closed since another one is the same.
    package static func twinText(of kept: PullRequest) -> String {
        "Closed by Pinion: two runs opened the same proposal at the same moment, and "
            + "\(kept.address) is the one to use.\n\n\(twinMark)\(kept.number) -->\n"
    }

    /// Whether it was closed as the twin of another one, which says nothing of people's opinion.
    package var isTwin: Bool {
        state == .closed
            && (body.contains(Self.twinMark) || body.contains("[//]: # (pinion twin of "))
    }
}

/// A pull request that is to be opened.
package struct PullRequestDraft: Hashable, Sendable {
    /// The branch with the change.
    package let branch: String
    /// The branch that it is to be merged into.
    package let target: String
    /// Its title; cut to the forge's limit by the forge.
    package let title: String
    /// Its body, as Markdown.
    package let body: String
    /// Whether it is a draft to the forge too, which cannot be merged.
    package let isDraft: Bool

    package init(branch: String, target: String, title: String, body: String, isDraft: Bool = false)
    {
        (self.isDraft, self.branch, self.target, self.title) = (isDraft, branch, target, title)
        self.body = body
    }
}

/// A check's result on a commit.
package struct CommitStatus: Hashable, Sendable {
    /// What tells it from other statuses: `pinion/production`.
    package let context: String
    /// How it went.
    package let state: State
    /// A sentence; cut to the forge's limit by the forge.
    package let sentence: String
    /// Where to read more; nil where there is no such place.
    package let address: String?
    /// The pull request that it speaks of; nil where that is not known.
    package var pullRequest: Int?
    /// The branch with the change that it speaks of; nil where that is not known.
    package var branch: String?

    /// How a check went.
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

/// Why a forge would not do something.
package enum ForgeError: FailureReason {
    /// It cannot be told which forge it is, or where; says what to write into `pinion.yaml`.
    case unconfigured(reason: String, remedy: String)
    /// It does not answer in time, or at all.
    case unreachable(forge: String, reason: String)
    /// There is no token, or it is not valid.
    case unauthorized(forge: String, reason: String, remedy: String)
    /// The token lacks a right; says which.
    case forbidden(forge: String, operation: String, missing: String)
    /// It asks to wait, for longer than a run waits.
    case throttled(forge: String, until: String?)
    /// The repository, branch or pull request is not there, or the token may not see it.
    case notFound(forge: String, what: String, remedy: String)
    /// It refuses for a reason of its own.
    case refused(forge: String, operation: String, reason: String)
    /// It answered something that cannot be read.
    case malformed(forge: String, operation: String, reason: String)

    /// A sentence for the person who is paged.
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

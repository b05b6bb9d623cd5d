import PinionModel

/// An operation on a forge, for messages and for the right that it needs.
enum ForgeOperation: Hashable, Sendable, CustomStringConvertible {
    /// Looking for pull requests.
    case find
    /// Reading one pull request.
    case readRequest(Int)
    /// Opening a pull request.
    case open(PullRequestDraft)
    /// Writing title and body of a pull request.
    case refresh(Int)
    /// Labelling a pull request.
    case label(Int)
    /// Asking for reviews of a pull request.
    case ask(Int)
    /// Turning on automatic merging of a pull request.
    case merge(Int)
    /// Closing a pull request.
    case close(Int)
    /// Reading the reviews of a pull request.
    case readReviews(Int)
    /// Reading the comments of a pull request.
    case readComments(Int)
    /// Adding or editing a comment on a pull request.
    case comment(Int)
    /// Reading the statuses of a commit.
    case readStatuses(CommitID)
    /// Putting a status on a commit.
    case setStatus(CommitID)
    /// Reading the token's user.
    case user
    /// Reading the description of the repository.
    case readRepository
    /// Reading what the token may do.
    case readRights

    /// The verb phrase after "does not let this token".
    var description: String {
        switch self {
        case .find: "read pull requests"
        case .readRequest(let number): "read pull request \(number)"
        case .open: "open a pull request"
        case .refresh(let number): "write pull request \(number)"
        case .label(let number): "label pull request \(number)"
        case .ask(let number): "ask for a review of pull request \(number)"
        case .merge(let number): "let pull request \(number) merge by itself"
        case .close(let number): "close pull request \(number)"
        case .readReviews(let number): "read the reviews of pull request \(number)"
        case .readComments(let number): "read the comments of pull request \(number)"
        case .comment(let number): "comment on pull request \(number)"
        case .readStatuses(let commit): "read the statuses of commit \(commit.short)"
        case .setStatus(let commit): "set a status on commit \(commit.short)"
        case .user: "read whose token it is"
        case .readRepository: "read the repository"
        case .readRights: "read what it may do"
        }
    }

    /// Returns the object that is missing after a 404.
    func subject(in repository: String) -> String {
        switch self {
        case .find, .readRepository: "repository \(repository)"
        case .open(let draft): "repository \(repository) with \(draft.branch) and \(draft.target)"
        case .label(let number): "pull request \(number) or label in \(repository)"
        case .ask(let number): "pull request \(number) or reviewer in \(repository)"
        case .readRequest(let number), .refresh(let number), .merge(let number), .close(let number),
            .readReviews(let number), .readComments(let number), .comment(let number):
            "pull request \(number) in \(repository)"
        case .readStatuses(let commit), .setStatus(let commit):
            "commit \(commit.short) in \(repository)"
        case .user: "user for the token"
        case .readRights: "answer to what the token may do in \(repository)"
        }
    }
}

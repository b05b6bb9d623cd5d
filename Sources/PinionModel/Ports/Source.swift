/// The source of desired state: the commits of a tracked branch.
package protocol Source: Sendable {
    /// Fetches the tip of the tracked branch from the remote, and checks the commit.
    func tip() async throws(SourceError) -> Revision

    /// Finds the commit of `HEAD`, a branch, a full ref name, a full id, or a unique short id.
    func revision(_ text: String) async throws(SourceError) -> Revision

    /// Reads the files of a commit at and below `roots`, in path order.
    ///
    /// Trees on the way are checked (sorted, unique, safe names); contents over 4 MiB are omitted.
    func files(of commit: CommitID, at roots: [String]) async throws(SourceError)
        -> [RepositoryFile]

    /// Whether `ancestor` is `commit` or an ancestor of it; false if either is unknown.
    func isAncestor(_ ancestor: CommitID, of commit: CommitID) async throws(SourceError) -> Bool
}

/// The reason why the repository could not be read.
package enum SourceError: FailureReason {
    /// There is no repository at the path.
    case notARepository(path: String)
    /// The repository belongs to another user.
    case notOurs(path: String, remedy: String)
    /// The repository's format is not supported: SHA-256, reftable, or an unknown extension.
    case unsupported(path: String, reason: String)
    /// The branch, ref or commit does not exist.
    case noSuchRevision(String, remedy: String)
    /// The remote does not answer, or not in time.
    case unreachable(remote: String, reason: String, remedy: String)
    /// The remote is a path of this host, and nothing is there; this host keeps no copy of it.
    case notThere(remote: String, remedy: String)
    /// The remote refuses the credentials, or the host's key is not known.
    case refused(remote: String, reason: String, remedy: String)
    /// A commit or tree breaks a rule that ensures that Pinion reads what people reviewed.
    case malformed(object: String, reason: String)
    /// An object is valid, but exceeds a size limit of Pinion's.
    case tooLarge(object: String, limit: String)
    /// The local disk or cache failed.
    case local(path: String, reason: String)
    /// Another process on this host is still fetching into the cache after `seconds`.
    case busy(path: String, seconds: Int)

    /// Whether a retry may succeed without intervention.
    package var isTransient: Bool {
        switch self {
        case .unreachable, .notThere: true
        default: false
        }
    }

    /// A sentence for the operator.
    package var description: String {
        switch self {
        case .notARepository(let path):
            "\(path) is not a git repository; stand in one, or name one with --repository PATH|URL"
        case .notOurs(let path, let remedy):
            "the repository \(path) belongs to another user; \(remedy)"
        case .unsupported(let path, let reason): "cannot read the repository \(path): \(reason)"
        case .noSuchRevision(let name, let remedy): "there is no \(name); \(remedy)"
        case .unreachable(let remote, let reason, let remedy):
            "cannot reach \(remote): \(reason); \(remedy)"
        case .notThere(let remote, let remedy):
            "cannot reach \(remote): nothing is there; \(remedy)"
        case .refused(let remote, let reason, let remedy): "\(remote) refuses: \(reason); \(remedy)"
        case .malformed(let object, let reason):
            "\(object) cannot be trusted: \(reason); nothing of it is used"
        case .tooLarge(let object, let limit):
            "\(object) has more than Pinion reads: its own limit is \(limit); nothing is wrong "
                + "with it, and nothing of it is used; keep pins in a smaller repository, or "
                + "report that the limit is too low"
        case .local(let path, let reason):
            "cannot work in \(path): \(reason); free space or mend its rights"
        case .busy(let path, let seconds):
            "another process of this host is fetching into the cache \(path), and had not ended "
                + "after \(seconds) s; "
                + "nothing was looked at here. A first fetch brings the whole history and may "
                + "take long: delete nothing there, or it begins anew; the next run goes on from it"
        }
    }
}

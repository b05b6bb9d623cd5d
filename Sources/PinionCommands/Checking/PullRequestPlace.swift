import PinionModel

/// What the variables of a CI say of the pull request that it runs for.
///
/// GitHub Actions and Gitea's: `GITHUB_REF` is `refs/pull/N/merge`, and the commit a merge of the base and the change
/// (docs.github.com, "Events that trigger workflows"). GitLab: `CI_MERGE_REQUEST_IID`, and where the pipeline runs on a
/// merged result, `CI_MERGE_REQUEST_SOURCE_BRANCH_SHA` (docs.gitlab.com, "Predefined CI/CD variables").
struct PullRequestPlace {
    private let environment: [String: String]

    init(environment: [String: String]) { self.environment = environment }

    /// The pull request's number; nil where the variables say none.
    var number: Int? {
        if let merge = environment["CI_MERGE_REQUEST_IID"].flatMap(Int.init) { return merge }
        return isPull ? reference.dropFirst(2).first.flatMap { Int($0) } : nil
    }

    /// The newest commit of the pull request: a merge that the CI made is none.
    func head(of head: CommitDetails) -> CommitID {
        let source = environment["CI_MERGE_REQUEST_SOURCE_BRANCH_SHA"]
        if let commit = source.flatMap({ CommitID(parsing: $0) }) { return commit }
        let isMerge = isPull && reference.last == "merge" && head.parents.count == 2
        return isMerge ? head.parents[1] : head.revision.id
    }

    private var reference: [Substring] {
        (environment["GITHUB_REF"] ?? "").split(separator: "/", omittingEmptySubsequences: false)
    }

    private var isPull: Bool {
        reference.count == 4 && reference[0] == "refs" && reference[1] == "pull"
    }
}

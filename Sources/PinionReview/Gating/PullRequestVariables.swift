import PinionModel

/// The variables of a CI about the change that it runs for.
///
/// - GitHub Actions, Gitea's and Forgejo's: `GITHUB_REF` is `refs/pull/N/merge`, and
///   `GITHUB_BASE_REF` the target; in a merge queue it is
///   `refs/heads/gh-readonly-queue/BRANCH/pr-N-COMMIT` (docs.github.com, "Events that trigger
///   workflows").
/// - GitLab: `CI_MERGE_REQUEST_…` (docs.gitlab.com, "Predefined CI/CD variables").
/// - Woodpecker: `CI_COMMIT_PULL_REQUEST`, `CI_COMMIT_TARGET_BRANCH`. Jenkins: `CHANGE_ID`,
///   `CHANGE_TARGET`. Bitbucket Pipelines: `BITBUCKET_PR_ID`, `BITBUCKET_PR_DESTINATION_BRANCH`.
///   Azure Pipelines: `SYSTEM_PULLREQUEST_…`.
package struct PullRequestVariables {
    private let environment: [String: String]

    package init(environment: [String: String]) {
        self.environment = environment.filter { !$0.value.isEmpty }
    }

    /// The pull request's number; `nil` if the variables give none.
    var number: Int? {
        let names = [
            "CI_MERGE_REQUEST_IID", "CI_COMMIT_PULL_REQUEST", "CHANGE_ID", "BITBUCKET_PR_ID",
            // Azure Pipelines has a number of its own for a repository of GitHub.
            "SYSTEM_PULLREQUEST_PULLREQUESTNUMBER", "SYSTEM_PULLREQUEST_PULLREQUESTID",
        ]
        for name in names { if let number = environment[name].flatMap(Int.init) { return number } }
        return isPull ? reference.dropFirst(2).first.flatMap { Int($0) } : nil
    }

    /// The branch that the change is to be merged into; `nil` if the variables give none.
    var target: String? {
        if let queue { return queue }
        let names = [
            "CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "GITHUB_BASE_REF", "CI_COMMIT_TARGET_BRANCH",
            "CHANGE_TARGET", "BITBUCKET_PR_DESTINATION_BRANCH", "SYSTEM_PULLREQUEST_TARGETBRANCH",
        ]
        return names.compactMap { environment[$0] }.first.map {
            $0.hasPrefix("refs/heads/") ? String($0.dropFirst("refs/heads/".count)) : $0
        }
    }

    /// Whether this is a job of a pull request, or of a merge queue.
    package var isOfPullRequest: Bool { number != nil || target != nil }

    /// Whether the job is of a merge queue, whose commits belong to no pull request.
    var isOfQueue: Bool { queue != nil }

    /// The repository that the change goes into, if the job belongs to a fork (GitLab).
    package var targetAddress: String? {
        guard let target = environment["CI_MERGE_REQUEST_PROJECT_ID"],
            let project = environment["CI_PROJECT_ID"], target != project,
            let address = environment["CI_MERGE_REQUEST_PROJECT_URL"]
        else { return nil }
        return address + ".git"
    }

    /// The newest commit of the change, if the variables give it.
    var source: CommitID? {
        ["CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", "SYSTEM_PULLREQUEST_SOURCECOMMITID"]
            .compactMap { environment[$0].flatMap { CommitID(parsing: $0) } }.first
    }

    /// Returns the change's commit if the CI made the head for this job by merging base and change;
    /// otherwise `nil`.
    ///
    /// GitHub names the base first, and the change second.
    func mergedParent(of head: CommitDetails) -> CommitID? {
        guard head.parents.count == 2,
            ["GITHUB_SHA", "CI_COMMIT_SHA", "BUILD_SOURCEVERSION"].contains(where: {
                environment[$0] == head.revision.id.description
            })
        else { return nil }
        if let source { return head.parents.contains(source) ? source : nil }
        return isPull && reference.last == "merge" ? head.parents[1] : nil
    }

    private var queue: String? {
        let start = "refs/heads/gh-readonly-queue/"
        guard let name = environment["GITHUB_REF"], name.hasPrefix(start),
            let end = name.lastIndex(of: "/")
        else { return nil }
        let branch = name[..<end].dropFirst(start.count)
        return branch.isEmpty ? nil : String(branch)
    }

    private var reference: [Substring] {
        (environment["GITHUB_REF"] ?? "").split(separator: "/", omittingEmptySubsequences: false)
    }

    private var isPull: Bool {
        reference.count == 4 && reference[0] == "refs" && reference[1] == "pull"
    }
}

import PinionModel

/// A remote without a forge: a pushed branch is all, and people take it from there.
struct NoForge: Forge {
    let place: ForgeLocation

    var label: String { "no forge" }

    let limits = ForgeLimits(title: 255, body: 1_000_000, status: 255)

    func pullRequest(from branch: String) async throws(ForgeError) -> PullRequest? { nil }

    func pullRequest(number: Int) async throws(ForgeError) -> PullRequest {
        throw nowhere("read pull request \(number)")
    }

    func statuses(
        of commit: CommitID, under prefix: String
    ) async throws(ForgeError) -> [String: Bool] {
        throw nowhere("read the statuses of commit \(commit.short)")
    }

    /// Opens nothing: the number is 0, and the address where the branch can be compared, or empty.
    func open(_ draft: PullRequestDraft) async throws(ForgeError) -> PullRequest {
        PullRequest(
            number: 0,
            address: place.comparison(of: draft.branch, with: draft.target) ?? "",
            state: .open, head: nil, title: draft.title, body: draft.body)
    }

    func refresh(
        _ request: PullRequest, title: String, body: String
    ) async throws(ForgeError) -> PullRequest { request }

    func comment(
        on request: Int, marker: String, body: String
    ) async throws(ForgeError) -> String { throw nowhere("comment on pull request \(request)") }

    func setStatus(_ status: CommitStatus, of commit: CommitID) async throws(ForgeError) {
        throw nowhere("set a status on commit \(commit.short)")
    }

    private func nowhere(_ operation: String) -> ForgeError {
        .unconfigured(
            reason: "pinion.yaml says `forge: { kind: none }`, so that nothing can \(operation)",
            remedy: "write the forge's kind there")
    }
}

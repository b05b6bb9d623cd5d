import PinionModel

// Two runs at once may both open the pull request of one proposal.
extension Proposer {
    /// Leaves one of several open pull requests from a branch: the first that people had a part in, else the oldest.
    ///
    /// The others are closed where nobody had a part in them, and told which one to use where somebody had. A look that
    /// fails changes nothing of what was proposed; the next run looks again.
    static func single(
        _ request: PullRequest, from branch: String, into target: String, on forge: any Forge,
        hasOthersCommits: Bool
    ) async -> PullRequest {
        guard let twins = forge as? any DuplicateClosing else { return request }
        do throws(ForgeError) {
            let all = try await twins.openPullRequests(from: branch, into: target)
            guard all.count > 1 else { return request }
            var touched: Set<Int> = []
            for one in all where try await twins.hasPeople(one) { touched.insert(one.number) }
            let kept = all.first { touched.contains($0.number) } ?? all[0]
            for one in all where one.number != kept.number {
                // Whoever committed to the branch did so in all of them.
                if touched.contains(one.number) || hasOthersCommits {
                    _ = try await forge.comment(
                        on: one.number, marker: "pinion twins",
                        body: "The same proposal is \(kept.address): use that one, and close this.")
                } else {
                    try await twins.close(one, asTwinOf: kept)
                }
            }
            return kept
        } catch {
            return request
        }
    }
}

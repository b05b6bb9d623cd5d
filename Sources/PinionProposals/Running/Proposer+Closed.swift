import PinionDecisions
import PinionModel

// Pins whose pull request was closed without merging: this binds what is proposed by rules.
extension Proposer {
    /// Leaves out moves that a closed pull request of the same branch asked for.
    ///
    /// The very proposal that was closed last is refused as a whole, by the commits on its branch.
    func leavingClosed(
        _ planned: PlannedChanges, of task: ProposalTask
    ) async throws -> PlannedChanges {
        guard task.planner.purpose.isByRule, !planned.changes.moves.isEmpty,
            let forge = try await context.forge(),
            let recalling = forge as? any ClosedPullRequestListing
        else { return planned }
        var leftOut: [LeftOut] = []
        for request in try await recalling.closedPullRequests(from: task.branch) {
            let closed = Proposal.pins(markedIn: request.body)
            for (key, image) in planned.changes.moves
            where closed[key].map({ image.digest.hex.hasSuffix($0) }) == true
                && !leftOut.contains(where: { $0.name == key.description })
            {
                leftOut.append(
                    LeftOut(
                        key.description,
                        "\(image.reference.familiar) was closed without merging "
                            + "(\(request.address)), and is not proposed again; `pinion propose "
                            + "\(task.environment) \(key)=\(image.reference)` does"))
            }
        }
        if leftOut.count == planned.changes.moves.count,
            let newest = try await forge.pullRequest(from: task.branch), newest.state == .closed
        {
            let intent = task.proposal(planned.changes, planned).intent
            if Proposal.intent(markedIn: newest.body) == intent.hex { return planned }
        }
        return planned.leaving(leftOut)
    }
}

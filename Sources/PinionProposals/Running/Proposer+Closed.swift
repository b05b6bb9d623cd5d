package import PinionDecisions
import PinionModel

// What people closed without merging it, pin by pin: it binds what is proposed by rules.
extension Proposer {
    /// Leaves out moves that a closed pull request of the same branch asked for.
    ///
    /// The very proposal that was closed last is refused as a whole, by what stands on its branch.
    func leavingClosed(
        _ planned: PlannedChanges, of brief: ProposalBrief
    ) async throws -> PlannedChanges {
        guard brief.purpose.isByRule, !planned.changes.moves.isEmpty,
            let forge = try await ports.forge(), let recalling = forge as? any ClosedListing
        else { return planned }
        var left: [LeftOut] = []
        for request in try await recalling.closedPullRequests(from: brief.branch) {
            let closed = Proposal.pins(markedIn: request.body)
            for (key, image) in planned.changes.moves
            where closed[key].map({ image.digest.hex.hasSuffix($0) }) == true
                && !left.contains(where: { $0.name == key.description })
            {
                left.append(
                    LeftOut(
                        key.description,
                        "\(image.reference.familiar) was closed without merging (\(request.address)), and is not proposed "
                            + "again; `pinion propose \(brief.environment) \(key)=\(image.reference)` does"
                    ))
            }
        }
        if left.count == planned.changes.moves.count,
            let newest = try await forge.pullRequest(from: brief.branch), newest.state == .closed
        {
            let intent = brief.proposal(planned.changes, planned).intent
            if Proposal.intent(markedIn: newest.body) == intent.hex { return planned }
        }
        return planned.leaving(left)
    }
}

extension PlannedChanges {
    /// The same without the pins that are left out for a reason.
    package func leaving(_ more: [LeftOut]) -> PlannedChanges {
        guard !more.isEmpty else { return self }
        let names = Set(more.map(\.name))
        let kept = changes.filter { !names.contains($0.key.description) }
        return PlannedChanges(
            changes: kept, origins: origins, settles: settles,
            override: kept.isEmpty ? nil : self.override, left: left + more.sorted(), notes: notes)
    }

    /// The same with more that people should know.
    package func noting(_ more: [String]) -> PlannedChanges {
        guard !more.isEmpty else { return self }
        return PlannedChanges(
            changes: changes, origins: origins, settles: settles, override: self.override,
            left: left, notes: notes + more)
    }
}

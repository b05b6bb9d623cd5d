package import PinionModel
import PinionReconcile

/// A proposal to be made for an environment, from what a planner wants.
package struct ProposalTask: Sendable {
    package let environment: Environment.Name
    /// The planner that decides the changes.
    package let planner: any ChangePlanner
    /// Whether a commit to the tracked branch was asked for; the environment's file must allow it.
    package let isDirect: Bool
    /// The tracked branch's tip, as the run found it.
    package let tip: CommitID

    package init(
        environment: Environment.Name, planner: any ChangePlanner, isDirect: Bool, tip: CommitID
    ) {
        (self.environment, self.planner) = (environment, planner)
        (self.isDirect, self.tip) = (isDirect, tip)
    }

    /// The branch of the proposal.
    var branch: String { proposal([], PlannedChanges(changes: [])).branch }

    /// Whether the proposal is committed to the tracked branch.
    func isDirect(_ environment: Environment) throws(RuleRefusal) -> Bool {
        let isAllowed = environment.rules.proposals == .direct
        if isDirect, !isAllowed {
            throw RuleRefusal(
                "--direct is not allowed in \(environment.name): its environment.yaml says no "
                    + "`proposals: direct`; leave --direct out to propose by a pull request")
        }
        return isAllowed && (isDirect || planner.isAutomatic)
    }

    func proposal(
        _ changes: [PinChange], _ planned: PlannedChanges, earlier: [PinKey: ChangeOrigin] = [:]
    ) -> Proposal {
        Proposal(
            environment: environment, purpose: planner.purpose, changes: changes,
            origins: planned.origins.merging(earlier) { own, _ in own }, override: planned.override
        ).limited(to: changes)
    }
}

extension ProposalOutcome {
    /// Returns the outcome if there was nothing to do.
    static func nothing(
        _ planned: PlannedChanges, _ base: ProposalBase, _ note: String? = nil
    ) -> ProposalOutcome {
        ProposalOutcome(
            base: base.commit, leftOut: planned.leftOut,
            notes: planned.notes + (note.map { [$0] } ?? []))
    }
}

extension Proposal {
    /// The identity of the proposal: the SHA-256 of its canonical bytes.
    package var intent: Digest { sha256(canonicalBytes) }

    /// Returns the part of the proposal that makes some changes.
    func limited(to changes: [PinChange]) -> Proposal {
        let keys = Set(changes.map(\.key))
        return Proposal(
            environment: environment, purpose: purpose, changes: changes,
            origins: origins.filter { keys.contains($0.key) }, override: self.override)
    }

    /// Returns a copy with the labels of the moved images; the intent stays the same.
    package func labelled(_ labels: [PinKey: ImageLabels]) -> Proposal {
        var proposal = self
        for (key, labels) in labels {
            guard let origin = origins[key] else { continue }
            proposal.origins[key] = ChangeOrigin(clause: origin.clause, labels: labels)
        }
        return proposal
    }
}

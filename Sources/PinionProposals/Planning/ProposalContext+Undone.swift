import PinionDecisions
import PinionFiles
import PinionModel

extension ProposalContext {
    /// Leaves out what people took back: it binds what Pinion proposes by rules, and nobody else.
    func leavingUndone(
        _ planned: PlannedChanges, on base: ProposalGround
    ) async -> PlannedChanges {
        guard !planned.changes.moves.isEmpty else { return planned }
        let undone = await UndonePins(
            in: base.environment, at: base.commit, history, reading: { FiledPins.read($0) })
        let environment = base.environment
        let isUnseen = environment.rules.proposals == .direct
        var left: [LeftOut] = []
        for (key, image) in planned.changes.moves {
            if let found = undone.undone(key, image) {
                left.append(LeftOut(key.description, found.clause(key, environment.name)))
            } else if isUnseen, let path = environment.pins[key]?.site.path,
                let reason = undone.unread[path]
            {
                // Nobody would look at it before it is committed.
                left.append(
                    LeftOut(
                        key.description,
                        "\(reason), and nothing is committed without a review then",
                        .failed))
            }
        }
        let notes = isUnseen ? [] : undone.warnings
        return planned.leaving(left).noting(notes)
    }
}

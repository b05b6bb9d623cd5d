import PinionDecisions
package import PinionModel

/// Pins for what runs without one.
package struct AdoptionPlanner: ChangePlanner {
    /// It wants nothing but that.
    package init() {}

    package var purpose: Proposal.Purpose { .adopt }
    package var accumulates: Bool { false }

    package func plan(
        on base: ProposalGround, _ context: ProposalContext
    ) async throws -> PlannedChanges {
        let runtime = try await context.outside.runtime(base.environment)
        let pinned = base.environment.services.map(\.nameInRuntime)
        let inventory = try await runtime.observe(.inScope(pinned: pinned))
        let missing = await RegistryAnswers.consulting(context.registries) {
            let missing = MissingPins(in: inventory, base.environment, answers: $0)
            return (missing, missing.open)
        }
        return missing.planned
    }
}

extension MissingPins {
    /// The pins as changes of a proposal.
    fileprivate var planned: PlannedChanges {
        PlannedChanges(
            changes: services.map { .add($0) },
            origins: Dictionary(
                uniqueKeysWithValues: services.map {
                    (PinKey(service: $0.name), ChangeOrigin(clause: "runs now"))
                }),
            left: left)
    }
}

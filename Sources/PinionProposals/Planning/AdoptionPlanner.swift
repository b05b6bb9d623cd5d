import PinionDecisions
package import PinionModel

/// The planner of pins for what runs without one.
package struct AdoptionPlanner: ChangePlanner {
    package init() {}

    package var purpose: Proposal.Purpose { .adopt }
    package var accumulates: Bool { false }

    package func plan(
        on base: ProposalBase, _ context: ProposalContext
    ) async throws -> PlannedChanges {
        let runtime = try await context.port.runtime(of: base.environment)
        let pinned = base.environment.services.map(\.nameInRuntime)
        let inventory = try await runtime.observe(.inScope(pinned: pinned))
        let missing = await RegistryAnswers.consulting(context.registries) {
            let missing = MissingPins(in: inventory, base.environment, answers: $0)
            return (missing, missing.open)
        }
        return PlannedChanges(
            changes: missing.services.map { .add($0) },
            origins: Dictionary(
                uniqueKeysWithValues: missing.services.map {
                    (PinKey(service: $0.name), ChangeOrigin(clause: "runs now"))
                }),
            leftOut: missing.leftOut)
    }
}

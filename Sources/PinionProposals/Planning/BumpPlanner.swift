import PinionDecisions
package import PinionModel

/// Newer images by each pin's track rule.
package struct BumpPlanner: ChangePlanner {
    let only: [String]
    let environments: [String]
    let override: OverrideReason?

    package init(only: [String], environments: [String], override: OverrideReason?) {
        (self.only, self.environments, self.override) = (only, environments, override)
    }

    package var purpose: Proposal.Purpose { .bump }
    package var accumulates: Bool { !only.isEmpty }
    package var isAutomatic: Bool { true }

    package func plan(
        on base: ProposalGround, _ context: ProposalContext
    ) async throws -> PlannedChanges {
        let chosen = Set(environments)
        try context.check(
            only,
            among: base.project.environments.filter {
                chosen.isEmpty || chosen.contains($0.name)
            })
        let planned = try await context.bump(base.environment, only: Set(only), override)
        return await context.leavingUndone(planned, on: base)
    }
}

extension ProposalContext {
    func bump(
        _ environment: PinionModel::Environment, only: Set<String>, _ override: OverrideReason?
    ) async throws -> PlannedChanges {
        var plan = BumpPlan(of: environment, only: only, at: now)
        while !plan.isDecided {
            let (repositories, questions) = (plan.repositories, plan.questions)
            async let lists = tagLists.lists(
                of: repositories, from: registries)
            async let answers = RegistryAnswers.asking(
                questions, of: registries)
            plan.take(await lists, await answers)
        }
        plan.leave(await others(plan.proposal().changes.moves))
        let isNew = !plan.proposal().isEmpty
        let reason = isNew ? try overriding(environment, by: override) : nil
        return PlannedChanges(
            await labelled(plan.proposal(override: reason)),
            settles: only.isEmpty
                ? [] : Set(environment.pins.keys.filter { $0.isNamed(in: only) }),
            left: plan.notes.map {
                LeftOut($0.key.description, $0.clause, $0.kind.cause)
            })
    }
}

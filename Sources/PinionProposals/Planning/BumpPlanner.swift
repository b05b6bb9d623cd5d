import PinionDecisions
package import PinionModel

/// The planner of newer images by each pin's `track` rule.
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
        on base: ProposalBase, _ context: ProposalContext
    ) async throws -> PlannedChanges {
        let chosen = Set(environments)
        try context.check(
            only,
            among: base.project.environments.filter { chosen.isEmpty || chosen.contains($0.name) })
        var plan = BumpPlan(of: base.environment, only: Set(only), at: context.now)
        while !plan.isDecided {
            let (repositories, questions) = (plan.repositories, plan.questions)
            async let lists = context.answers.tags(of: repositories, from: context.registries)
            async let found = RegistryAnswers.asking(questions, of: context.registries)
            plan.take(await lists, await found)
        }
        plan.leave(await context.nonImages(plan.proposal().changes.moves))
        let isNew = !plan.proposal().isEmpty
        let reason = isNew ? try context.overriding(base.environment, by: override) : nil
        let planned = PlannedChanges(
            await context.labelled(plan.proposal(override: reason)),
            settles: base.environment.keys(named: only), leftOut: plan.leftOut, notes: plan.notes)
        return await context.leavingUndone(planned, on: base)
    }
}

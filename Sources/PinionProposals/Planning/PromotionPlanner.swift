import PinionDecisions
import PinionFiles
package import PinionModel
import PinionReconcile

/// The planner of pins that ran long enough in another environment.
package struct PromotionPlanner: ChangePlanner {
    let source: Environment.Name
    let only: [String]
    let override: OverrideReason?

    package init(source: Environment.Name, only: [String], override: OverrideReason?) {
        (self.source, self.only, self.override) = (source, only, override)
    }

    package var purpose: Proposal.Purpose { .promote(from: source) }
    package var accumulates: Bool { !only.isEmpty }
    package var isAutomatic: Bool { true }

    package func plan(
        on base: ProposalBase, _ context: ProposalContext
    ) async throws -> PlannedChanges {
        for name in only { _ = try context.pins(named: name, in: base.environment) }
        let plan = try await promotion(on: base, context)
        let reason =
            plan.moves.isEmpty ? nil : try context.overriding(base.environment, by: override)
        let planned = PlannedChanges(
            await context.labelled(plan.proposal(override: reason)),
            settles: base.environment.keys(named: only), leftOut: plan.leftOut)
        return await context.leavingUndone(planned, on: base)
    }

    private func promotion(
        on base: ProposalBase, _ context: ProposalContext
    ) async throws -> PromotionPlan {
        let port = context.port
        _ = try port.project.environments(named: [source.description], at: port.tip)
        let found = base.project.environments.first { $0.name == source.description }
        guard let source = try found?.result.get() else {
            throw ProposalError.noEnvironment(self.source, commit: base.commit)
        }
        async let report = port.look(at: source, of: base.commit)
        async let soak = LedgerSoaks(
            of: source.name, apply: source.rules.apply, port.project.settings,
            in: port.guardedLedger)
        var plan = PromotionPlan(
            from: PromotionSource(environment: source, report: await report, soak: await soak),
            to: base.environment, only: Set(only), at: context.now)
        if let refusal = plan.refusal { throw RuleRefusal(refusal.description) }
        plan = plan.lacking(try await context.missing(plan.imagesToCheck))
        let questions = plan.manifestQuestions(at: context.now)
        return plan.knowing(await .asking(questions, of: context.registries), at: context.now)
    }
}

extension Environment {
    /// Returns the keys of the named pins; empty if no name is given, which means all.
    func keys(named names: [String]) -> Set<PinKey> {
        let names = Set(names)
        return names.isEmpty ? [] : Set(pins.keys.filter { $0.isNamed(in: names) })
    }
}

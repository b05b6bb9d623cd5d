import PinionDecisions
import PinionFiles
package import PinionModel
import PinionReconcile

/// The pins that ran long enough in another environment.
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
        on base: ProposalGround, _ context: ProposalContext
    ) async throws -> PlannedChanges {
        for name in only { _ = try context.pins(named: name, in: base.environment) }
        let planned = try await context.promote(source, base, only: Set(only), override)
        return await context.leavingUndone(planned, on: base)
    }
}

extension ProposalContext {
    func promote(
        _ from: PinionModel::Environment.Name, _ base: ProposalGround, only: Set<String>,
        _ override: OverrideReason?
    ) async throws -> PlannedChanges {
        _ = try project.environments(named: [from.description], at: tip)
        let found = base.project.environments.first { $0.name == from.description }
        guard let source = try found?.result.get() else {
            throw ProposalError.noEnvironment(from, commit: base.commit)
        }
        async let report = outside.look(source, base.commit)
        async let soak = soakBook(of: source)
        let target = base.environment
        var plan = PromotionPlan(
            from: PromotionSource(
                environment: source, report: await report, soak: await soak),
            to: target, only: only, at: now)
        if let refusal = plan.refusal { throw RuleRefusal(refusal.description) }
        plan = plan.lacking(try await missing(plan.imagesToCheck))
        plan = plan.knowing(
            await .asking(plan.kinQuestions(at: now), of: registries), at: now)
        let reason = plan.moves.isEmpty ? nil : try overriding(target, by: override)
        return PlannedChanges(
            await labelled(plan.proposal(override: reason)),
            settles: only.isEmpty ? [] : Set(target.pins.keys.filter { $0.isNamed(in: only) }),
            left: plan.leftOut)
    }

    /// What the ledger says of how long an environment's images have soaked; it reads as far back as it must.
    private func soakBook(of environment: Environment) async -> SoakBook {
        do throws(LedgerError) {
            return await SoakBook(
                reading: try await outside.ledger(), of: environment.name,
                place: project.settings.ledger,
                apply: environment.rules.apply, slack: project.settings.looks.slack)
        } catch {
            return .unreadable(error.description)
        }
    }
}

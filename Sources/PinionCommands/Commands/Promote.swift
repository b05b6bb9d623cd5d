import ArgumentParser
import PinionDecisions
import PinionModel
import PinionProposals
import PinionReconcile
import PinionWiring

/// `pinion promote FROM TO`: what ran long enough in another environment.
struct Promote: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "promote",
        abstract: "Propose for one environment the pins that passed the soak in another.",
        discussion: """
            A pin follows where FROM's ledger verified it, nothing critical or unverified was seen there for the soak of \
            TO's `promotion`, the service is in step there at this moment, and no hold of TO stands against it. What does \
            not qualify is listed with the reason, and the time at which it will. TO keeps its own repositories, which \
            must have the digest.

            Example:
              pinion promote staging production --only web

            Exit codes: 0 done, or nothing to do; 1 an error; 3 a rule refuses: window, freeze, soak, hold.
            """)

    @Argument(help: "Where the pins come from.") var from: String
    @Argument(help: "Where they go.") var to: String
    @OptionGroup var only: OnlyOption
    @OptionGroup var override: OverrideOption
    @OptionGroup var writing: WritingOptions
    @OptionGroup var common: CommonOptions

    private var source: PinionModel::Environment.Name? {
        PinionModel::Environment.Name(parsing: from)
    }

    func validate() throws {
        guard source != nil else {
            throw ValidationError("`\(from)` is not an environment's name")
        }
        guard from != to else { throw ValidationError("name two environments: from and to") }
    }

    func run() async throws {
        guard let source else { return }
        let (only, override) = (only.only, try override.reason())
        try await Proposing(common, writing).run(
            [to],
            .init(
                purpose: .promote(from: source), accumulates: !only.isEmpty, isAutomatic: true
            ) { desk, ground in
                for name in only { _ = try desk.pins(named: name, in: ground.environment) }
                let planned = try await desk.promote(source, ground, only: Set(only), override)
                return await desk.leavingUndone(planned, on: ground)
            })
    }
}

extension Desk {
    fileprivate func promote(
        _ from: PinionModel::Environment.Name, _ ground: ProposalGround, only: Set<String>,
        _ override: OverrideReason?
    ) async throws -> PlannedChanges {
        _ = try session.environments(named: [from.description])
        let found = ground.project.environments.first { $0.name == from.description }
        guard let source = try found?.result.get() else {
            throw ProposalError.noEnvironment(from, commit: ground.commit)
        }
        async let report = look(at: source, of: ground.commit)
        async let soak = session.soakBook(of: source)
        let target = ground.environment
        var plan = PromotionPlan(
            from: PromotionSource(
                environment: source, report: await report, soak: await soak),
            to: target, only: only, at: now)
        if let refusal = plan.refusal { throw RuleRefusal(refusal.description) }
        plan = plan.lacking(try await missing(plan.imagesToCheck))
        plan = plan.knowing(
            await .asking(plan.kinQuestions(at: now), of: session.registries.reading), at: now)
        let reason = plan.moves.isEmpty ? nil : try overriding(target, by: override)
        return PlannedChanges(
            await labelled(plan.proposal(override: reason)),
            settles: only.isEmpty ? [] : Set(target.pins.keys.filter { $0.isNamed(in: only) }),
            left: plan.leftOut)
    }
}

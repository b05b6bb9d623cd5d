import ArgumentParser
import PinionDecisions
import PinionModel
import PinionProposals
import PinionWiring

/// `pinion bump [ENV…]`: what the pins' `track` rules find.
struct Bump: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bump",
        abstract: "Propose newer images by each pin's track rule: one pull request an environment.",
        discussion: """
            Lists the tags of each tracked repository once, never moves backwards, and passes over digests that a hold \
            refuses. Its pull request is replaced by each run; with --only it is added to. Where the environment says \
            `proposals: direct` it commits to the tracked branch.

            Exit codes: 0 done, or nothing newer; 1 an error; 3 a rule refuses: window, freeze, or a held pin for which \
            something newer exists.
            """)

    @OptionGroup var names: EnvironmentArguments
    @OptionGroup var only: OnlyOption
    @OptionGroup var override: OverrideOption
    @OptionGroup var writing: WritingOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let (chosen, only) = (Set(names.environments), only.only)
        let override = try override.reason()
        try await Proposing(common, writing).run(
            names.environments,
            .init(purpose: .bump, accumulates: !only.isEmpty, isAutomatic: true) { desk, ground in
                try desk.check(
                    only,
                    among: ground.project.environments.filter {
                        chosen.isEmpty || chosen.contains($0.name)
                    })
                let planned = try await desk.bump(ground.environment, only: Set(only), override)
                return await desk.leavingUndone(planned, on: ground)
            })
    }
}

extension Desk {
    fileprivate func bump(
        _ environment: PinionModel::Environment, only: Set<String>, _ override: OverrideReason?
    ) async throws -> PlannedChanges {
        var plan = BumpPlan(of: environment, only: only, at: now)
        while !plan.isDecided {
            let (repositories, questions) = (plan.repositories, plan.questions)
            async let lists = tagLists.lists(
                of: repositories, from: session.registries.listing)
            async let answers = RegistryAnswers.asking(
                questions, of: session.registries.reading)
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

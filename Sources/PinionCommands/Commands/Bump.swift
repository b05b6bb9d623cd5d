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
            Lists the tags of each tracked repository once, never moves backwards, and passes over \
            digests that a hold refuses. Its pull request is replaced by each run; with --only it \
            is added to. Where the environment says `proposals: direct` it commits to the tracked \
            branch.

            Exit codes: 0 done, or nothing newer; 1 an error; 3 a rule refuses: window, freeze, or \
            a held pin for which something newer exists.
            """)

    @OptionGroup var names: EnvironmentArguments
    @OptionGroup var only: OnlyOption
    @OptionGroup var override: OverrideOption
    @OptionGroup var writing: WritingOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await Proposing(common, writing).run(
            names.environments,
            BumpPlanner(
                only: only.only, environments: names.environments, override: try override.reason()))
    }
}

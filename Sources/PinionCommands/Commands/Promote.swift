import ArgumentParser
import PinionDecisions
import PinionModel
import PinionProposals
import PinionReconcile
import PinionWiring

/// `pinion promote FROM TO`: proposes the pins that passed the soak in another environment.
struct Promote: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "promote",
        abstract: "Propose for one environment the pins that passed the soak in another.",
        discussion: """
            A pin follows where FROM's ledger verified it, nothing critical or unverified was seen \
            there for the soak of TO's `promotion`, the service is in step there at this moment, \
            and no hold of TO stands against it. What does \
            not qualify is listed with the reason, and the time at which it will. TO keeps its own \
            repositories, which must have the digest.

            Example:
              pinion promote staging production --only web

            Exit codes: 0 done, or nothing to do; 1 an error; 3 a rule refuses: window, freeze, \
            soak, hold.
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
        try await Proposing(common, writing).run(
            [to],
            PromotionPlanner(source: source, only: only.only, override: try override.reason()))
    }
}

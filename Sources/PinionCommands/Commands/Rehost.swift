import ArgumentParser
import PinionModel
import PinionOperations
import PinionWiring

/// `pinion rehost ENV`: proposes the id of a machine that replaces another one.
struct Rehost: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rehost",
        abstract: "Propose that an environment belongs to this machine from now on.",
        discussion: """
            Asks the runtime of the environment, from this host, which machine it is, and proposes \
            that `id` in environment.yaml. The ledger stays, and with it what was applied, what \
            failed and what is paused. What runs on the former machine goes on running there, and \
            nobody looks at it any more. Where two engines reported the id that \
            the file has, it says instead that the one here is meant, which the ledger records. \
            Exit codes: 0 done, or nothing to do; 1 an error.
            """)

    @Argument(help: "The environment.") var environment: String
    @OptionGroup var output: OutputOptions<ProposalDocuments>
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard PinionModel::Environment.Name(parsing: environment) != nil else {
            throw ValidationError("`\(environment)` is not an environment's name")
        }
    }

    func run() async throws {
        try await Proposing.one(common, output) { try await $0.rehost(environment) }
    }
}

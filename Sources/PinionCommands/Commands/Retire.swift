import ArgumentParser
import PinionModel
import PinionOperations
import PinionWiring

/// `pinion retire ENV`: proposes to retire an environment whose folder was removed.
struct Retire: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retire",
        abstract: "Propose that an environment without a folder is given up.",
        discussion: """
            A ledger without a folder is an error of every run: nobody looks at what runs there. \
            This proposes the entry of `retired` in pinion.yaml that ends it, with where the \
            ledger ends now; once the ledger moves on, the \
            error is back. The ledger stays, and `pinion log` reads it. To rename an environment, \
            retire it and make a new one.

            Example:
              pinion retire production --reason "moved to eu-production"

            Exit codes: 0 done, or nothing to do; 1 an error.
            """)

    @Argument(help: "The environment.") var environment: String
    @Option(help: ArgumentHelp("Why.", valueName: "text")) var reason: String
    @OptionGroup var output: OutputOptions<ProposalDocuments>
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard PinionModel::Environment.Name(parsing: environment) != nil else {
            throw ValidationError("`\(environment)` is not an environment's name")
        }
        _ = try OverrideReason(reason, of: "--reason")
    }

    func run() async throws {
        guard let name = PinionModel::Environment.Name(parsing: environment) else { return }
        let reason = try OverrideReason(reason, of: "--reason").description
        try await Proposing.one(common, output) { try await $0.retire(name, because: reason) }
    }
}

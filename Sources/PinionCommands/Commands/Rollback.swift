import ArgumentParser
import PinionGit
import PinionModel
import PinionProposals
import PinionWiring

/// `pinion rollback ENV [SERVICE…]`: proposes a former commit's pins, and holds on present ones.
struct Rollback: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Propose the pins of a former commit, and hold the digests that are left.",
        discussion: """
            Returns to the last commit whose pins the ledger saw verified and that differs, or to \
            the commit that --to names. The former digests must still be in their registries. Each \
            digest that is left is refused by a hold, so that no automation proposes it again. \
            Windows and freezes do not stop a rollback.

            Examples:
              pinion rollback production web
              pinion rollback production --to 1a2b3c4 --reason "memory leak"
            """)

    @Argument(help: "The environment.") var environment: String
    @Argument(help: ArgumentHelp("The services; all by default.", valueName: "service[/container]"))
    var services: [String] = []
    @Option(help: ArgumentHelp("The commit whose pins come back.", valueName: "rev"))
    var to: String?
    @Option(help: ArgumentHelp("Why, for the holds.", valueName: "text")) var reason: String?
    @OptionGroup var writing: WritingOptions
    @OptionGroup var common: CommonOptions

    func validate() throws { _ = try because() }

    private func because() throws -> OverrideReason? {
        try reason.map { try OverrideReason($0, of: "--reason") }
    }

    func run() async throws {
        try await Proposing(common, writing).run(
            [environment],
            RollbackPlanner(
                services: services, commit: to, reason: try because()?.description))
    }
}

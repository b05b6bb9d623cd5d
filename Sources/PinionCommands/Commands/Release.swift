import ArgumentParser
import PinionModel
import PinionProposals
import PinionReconcile

/// `pinion release ENV SERVICE`: proposes to remove a hold.
struct Release: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release",
        abstract: "Propose to take a hold off a pin, or single digests off it.",
        discussion: """
            Uses the same branch and pull request as `pinion hold`.

            Examples:
              pinion release production web
              pinion release production web --refuse sha256:…
            """)

    @Argument(help: "The environment.") var environment: String
    @Argument(help: ArgumentHelp("The services.", valueName: "service[/container]"))
    var services: [String]
    @Option(
        help: ArgumentHelp(
            "Only this digest, or the one of this tag, may be taken again; may be given "
                + "again.", valueName: "digest|tag"))
    var refuse: [String] = []
    @OptionGroup var writing: WritingOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await Proposing(common, writing).run(
            [environment], ReleasePlanner(services: services, refuse: refuse))
    }
}

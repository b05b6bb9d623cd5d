import ArgumentParser
import PinionModel
import PinionProposals
import PinionWiring

/// `pinion adopt ENV`: proposes pins for services that run without one.
struct Adopt: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adopt",
        abstract: "Propose the missing pins from what runs now; a present pin is never changed.",
        discussion: """
            Pins every service and container of the runtime's scope that has no pin to the digest \
            that all its instances run. What runs mixed, cannot be told, or is not in its registry \
            is listed with the reason: what a tag names now is never put in its place.
            """)

    @Argument(help: "The environment.") var environment: String
    @OptionGroup var writing: WritingOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await Proposing(common, writing).run([environment], AdoptionPlanner())
    }
}

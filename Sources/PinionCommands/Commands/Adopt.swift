import ArgumentParser
import PinionModel
import PinionProposals
import PinionWiring

/// `pinion adopt ENV`: pins for what runs without one.
struct Adopt: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adopt",
        abstract: "Propose the missing pins from what runs now; a present pin is never changed.",
        discussion: """
            Pins every service and container of the runtime's scope that has no pin to the digest that all its instances \
            run. What runs mixed, cannot be told, or is not in its registry is listed with the reason: what a tag names \
            now is never put in its place.
            """)

    @Argument(help: "The environment.") var environment: String
    @OptionGroup var writing: WritingOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await Proposing(common, writing).run(
            [environment],
            .init(purpose: .adopt, accumulates: false) { desk, ground in
                let runtime = try await desk.session.runtimes.runtime(of: ground.environment)
                let pinned = ground.environment.services.map(\.nameInRuntime)
                let inventory = try await runtime.observe(.inScope(pinned: pinned))
                let missing = await RegistryAnswers.consulting(desk.session.registries.reading) {
                    let missing = MissingPins(in: inventory, ground.environment, answers: $0)
                    return (missing, missing.open)
                }
                return missing.planned
            })
    }
}

extension MissingPins {
    /// The pins as changes of a proposal.
    fileprivate var planned: PlannedChanges {
        PlannedChanges(
            changes: services.map { .add($0) },
            origins: Dictionary(
                uniqueKeysWithValues: services.map {
                    (PinKey(service: $0.name), ChangeOrigin(clause: "runs now"))
                }),
            left: left)
    }
}

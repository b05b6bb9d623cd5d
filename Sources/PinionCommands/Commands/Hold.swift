import ArgumentParser
import PinionModel
import PinionProposals
import PinionReconcile
import PinionWiring

/// `pinion hold ENV SERVICE…`: proposes a hold, a committed refusal to move a pin.
struct HoldCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold",
        abstract: "Propose a hold: a pin that stays, or digests that it refuses.",
        discussion: """
            Without --refuse the pin is frozen for bump, promote and propose. With it, only these \
            digests are barred: a tag stands for the digest that it names now. A hold lasts until \
            it is released, or to the end of a day.

            Examples:
              pinion hold production web --reason "release week" --until 2026-12-01
              pinion hold production web --refuse 1.9.0 --reason "memory leak"
            """)

    @Argument(help: "The environment.") var environment: String
    @Argument(help: ArgumentHelp("The services.", valueName: "service[/container]"))
    var services: [String]
    @Option(
        help: ArgumentHelp(
            "A digest that it must not take; may be given again.", valueName: "digest|tag"))
    var refuse: [String] = []
    @Option(help: ArgumentHelp("Why.", valueName: "text")) var reason: String?
    @Option(help: ArgumentHelp("The last day, to its end in UTC.", valueName: "yyyy-mm-dd"))
    var until: String?
    @OptionGroup var writing: WritingOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard reason != nil || until != nil || !refuse.isEmpty else {
            throw ValidationError("give --reason, --until or --refuse")
        }
        _ = try because()
        guard let until else { return }
        guard let day = CalendarDate(parsing: until) else {
            throw ValidationError("`\(until)` is not a day; write it as 2026-12-01")
        }
        guard ProcessContext.current.now() < day.endInUTC else {
            throw ValidationError("\(until) is over; name a day that is not")
        }
    }

    private func because() throws -> OverrideReason? {
        try reason.map { try OverrideReason($0, of: "--reason") }
    }

    func run() async throws {
        try await Proposing(common, writing).run(
            [environment],
            try HoldPlanner(
                services: services, refuse: refuse, reason: because()?.description,
                until: until.flatMap { CalendarDate(parsing: $0) }))
    }
}

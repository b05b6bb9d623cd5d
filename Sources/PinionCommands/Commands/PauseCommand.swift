import ArgumentParser
import PinionModel
import PinionOperations
import PinionWiring

/// `pinion pause`: stops all changes for a time, on this host at once and on all others as soon as
/// the ledger has it.
struct PauseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Stop all changes of an environment, or of some services, for a time.",
        discussion: """
            For a fix by hand: `pinion pause production web --for 2h "rolling back by hand"`. \
            Stops repairs and environment tags too, ends by itself, and is told by `status`. Works \
            without git: then a file of this host holds it, and the next \
            reconcile of this host that reaches the ledger tells all others. A run that is at work \
            ends before its next change. A pause of more than seven days is a `freeze` in \
            environment.yaml. Exit codes: 0 done; 1 an error.
            """)

    @Argument(help: ArgumentHelp("The environment.", valueName: "env"))
    var environment: String
    @Argument(help: ArgumentHelp("The services; all of them by default.", valueName: "service"))
    var services: [String] = []
    @Option(
        name: .customLong("for"), parsing: .upToNextOption,
        help: ArgumentHelp("For how long (90m, 2h, 1d), and why.", valueName: "duration reason"))
    var order: [String] = []
    @Flag(help: "End the pauses of these services, or all pauses of the environment.")
    var end = false
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard PinionModel::Environment.Name(parsing: environment) != nil else {
            throw ValidationError("`\(environment)` is not an environment's name")
        }
        guard end == order.isEmpty else {
            throw ValidationError("name either --for DURATION REASON or --end")
        }
        if !end { _ = try ordered() }
    }

    /// Returns the length and the reason.
    private func ordered() throws -> (length: Duration, reason: String) {
        guard let length = order.first.flatMap({ DurationText(parsing: $0) })?.duration,
            length > .zero, length <= Pause.longest
        else {
            throw ValidationError(
                "--for takes a duration of at most 7d, such as 2h, and then a reason; what is to "
                    + "stand for longer is a `freeze` in environment.yaml")
        }
        let text = order.dropFirst().joined(separator: " ")
        return (length, try OverrideReason(text, of: "--for \(order[0])").description)
    }

    func run() async throws {
        guard let name = PinionModel::Environment.Name(parsing: environment) else { return }
        let pausing = try await Pausing(
            of: Set(services), in: name, common.choice, ProcessContext.current)
        let summary: Pausing.Summary
        if end {
            summary = try await pausing.end()
        } else {
            let (length, reason) = try ordered()
            summary = try await pausing.pause(for: length, because: reason)
        }
        for line in summary.lines { Terminal.print(line + "\n") }
        for warning in summary.warnings { Terminal.complain("pinion: \(warning)\n") }
    }
}

import ArgumentParser
import PinionOperations

/// `pinion doctor`: checks everything that a reconcile needs, and says how to get what is missing.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Try everything that a reconcile needs, and say how to get what is missing.",
        discussion: """
            Reads git, tries the right to push the ledger, asks each runtime and registry, looks \
            time zones up, looks for the forge and its token, and holds the clock against what was \
            written last. With --role host it leaves out what \
            proposals alone need, the forge; with --role proposer what a reconcile alone needs, \
            such as the runtime, and a forge's token that is not there is missing. Changes \
            nothing. Exit codes: 0 all well; 1 something is missing.
            """)

    @Option(
        help: ArgumentHelp(
            "What is done from here: a host reconciles, a proposer opens pull requests; both by "
                + "default.",
            valueName: "host|proposer"))
    var role: Examination.Role?
    @OptionGroup var names: EnvironmentArguments
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let examination = await Examination(
            of: names.environments, as: role, common.choice, .current)
        for line in examination.lines {
            // Further lines are indented below the first one's name.
            let text = line.text.replacing("\n", with: "\n        ")
            Terminal.print("\(line.state.rawValue) \(line.name): \(text)\n")
        }
        throw Ending(examination.isWell ? .success : .failure)
    }
}

extension Examination.Role: ExpressibleByArgument {}

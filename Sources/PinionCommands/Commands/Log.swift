import ArgumentParser
import PinionModel
import PinionReports

/// `pinion log ENV`: what was applied when, by which commit.
struct Log: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Show what was applied to an environment, when, by which commit; newest first.",
        discussion: """
            Reads the ledger, refs/pinion/ledger/ENV: intents, outcomes, baselines and observations. Changes nothing.
            """)

    @Argument(help: "The environment.") var environment: String
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "How many entries at "
                + "most.", valueName: "number"))
    var limit = 20
    @Option(help: "How to write it: text or json.") var format = Format.text
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit must be at least 1") }
    }

    func run() async throws {
        let surroundings = Surroundings.current
        let session = try await Session.open(common, surroundings, revision: nil)
        guard let read = try session.environments(named: [environment]).first,
            let name = PinionModel::Environment.Name(parsing: read.name)
        else { throw Complaint("`\(environment)` is not an environment's name") }
        let ledger = try await session.ledger()
        let entries = try await ledger.history(of: name, limit: limit).map { id, record in
            do {
                return try LedgerEntry(parsing: record.entry)
            } catch {
                throw Complaint(
                    LedgerError.unreadable(
                        environment: name, reason: "commit \(id.short), \(error)"))
            }
        }
        await session.close()
        switch format {
        case .json: Terminal.print(LogText.json(entries, environment: environment))
        case .text where entries.isEmpty:
            Terminal.print("nothing was applied to \(environment) yet, and nothing recorded\n")
        case .text:
            Terminal.print(
                LogText.text(entries, Terminal.palette(environment: surroundings.environment)))
        }
    }
}

import ArgumentParser
import FoundationEssentials
import PinionGit
import PinionModel
import PinionOperations
import PinionProcess
import PinionWiring

/// `pinion ledger …`: works on an environment's ledger as a whole.
struct LedgerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "Export, verify, restore or redact the ledger of an environment.",
        discussion: """
            The ledger is the chain of commits refs/pinion/ledger/ENV (with `ledger: local`, one \
            of this host). Every host that runs Pinion keeps a copy below its state folder, and \
            notices when the ledger goes back.
            """,
        subcommands: [Export.self, Verify.self, Restore.self, Redact.self])
}

/// The arguments that select a ledger.
struct LedgerLocationArguments: ParsableArguments {
    @Argument(help: "The environment.") var environment: String
    @OptionGroup var common: CommonOptions

    /// Opens the ledger for `body`, and ends the command with the exit code that `body` returns.
    func run(
        _ body: (LedgerKeeper, PinionModel::Environment.Name, ProcessContext) async throws ->
            PinionCommands::ExitCode
    ) async throws -> Never {
        guard let name = PinionModel::Environment.Name(parsing: environment) else {
            throw Complaint("`\(environment)` is not an environment's name")
        }
        let process = ProcessContext.current
        let code = try await Session.with(common.choice, process) { session in
            let settings = session.project.settings
            let keeper = try await session.repository.keeper(
                of: name, settings.ledger, branch: settings.branch)
            return try await body(keeper, name, process)
        }
        throw Ending(code)
    }

    /// Reads an exported ledger; `nil` if there is no path.
    static func bundle(_ path: String?, _ process: ProcessContext) throws -> LedgerBundle? {
        guard let path else { return nil }
        let full = process.absolute(path)
        guard let data = FileManager.default.contents(atPath: full) else {
            throw Complaint("cannot read \(full); look at its path and rights")
        }
        guard let bundle = LedgerBundle(Array(data)) else {
            throw Complaint("\(full) is no file of `pinion ledger export`")
        }
        return bundle
    }
}

extension LedgerCommand {
    /// `pinion ledger export ENV`.
    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "export",
            abstract: "Write the whole ledger of an environment into a file.",
            discussion: """
                The file is a git bundle of the ledger's ref: every record with its commit, entry \
                and state as they are. `git bundle verify FILE` reads it, and so do `pinion ledger \
                verify` and `restore` with --file.
                """)

        @OptionGroup var place: LedgerLocationArguments
        @Option(
            name: .shortAndLong,
            help: ArgumentHelp("The file, which must not exist yet.", valueName: "file"))
        var output: String

        func run() async throws {
            try await place.run { keeper, name, process in
                guard let bytes = try await keeper.export() else {
                    throw Complaint("\(name) has no ledger in \(keeper.label)")
                }
                let path = process.absolute(output)
                do {
                    try Data(bytes).write(to: URL(filePath: path), options: [.withoutOverwriting])
                } catch {
                    throw Complaint(
                        FileManager.default.fileExists(atPath: path)
                            ? "\(path) is there already; name a new file"
                            : "cannot write \(path): \(FileFault(error)); name a new file in a "
                                + "folder that is there and can be written")
                }
                Terminal.print("wrote the ledger of \(name), \(bytes.count) bytes, to \(path)\n")
                return .success
            }
        }
    }

    /// `pinion ledger verify ENV`.
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify",
            abstract: "Look a whole ledger through, and compare it with this host's copy.",
            discussion: """
                Every record must be readable, by Pinion, dated after the one before it (a day \
                apart at most, for clocks differ), and its state must follow from the state before \
                and what happened. Changes nothing. Exit codes: 0 nothing is wrong; 1 something \
                is, or it could not be looked through.
                """)

        @OptionGroup var place: LedgerLocationArguments
        @Option(
            help: ArgumentHelp(
                "A file of `pinion ledger export` instead of the ledger.", valueName: "file"))
        var file: String?

        func run() async throws {
            try await place.run { keeper, name, process in
                let bundle = try LedgerLocationArguments.bundle(file, process)
                let chain =
                    if let bundle { try await keeper.records(in: bundle) } else {
                        try await keeper.records()
                    }
                var problems = LedgerAudit(chain, of: name, now: process.now()).problems
                if file == nil { problems += try await keeper.missing(in: chain, of: name) }
                guard let first = chain.first, let last = chain.last else {
                    throw Complaint(
                        (["\(name) has no ledger in \(keeper.label)"] + problems)
                            .joined(separator: "\n"))
                }
                var text =
                    "\(name): \(plural(chain.count, "record")), from \(first.id.short) of "
                    + "\(first.record.at) to \(last.id.short) of \(last.record.at)\n"
                text += problems.map { "wrong: \($0)\n" }.joined()
                text +=
                    problems.isEmpty
                    ? "nothing is wrong: every record is readable, in order, by Pinion, and every "
                        + "state follows\n"
                    : "\(plural(problems.count, "thing")) wrong\n"
                Terminal.print(text)
                return problems.isEmpty ? .success : .failure
            }
        }
    }
}

import ArgumentParser
import PinionOperations
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

    /// Opens the ledger for `body`, prints the result, and ends the command with its exit code.
    func run(_ body: (WholeLedger) async throws -> WholeLedger.Ending) async throws -> Never {
        let ending = try await Session.with(common.choice, .current) {
            try await body(try await WholeLedger(of: environment, in: $0))
        }
        switch ending {
        case .done(let text):
            Terminal.print(text)
            throw Ending(.success)
        case .exported(let bytes, let text):
            Terminal.print(bytes: bytes)
            Terminal.complain(text)
            throw Ending(.success)
        case .wrong(let text):
            Terminal.print(text)
            throw Ending(.failure)
        case .refused(let text):
            Terminal.complain("error: \(text)\n")
            throw Ending(.refused)
        }
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
            help: ArgumentHelp(
                "The file, which must not exist yet; - is standard output.", valueName: "file"))
        var output: String

        func run() async throws {
            try await place.run { try await $0.export(to: output == "-" ? nil : output) }
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
                "A file of `pinion ledger export` instead of the ledger; - reads standard input.",
                valueName: "file"))
        var file: String?

        func run() async throws { try await place.run { try await $0.verify(file: file) } }
    }
}

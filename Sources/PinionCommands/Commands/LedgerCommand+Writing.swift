import PinionOperations
import ArgumentParser
import PinionModel

extension LedgerCommand {
    /// `pinion ledger restore ENV`.
    struct Restore: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "restore",
            abstract: "Put this host's copy of a ledger back where the ledger was lost or rewound.",
            discussion: """
                Pushes this host's copy, or the file of an export, only where what stands there \
                now is a part of it. Something else is replaced where --replace names it: records \
                that were written since are lost then. Exit codes: 0 it is there; 1 an error, or \
                no copy; 3 something else stands there.
                """)

        @OptionGroup var place: LedgerLocationArguments
        @Option(
            help: ArgumentHelp(
                "A file of `pinion ledger export` instead of this host's copy; - reads standard "
                    + "input.", valueName: "file"))
        var file: String?
        @Option(
            help: ArgumentHelp(
                "The tip that stands there now and is given up, as a full commit id.",
                valueName: "commit"))
        var replace: String?

        func validate() throws {
            if let replace, CommitID(parsing: replace) == nil {
                throw ValidationError("`\(replace)` is not a full commit id; copy all 40 digits")
            }
        }

        func run() async throws {
            let tip = replace.flatMap { CommitID(parsing: $0) }
            try await place.run { try await $0.restore(file: file, replacing: tip) }
        }
    }

    /// `pinion ledger redact ENV`.
    struct Redact: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "redact",
            abstract: "Write a ledger anew without what programs had printed.",
            discussion: """
                Pinion before 0.2 recorded the last lines of a container that failed, and secrets \
                may stand in them. All records stay, with their dates and states; who redacted the \
                ledger, when and why is its first record. Refused while an intent is open. The \
                former commits can be fetched by their ids until the git \
                server throws them away, and clones and caches keep them longer: change the secret \
                all the same.
                """)

        @OptionGroup var place: LedgerLocationArguments
        @Option(help: ArgumentHelp("Why, for the record.", valueName: "text")) var reason: String

        func validate() throws { _ = try OverrideReason(reason, of: "--reason") }

        func run() async throws {
            let reason = try OverrideReason(reason, of: "--reason")
            try await place.run { try await $0.redact(because: reason) }
        }
    }
}

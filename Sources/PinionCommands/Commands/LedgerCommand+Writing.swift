import ArgumentParser
import PinionGit
import PinionModel
import PinionWiring

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
                "A file of `pinion ledger export` instead of this host's copy.", valueName: "file"))
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
            try await place.run { keeper, name, process in
                let bundle = try LedgerLocationArguments.bundle(file, process)
                if let bundle {
                    let chain = try await keeper.records(in: bundle)
                    let audit = LedgerAudit(chain, of: name, now: process.now())
                    guard audit.problems.isEmpty else { throw Self.refusal(audit.problems) }
                }
                let named = replace.flatMap { CommitID(parsing: $0) }
                switch try await keeper.restore(from: bundle, replacing: named) {
                case .nothingKept:
                    throw Complaint(
                        "this host keeps no copy of the ledger of \(name); run the command on a "
                            + "host that reconciled it, or give an exported one by --file")
                case .upToDate(let tip):
                    Terminal.print(
                        "the ledger of \(name) has all of it: it ends with \(tip.short)\n")
                case .restored(let former, let tip):
                    let before = former.map { "it ended with \($0.short)" } ?? "there was none"
                    Terminal.print("restored the ledger of \(name) to \(tip.short); \(before)\n")
                case .refused(let there, let kept):
                    Terminal.complain(
                        "error: the ledger of \(name) is \(there), which does not lead to \(kept); "
                            + "look at both with `git log`, and where the former is to be given "
                            + "up, run the command with --replace \(there.id)\n")
                    return .refused
                }
                return .success
            }
        }

        private static func refusal(_ problems: [String]) -> Complaint {
            Complaint(
                (problems.map { "wrong: \($0)" } + [
                    "\(plural(problems.count, "thing")) wrong with the file, and nothing was put "
                        + "back; give another export, or this host's copy by leaving --file out"
                ]).joined(separator: "\n"))
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
            try await place.run { keeper, name, process in
                let chain = try await keeper.guardedRecords()
                guard !chain.isEmpty else {
                    throw Complaint("\(name) has no ledger in \(keeper.label)")
                }
                let redaction: LedgerRedaction?
                do {
                    redaction = try LedgerRedaction(
                        of: chain, in: name, by: HostIdentity.person(),
                        because: OverrideReason(reason, of: "--reason").description,
                        at: process.now())
                } catch {
                    throw Complaint(error)
                }
                guard let redaction, let old = chain.last?.id else {
                    Terminal.print(
                        "nothing that programs printed stands in the ledger of \(name)\n")
                    return .success
                }
                let tip = try await keeper.redact(redaction, expecting: old)
                Terminal.print(
                    "redacted \(plural(redaction.count, "record")) of the ledger of \(name): it "
                        + "was \(old.short), and is \(tip.short); the former commits stay on the "
                        + "git server until it throws them away\n")
                return .success
            }
        }
    }
}

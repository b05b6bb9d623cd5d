import FoundationEssentials
import PinionGit
package import PinionModel
import PinionProcess
package import PinionWiring

/// `ledger export`, `verify`, `restore` and `redact`: work on the whole ledger of an environment.
package struct WholeLedger: Sendable {
    let name: PinionModel::Environment.Name
    let keeper: LedgerKeeper
    let process: ProcessContext

    /// Finds the ledger of an environment in an opened repository.
    package init(of environment: String, in session: Session) async throws {
        guard let name = PinionModel::Environment.Name(parsing: environment) else {
            throw Complaint("`\(environment)` is not an environment's name")
        }
        let settings = session.project.settings
        (self.name, process) = (name, session.process)
        keeper = try await session.repository.keeper(
            of: name, settings.ledger, branch: settings.branch)
    }

    /// How the work ended, with a text for the operator.
    package enum Ending: Sendable {
        case done(String)
        /// The bytes are the result, and the text is a note.
        case exported([UInt8], String)
        /// Something is wrong with the ledger.
        case wrong(String)
        /// Something else is in the ledger's place.
        case refused(String)
    }

    private var missing: String { "\(name) has no ledger in \(keeper.label)" }

    /// Writes the ledger into a new file, or returns it where there is no path.
    package func export(to output: String?) async throws -> Ending {
        guard let bytes = try await keeper.export() else { throw Complaint(missing) }
        let words = "wrote the ledger of \(name), \(bytes.count) bytes, to"
        guard let output else { return .exported(bytes, "\(words) standard output\n") }
        let path = process.absolute(output)
        do {
            try Data(bytes).write(to: URL(filePath: path), options: [.withoutOverwriting])
        } catch {
            throw Complaint(
                FileManager.default.fileExists(atPath: path)
                    ? "\(path) is there already; name a new file"
                    : "cannot write \(path): \(FileFault(error)); name a new file in a folder that "
                        + "is there and can be written")
        }
        return .done("\(words) \(path)\n")
    }

    /// Checks every record of the ledger, or of an exported file.
    package func verify(file: String?) async throws -> Ending {
        let bundle = try bundle(file)
        let chain =
            if let bundle { try await keeper.records(in: bundle) } else {
                try await keeper.records()
            }
        var problems = LedgerAudit(chain, of: name, now: process.now()).problems
        if file == nil { problems += try await keeper.missing(in: chain, of: name) }
        guard let first = chain.first, let last = chain.last else {
            throw Complaint(([missing] + problems).joined(separator: "\n"))
        }
        let text =
            "\(name): \(plural(chain.count, "record")), from \(first.id.short) of "
            + "\(first.record.at) to \(last.id.short) of \(last.record.at)\n"
            + problems.map { "wrong: \($0)\n" }.joined()
        return problems.isEmpty
            ? .done(
                text + "nothing is wrong: every record is readable, in order, by Pinion, and every "
                    + "state follows\n")
            : .wrong(text + "\(plural(problems.count, "thing")) wrong\n")
    }

    /// Restores the ledger from this host's copy, or from an exported file.
    ///
    /// Anything else in its place is replaced only if `replaced` is its tip.
    package func restore(file: String?, replacing replaced: CommitID?) async throws -> Ending {
        let bundle = try bundle(file)
        if let bundle {
            let chain = try await keeper.records(in: bundle)
            let problems = LedgerAudit(chain, of: name, now: process.now()).problems
            guard problems.isEmpty else {
                throw Complaint(
                    (problems.map { "wrong: \($0)" } + [
                        "\(plural(problems.count, "thing")) wrong with the file, and nothing was "
                            + "put back; give another export, or this host's copy by leaving "
                            + "--file out"
                    ]).joined(separator: "\n"))
            }
        }
        switch try await keeper.restore(from: bundle, replacing: replaced) {
        case .nothingKept:
            throw Complaint(
                "this host keeps no copy of the ledger of \(name); run the command on a host that "
                    + "reconciled it, or give an exported one by --file")
        case .upToDate(let tip):
            return .done("the ledger of \(name) has all of it: it ends with \(tip.short)\n")
        case .restored(let former, let tip):
            let before = former.map { "it ended with \($0.short)" } ?? "there was none"
            return .done("restored the ledger of \(name) to \(tip.short); \(before)\n")
        case .refused(let there, let kept):
            return .refused(
                "the ledger of \(name) is \(there), which does not lead to \(kept); look at both "
                    + "with `git log`, and where the former is to be given up, run the command "
                    + "with --replace \(there.id)")
        }
    }

    /// Writes the ledger anew without the output of programs.
    package func redact(because reason: OverrideReason) async throws -> Ending {
        let chain = try await keeper.guardedRecords()
        guard !chain.isEmpty else { throw Complaint(missing) }
        let redaction: LedgerRedaction?
        do {
            redaction = try LedgerRedaction(
                of: chain, in: name, by: HostIdentity.person(), because: reason.description,
                at: process.now())
        } catch {
            throw Complaint(error)
        }
        guard let redaction, let old = chain.last?.id else {
            return .done("nothing that programs printed stands in the ledger of \(name)\n")
        }
        let tip = try await keeper.redact(redaction, expecting: old)
        return .done(
            "redacted \(plural(redaction.count, "record")) of the ledger of \(name): it was "
                + "\(old.short), and is \(tip.short); the former commits stay on the git server "
                + "until it throws them away\n")
    }

    /// Reads an exported ledger, from standard input for `-`; `nil` if there is no path.
    private func bundle(_ path: String?) throws -> LedgerBundle? {
        guard let path else { return nil }
        let full = path == "-" ? "standard input" : process.absolute(path)
        let bytes: [UInt8]?
        do throws(FileFault) {
            let limit = 1 << 30
            bytes =
                path == "-"
                ? try WholeFile.readStandardInput(limit: limit)
                : try WholeFile.read(full, limit: limit)
        } catch { throw Complaint("cannot read \(full): \(error)") }
        guard let bytes else { throw Complaint("there is no \(full); look at its path") }
        guard let bundle = LedgerBundle(bytes) else {
            throw Complaint("\(full) is no file of `pinion ledger export`")
        }
        return bundle
    }
}

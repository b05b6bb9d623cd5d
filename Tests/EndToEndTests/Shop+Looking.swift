import FoundationEssentials
import PinionTesting

extension Shop {
    /// Runs the program, and reads the report that it writes; the exit code must be the one that is named.
    func report(_ arguments: String..., code: Int32) async throws -> ReportDocument {
        let command = command(arguments + ["--format", "json"])
        let outcome = try await command.run()
        guard outcome.end == .exited(code) else {
            throw CommandFailure(command: command, outcome: outcome)
        }
        return try JSONDecoder().decode(ReportDocument.self, from: Data(outcome.outputBytes))
    }

    /// What the program's log says of an environment, oldest first.
    func log(of environment: String = "production") async throws -> [LogDocument.Entry] {
        let command = command(["log", environment, "--limit", "100000", "--format", "json"])
        let outcome = try await command.run()
        guard outcome.code == 0 else { throw CommandFailure(command: command, outcome: outcome) }
        return try JSONDecoder().decode(LogDocument.self, from: Data(outcome.outputBytes)).entries
            .reversed()
    }

    /// What a sandbox holds.
    func sandbox(of environment: String = "production") throws -> SandboxDocument {
        let path = "shop/\(ShopEnvironment(name: environment).sandboxPath)"
        return try JSONDecoder().decode(
            SandboxDocument.self, from: Data(try scratch.readBytes(path)))
    }

    /// Every byte that Pinion may change: the sandboxes, and the refs of the repository behind it.
    func everything() async throws -> Everything {
        let files =
            try scratch.has("shop/.pinion/sandbox") ? scratch.list("shop/.pinion/sandbox") : []
        var sandboxes: [String: [UInt8]] = [:]
        for file in files where file.hasSuffix(".json") {
            sandboxes[file] = try scratch.readBytes("shop/.pinion/sandbox/\(file)")
        }
        let folder = origin?.path ?? folder
        let refs = try await Command(
            "git", ["-C", folder, "for-each-ref", "--format=%(refname) %(objectname)"],
            environment: surroundings
        ).succeed()
        return Everything(sandboxes: sandboxes, refs: refs)
    }

    /// The chain of an environment's ledger, read by git, oldest first.
    func chain(of environment: String = "production") async throws -> LedgerChainDocument {
        let format = "%H|%P|%(trailers:key=Pinion-Entry,valueonly,separator=%x2C)"
        let command = Command(
            "git",
            [
                "-C", origin?.path ?? folder, "log", "--format=\(format)",
                "refs/pinion/ledger/\(environment)",
            ],
            environment: surroundings)
        let outcome = try await command.run()
        guard outcome.code == 0 else { return LedgerChainDocument(links: []) }
        return LedgerChainDocument(
            links: outcome.line.split(separator: "\n").reversed().map { .init(line: $0) })
    }
}

/// A state of the world, to be compared with a later one.
struct Everything: Equatable {
    let sandboxes: [String: [UInt8]]
    let refs: String
}

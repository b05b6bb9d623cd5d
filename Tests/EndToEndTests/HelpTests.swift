import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)))
struct HelpTests {
    static let commands =
        [
            "", "init", "doctor", "status", "plan", "reconcile", "drift", "check", "log", "trace",
            "ledger", "sandbox",
        ]
        + [
            "propose", "bump", "promote", "adopt", "rollback", "hold", "release", "retire", "pause",
            "rehost",
        ]
        + ["render", "render imagedefinitions"]
        + [
            "create", "update", "restart", "recreate", "template", "scale", "fail", "mend",
            "remove", "tag", "show",
        ]
        .map { "sandbox \($0)" }
        + ["export", "verify", "restore", "redact"].map { "ledger \($0)" }

    @Test(arguments: commands)
    func `the help of a command is what was reviewed`(_ command: String) async throws {
        let words = command.split(separator: " ").map(String.init)
        let outcome = try await Command(
            Program.path, words + ["--help"], environment: ["COLUMNS": nil, "NO_COLOR": "1"]
        ).run()
        #expect(outcome.code == 0)
        #expect(outcome.errors == "")
        let name = (["pinion"] + words).joined(separator: "-")
        try Golden.check(outcome.output, "help/\(name).txt")
    }

    @Test func `every command has its help here`() async throws {
        let root = try await Command(Program.path, ["--help"], environment: ["COLUMNS": nil])
            .succeed()
        for command in Self.commands.dropFirst() where !command.contains(" ") {
            #expect(root.contains("\n  \(command) "), "\(root)")
        }
        let listed = root.split(separator: "\n").drop { $0 != "SUBCOMMANDS:" }.dropFirst()
            .filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }.count
        #expect(listed - 1 <= Self.commands.count { !$0.isEmpty && !$0.contains(" ") })
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func `a completion script is written for each shell`(_ shell: String) async throws {
        let outcome = try await Command(Program.path, ["--generate-completion-script", shell]).run()
        #expect(outcome.code == 0)
        for word in ["reconcile", "accept-rewrite", "sandbox"] {
            #expect(outcome.output.contains(word))
        }
    }

    @Test func `the version is one line`() async throws {
        let outcome = try await Command(Program.path, ["--version"]).run()
        #expect(outcome.code == 0)
        #expect(outcome.output.split(separator: "\n").count == 1)
    }
}

import FoundationEssentials
import PinionTesting

extension Shop {
    /// The settings of a shop whose pushed branches are all, since it has no forge.
    static let unreviewed = "images: layout:.pinion/images\nforge: { kind: none }\n"

    /// Runs a command that writes to git, and reads what it tells of its only environment.
    @discardableResult
    func propose(
        _ arguments: String..., code: Int32 = 0, variables: [String: String] = [:]
    ) async throws -> ProposalDocument.Environment {
        let command = command(arguments + ["--format", "json"], variables: variables)
        let outcome = try await command.run()
        guard outcome.end == .exited(code) else {
            throw CommandFailure(command: command, outcome: outcome)
        }
        let document = try JSONDecoder().decode(
            ProposalDocument.self, from: Data(outcome.outputBytes))
        guard document.schema == "pinion/proposal/v1", let only = document.environments.first else {
            throw CommandFailure(command: command, outcome: outcome)
        }
        return only
    }

    /// Runs git in the repository behind `origin`.
    @discardableResult
    func remote(_ arguments: String...) async throws -> String {
        try await Command(
            "git", ["-C", origin?.path ?? folder] + arguments, environment: surroundings
        ).succeed()
    }

    /// The changed lines between two revisions of the remote, without context.
    func changedLines(_ old: String, _ new: String) async throws -> [String] {
        try await remote("diff", "--unified=0", old, new).split(separator: "\n").map(String.init)
            .filter {
                ($0.hasPrefix("+") || $0.hasPrefix("-")) && !$0.hasPrefix("+++ ")
                    && !$0.hasPrefix("--- ")
            }
    }

    /// Makes a branch of the remote the tracked one, as a merge does.
    func merge(_ branch: String) async throws {
        try await remote("update-ref", "refs/heads/main", "refs/heads/\(branch)")
        try await git("fetch", "--quiet", origin?.path ?? folder, "main")
        try await git("reset", "--quiet", "--hard", "FETCH_HEAD")
    }
}

/// A bare git repository on disk, made and read with the git command line.
///
/// Commits are deterministic: the same calls on a new repository give the same commit ids.
package struct BareRepository: Sendable {
    /// The absolute path of the repository's folder.
    package let path: String

    /// Makes an empty repository whose `HEAD` is the branch `main`.
    package static func make(at path: String) async throws -> BareRepository {
        let repository = BareRepository(path: path)
        try await Command(
            "git", ["init", "--quiet", "--bare", "-b", "main", path], environment: isolation
        ).succeed()
        return repository
    }

    /// Environment variables that keep the machine's and the user's git settings out.
    package static let isolation: [String: String?] = [
        "HOME": "/nonexistent", "XDG_CONFIG_HOME": "/nonexistent",
        "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": nil, "SSH_ASKPASS": nil,
        "GIT_DIR": nil, "GIT_WORK_TREE": nil, "GIT_INDEX_FILE": nil,
        "LC_ALL": "C", "TZ": "UTC",
        "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.com",
        "GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.com",
        "GIT_AUTHOR_DATE": "1767225600 +0000", "GIT_COMMITTER_DATE": "1767225600 +0000",
    ]

    /// Runs a git command on the repository and returns its output without the final line break.
    @discardableResult
    package func git(_ arguments: String..., input: String? = nil) async throws -> String {
        try await git(arguments, input: input)
    }

    /// Runs a git command on the repository and returns its output without the final line break.
    @discardableResult
    package func git(_ arguments: [String], input: String? = nil) async throws -> String {
        try await Command(
            "git", ["--git-dir", path] + arguments, environment: Self.isolation,
            input: input.map { Array($0.utf8) }
        ).succeed()
    }

    /// The commit that a revision names; `nil` if there is none of that name.
    package func commit(_ revision: String) async throws -> String? {
        let arguments = ["--git-dir", path, "rev-parse", "--verify", "-q", "\(revision)^{commit}"]
        let outcome = try await Command("git", arguments, environment: Self.isolation).run()
        return outcome.code == 0 ? outcome.line : nil
    }

    /// Every ref and the object that it names, sorted by name.
    package func references() async throws -> [(name: String, object: String)] {
        try await git("for-each-ref", "--format=%(refname) %(objectname)")
            .split(separator: "\n")
            .map { line in
                let parts = line.split(separator: " ")
                return (String(parts[0]), String(parts[1]))
            }
    }

    /// A file's text at a revision.
    package func read(_ file: String, at revision: String = "main") async throws -> String {
        let arguments = ["--git-dir", path, "cat-file", "blob", "\(revision):\(file)"]
        let command = Command("git", arguments, environment: Self.isolation)
        let outcome = try await command.run()
        guard outcome.code == 0 else { throw CommandFailure(command: command, outcome: outcome) }
        return outcome.output
    }

    /// One line for each commit that a revision reaches, newest first; subjects unless the format says otherwise.
    package func log(_ revision: String = "main", format: String = "%s") async throws -> [String] {
        try await git("log", "--format=\(format)", revision).split(separator: "\n").map(String.init)
    }
}

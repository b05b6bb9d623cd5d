import Subprocess

/// Finds the credential for a remote where the ecosystem keeps them.
///
/// In order: the token that a CI job was given, for the server that runs it; outside of jobs `GITHUB_TOKEN` for github.com
/// alone; `.netrc`; git's credential helpers where git is installed; the token that every job of GitLab has.
struct CredentialFinder: Sendable {
    private let environment: [String: String]
    private let deadline: Duration

    /// Looks in an environment.
    init(_ settings: GitSettings) {
        environment = settings.environment
        deadline = settings.deadlines.credentials
    }

    /// The credential for a remote; nil where none is known.
    func credential(for remote: RemoteURL) async -> Credential? {
        let job = JobLogin(environment: environment)
        if let login = job.given(for: remote) { return login }
        if !job.runsActions, remote.scheme == .https, remote.host == "github.com",
            remote.port == 443, let token = environment["GITHUB_TOKEN"], !token.isEmpty
        {
            return Credential(user: "x-access-token", secret: Secret(token))
        }
        let path = environment["NETRC"] ?? environment["HOME"].map { "\($0)/.netrc" }
        if let text = path.flatMap(Files.text),
            let found = Netrc(text).credential(host: remote.host, user: remote.user)
        {
            return found
        }
        return await askGit(remote) ?? job.everyJobs(for: remote)
    }

    /// Asks `git credential fill`, which may ask nobody on a terminal or a screen.
    private func askGit(_ remote: RemoteURL) async -> Credential? {
        var question = "protocol=\(remote.scheme.rawValue)\nhost=\(remote.place)\n"
        question += "path=\(remote.path.dropFirst())\n"
        if let user = remote.user { question += "username=\(user)\n" }
        var surroundings = environment
        surroundings["GIT_TERMINAL_PROMPT"] = "0"
        surroundings["GIT_ASKPASS"] = "true"
        surroundings["SSH_ASKPASS"] = "true"
        let answer = await output(
            of: .name("git"), ["credential", "fill"], input: question + "\n", surroundings)
        var values: [String: String] = [:]
        for line in (answer ?? "").split(separator: "\n") {
            guard let equals = line.firstIndex(of: "=") else { continue }
            values[String(line[..<equals])] = String(line[line.index(after: equals)...])
        }
        guard let user = values["username"], let secret = values["password"], !secret.isEmpty
        else { return nil }
        return Credential(user: user, secret: Secret(secret))
    }

    /// What a command prints; nil where it fails, is not there or takes too long.
    private func output(
        of executable: Executable, _ arguments: [String], input: String,
        _ surroundings: [String: String]
    ) async -> String? {
        let deadline = deadline
        return await withTaskGroup(of: String?.self) { group in
            group.addTask {
                let result = try? await run(
                    executable, arguments: Arguments(arguments),
                    environment: .of(surroundings), input: .inputWriter,
                    output: .string(limit: 65_536), error: .discarded
                ) { child in
                    _ = try await child.standardInputWriter.write(input)
                    try await child.standardInputWriter.finish()
                }
                guard let result, result.terminationStatus.isSuccess else { return nil }
                return result.standardOutput
            }
            group.addTask {
                try? await Task.sleep(for: deadline)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
    }
}

extension Environment {
    /// Exactly these variables.
    static func of(_ variables: [String: String]) -> Environment {
        // By keys: the initialiser that takes bytes wants each to end in a NUL, and reads on without.
        .custom(
            Dictionary(
                variables.map { (Key(stringLiteral: $0.key), $0.value) }, uniquingKeysWith: { $1 }))
    }
}

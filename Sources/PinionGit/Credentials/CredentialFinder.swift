import PinionProcess

/// Finds the credential for a remote in the places where git tools keep credentials.
///
/// The order: the token that a CI job was given, for the server that runs it; the login in git's
/// settings (`user:token@` of the remote, `http.….extraHeader`); outside jobs, `GITHUB_TOKEN` for
/// github.com only; `.netrc`; git's credential helpers; the token of every GitLab job.
struct CredentialFinder: Sendable {
    private let environment: [String: String]
    private let deadline: Duration
    private let clock: ProcessClock

    init(_ settings: GitSettings) {
        environment = settings.environment
        deadline = settings.deadlines.credentials
        clock = settings.clock
    }

    /// Returns the credential for a remote; `nil` if none is known.
    func credential(for remote: RemoteURL) async -> Login? {
        let job = CIJobLogin(environment: environment)
        if let login = job.login(for: remote) ?? remote.login { return login }
        if !job.runsActions, remote.scheme == .https, remote.host == "github.com",
            remote.port == 443, let token = environment["GITHUB_TOKEN"], !token.isEmpty
        {
            return Login(user: "x-access-token", secret: Secret(token))
        }
        let path = environment["NETRC"] ?? environment["HOME"].map { "\($0)/.netrc" }
        if let text = path.flatMap(Files.text),
            let found = Netrc(text).credential(host: remote.host, user: remote.user)
        {
            return found
        }
        return await askGit(remote) ?? job.readOnlyLogin(for: remote)
    }

    /// Asks `git credential fill`, which is kept from prompting on a terminal or a screen.
    private func askGit(_ remote: RemoteURL) async -> Login? {
        var question = "protocol=\(remote.scheme.rawValue)\nhost=\(remote.place)\n"
        question += "path=\(remote.path.dropFirst())\n"
        if let user = remote.user { question += "username=\(user)\n" }
        var surroundings = environment
        surroundings["GIT_TERMINAL_PROMPT"] = "0"
        surroundings["GIT_ASKPASS"] = "true"
        surroundings["SSH_ASKPASS"] = "true"
        // If git is missing, fails or takes too long, it offers no credential.
        let answer = try? await Program("git", ["credential", "fill"], environment: surroundings)
            .run(input: question + "\n", within: deadline, by: clock)
        guard let answer, answer.isSuccess else { return nil }
        var values: [String: String] = [:]
        for line in String(decoding: answer.output, as: UTF8.self).split(separator: "\n") {
            guard let equals = line.firstIndex(of: "=") else { continue }
            values[String(line[..<equals])] = String(line[line.index(after: equals)...])
        }
        guard let user = values["username"], let secret = values["password"], !secret.isEmpty
        else { return nil }
        return Login(user: user, secret: Secret(secret))
    }
}

import PinionModel
import PinionProcess

/// Signs commits by SSH keys, as git does with `gpg.format = ssh`.
///
/// git-config(1), "user.signingKey" and "gpg.format"; ssh-keygen(1), "-Y sign", with the namespace
/// `git`. The private key stays with `ssh-keygen` or the agent.
struct CommitSigner: Sendable {
    /// A key as git's setting names it.
    enum Key: Hashable, Sendable {
        /// A file of a private key, or of a public one whose other half the agent has.
        case file(String)
        /// A public key, whose other half the agent has.
        case literal(String)

        /// Reads the value of `user.signingKey`; `path` is the same with the user's home for `~`.
        init(setting text: String, path: String?) {
            if text.hasPrefix("key::") {
                self = .literal(String(text.dropFirst("key::".count)))
            } else if text.hasPrefix("ssh-") {
                self = .literal(text)
            } else {
                self = .file(path ?? text)
            }
        }
    }

    let environment: [String: String]
    /// A folder for a public key's file.
    let folder: String
    let clock: ProcessClock
    var deadline: Duration = .seconds(30)

    /// Returns the signature of a commit's bytes; `key` is git's own setting, else the agent's first.
    /// - Throws: why nothing could be signed; then nothing is published.
    func signature(of commit: CommitObject, by key: Key?) async throws(PublishError) -> String {
        let key = if let key { key } else { Key.literal(try await agentKey()) }
        let payload = String(decoding: commit.bytes, as: UTF8.self)
        switch key {
        case .file(let path): return try await sign(payload, ["-f", path], by: path)
        case .literal(let text):
            let path = "\(folder)/signing-\(clock.nonce()).pub"
            do throws(FileFault) {
                try WholeFile.write(Array((text + "\n").utf8), to: path, mode: 0o600)
            } catch { throw failure("the public key cannot be written to \(path): \(error)") }
            let signed: Result<String, PublishError>
            do throws(PublishError) {
                signed = .success(
                    try await sign(payload, ["-U", "-f", path], by: "a key of ssh-agent"))
            } catch { signed = .failure(error) }
            try? Files.remove(path)  // it holds nothing secret
            return try signed.get()
        }
    }

    private func sign(
        _ payload: String, _ options: [String], by key: String
    ) async throws(PublishError) -> String {
        let words = ["-Y", "sign", "-n", "git"] + options
        let (isSuccess, output) = try await run("ssh-keygen", words, input: payload)
        let text = String(decoding: output, as: UTF8.self)
        guard isSuccess, text.hasPrefix("-----BEGIN SSH SIGNATURE-----\n") else {
            throw failure(
                "ssh-keygen cannot sign by \(key); is the key there, without a passphrase or in "
                    + "ssh-agent? `ssh-keygen \(words.joined(separator: " "))` says more")
        }
        return text
    }

    private func agentKey() async throws(PublishError) -> String {
        let (isSuccess, output) = try await run("ssh-add", ["-L"], input: "")
        let keys = String(decoding: output, as: UTF8.self).split(whereSeparator: \.isNewline)
        guard isSuccess, let first = keys.first else {
            throw failure(
                "git's user.signingKey is not set, and ssh-agent has no key; set one of them")
        }
        return String(first)
    }

    private func run(
        _ name: String, _ arguments: [String], input: String
    ) async throws(PublishError) -> (isSuccess: Bool, output: [UInt8]) {
        var variables = environment
        // Nobody is here to type a passphrase.
        variables["SSH_ASKPASS"] = "false"
        variables["SSH_ASKPASS_REQUIRE"] = "force"
        do throws(Program.Failure) {
            return try await Program(name, arguments, environment: variables)
                .run(input: input, within: deadline, by: clock)
        } catch {
            throw switch error {
            case .missing: failure("\(name) is not in PATH; install OpenSSH's client")
            case .late: failure("\(name) did not end within \(deadline.components.seconds) s")
            case .tooMuchOutput, .unusable: failure("\(name) could not be run")
            }
        }
    }

    private func failure(_ reason: String) -> PublishError { .unsigned(reason: reason) }
}

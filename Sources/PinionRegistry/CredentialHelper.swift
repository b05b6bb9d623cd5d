import PinionHTTP
import PinionSyntax
import Subprocess

/// A program that keeps credentials: `docker-credential-NAME`.
///
/// Protocol of docker/docker-credential-helpers: `get` with the server on standard input answers
/// `{"ServerURL", "Username", "Secret"}`; the user `<token>` means an identity token.
struct CredentialHelper: Sendable {
    /// The name after `docker-credential-`.
    let name: String
    /// The environment to run in; its `PATH` finds the program.
    let environment: [String: String]
    /// How long the program may take.
    var deadline: Duration = .seconds(15)

    /// What the program keeps for a server; nil where it keeps nothing.
    func credential(for server: String) async throws(CredentialError) -> Credential? {
        guard !name.isEmpty, name.utf8.allSatisfy(Self.isNameByte) else { throw .helperName(name) }
        let (isSuccess, output) = try await run(server)
        guard isSuccess else {
            // The protocol tells "nothing there" from a failure by this sentence alone.
            if output.firstRange(of: Array("credentials not found".utf8)) != nil { return nil }
            throw .helperFailed(name, reason: "failed; run it by hand to see why")
        }
        let answer: JSONNode
        do { answer = try JSONNode(parsing: output, named: name, maximumSize: 1 << 16) } catch {
            throw .helperFailed(name, reason: "did not answer with JSON")
        }
        guard let user = answer["Username"]?.string, let secret = answer["Secret"]?.string else {
            throw .helperFailed(name, reason: "answered without a name and a secret")
        }
        if secret.isEmpty { return nil }
        return user == "<token>"
            ? .identityToken(Secret(secret)) : .password(user: user, Secret(secret))
    }

    private func run(
        _ server: String
    ) async throws(CredentialError) -> (isSuccess: Bool, output: [UInt8]) {
        let program = Executable.name("docker-credential-\(name)")
        let variables = environment.compactMap { key, value in
            Subprocess.Environment.Key(rawValue: key).map { ($0, value) }
        }
        let inherited = Subprocess.Environment.custom(Dictionary(uniqueKeysWithValues: variables))
        do {
            return try await withThrowingTaskGroup(of: (Bool, [UInt8])?.self) { group in
                defer { group.cancelAll() }
                group.addTask {
                    try await Self.answer(of: program, in: inherited, to: server)
                }
                group.addTask { [deadline] in
                    try await Task.sleep(for: deadline)
                    return nil
                }
                guard let first = try await group.next(), let result = first else {
                    throw CredentialError.helperFailed(
                        name, reason: "did not answer within \(deadline.components.seconds) s")
                }
                return result
            }
        } catch let error as CredentialError {
            throw error
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw .helperMissing(name)
        } catch let error as SubprocessError where error.code == .outputLimitExceeded {
            throw .helperFailed(name, reason: "answered more than 64 KiB")
        } catch {
            throw .helperFailed(name, reason: "could not be run")
        }
    }

    /// Runs the program with the server on its standard input.
    ///
    /// The library's own inputs end this process when a program exits without reading them
    /// (swift-subprocess 1.0.2), so the server is written here, and a program that does not read is no error.
    private static func answer(
        of program: Executable, in environment: Subprocess.Environment, to server: String
    ) async throws -> (Bool, [UInt8]) {
        let result = try await Subprocess.run(
            program, arguments: ["get"], environment: environment, input: .inputWriter,
            output: .bytes(limit: 1 << 16), error: .discarded
        ) { execution in
            _ = try? await execution.standardInputWriter.write(Array(server.utf8))
            try await execution.standardInputWriter.finish()
        }
        return (result.terminationStatus.isSuccess, result.standardOutput)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f: true
        default: false
        }
    }
}

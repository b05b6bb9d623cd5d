import PinionProcess
import PinionSyntax

/// A program that keeps credentials: `docker-credential-NAME`.
///
/// Protocol of docker/docker-credential-helpers: `get` with the server on standard input answers
/// `{"ServerURL", "Username", "Secret"}`; the user `<token>` means an identity token.
struct CredentialHelper: Sendable {
    /// The name after `docker-credential-`.
    let name: String
    /// The environment variables for the program; `PATH` is used to find it.
    let environment: [String: String]
    let clock: ProcessClock
    var deadline: Duration = .seconds(15)

    /// Returns the program's credential for a server; `nil` if it has none.
    func credential(for server: String) async throws(CredentialError) -> Credential? {
        guard !name.isEmpty, name.utf8.allSatisfy(Self.isNameByte) else { throw .helperName(name) }
        let (isSuccess, output) = try await run(server)
        guard isSuccess else {
            // In the protocol, only this sentence tells "nothing there" from a failure.
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
        do throws(Program.Failure) {
            return try await Program("docker-credential-\(name)", ["get"], environment: environment)
                .run(input: server, within: deadline, by: clock)
        } catch {
            throw switch error {
            case .missing: .helperMissing(name)
            case .late:
                .helperFailed(
                    name, reason: "did not answer within \(deadline.components.seconds) s")
            case .tooMuchOutput: .helperFailed(name, reason: "answered more than 64 KiB")
            case .unusable: .helperFailed(name, reason: "could not be run")
            }
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        Byte.isDigit(byte) || Byte.isLetter(byte) || "-._".utf8.contains(byte)
    }
}

import PinionHTTP
package import PinionModel
package import PinionProcess
import PinionSyntax

/// The user's credentials, from the places where Docker and other tools keep them.
///
/// In order: `DOCKER_AUTH_CONFIG` (the JSON itself, as GitLab's runners and Docker read it),
/// `REGISTRY_AUTH_FILE` (containers-auth.json(5)), and Docker's `config.json`. The first that has
/// something for a repository counts. Each is read when first needed.
package final class CredentialStore: Sendable {
    /// The access to ECR registries that Docker's configuration lacks; `nil` if AWS is not used.
    let ecr: ECRAccess?
    private let environment: [String: String]
    private let clock: ProcessClock
    private let helperAnswers = CoalescingCache<HelperQuestion, Credential?, CredentialError>()
    private let configurations = CoalescingCache<
        DockerConfig.Place, DockerConfig, CredentialError
    >()

    /// A question to a helper, which knows registries and no repositories.
    private struct HelperQuestion: Hashable, Sendable {
        let helper, registry: String
    }

    /// Uses the variables `DOCKER_AUTH_CONFIG`, `REGISTRY_AUTH_FILE`, `DOCKER_CONFIG`, `HOME` and
    /// `PATH`; reads no files yet.
    package init(environment: [String: String], ecr: ECRAccess? = nil, clock: ProcessClock) {
        (self.environment, self.ecr, self.clock) = (environment, ecr, clock)
    }

    /// Returns the credential for a repository; `nil` if none is known.
    func credential(
        for repository: ImageReference.Repository
    ) async throws(CredentialError) -> Credential? {
        try await credential(for: repository.registry, path: repository.path)
    }

    /// Returns the credential for a repository's path in a registry, by its name in references.
    func credential(
        for registry: String, path: String
    ) async throws(CredentialError) -> Credential? {
        for place in DockerConfig.places(in: environment) {
            let config = try await configuration(at: place)
            if let name = try config.helper(for: registry) {
                let question = HelperQuestion(helper: name, registry: registry)
                let found = try await helperAnswers.value(for: question) {
                    () async throws(CredentialError) in
                    let helper = CredentialHelper(
                        name: name, environment: self.environment, clock: self.clock)
                    return try await helper.credential(for: DockerConfig.key(of: registry))
                }
                if let found { return found }
            }
            if let found = try config.credential(for: registry, path: path) { return found }
        }
        return nil
    }

    private func configuration(
        at place: DockerConfig.Place
    ) async throws(CredentialError) -> DockerConfig {
        try await configurations.value(for: place) { () async throws(CredentialError) in
            switch place {
            case .variable(let name):
                let text = self.environment[name] ?? ""
                return try DockerConfig(parsing: Array(text.utf8), named: name)
            case .file(let path, let isRequired):
                let bytes: [UInt8]?
                do throws(FileFault) { bytes = try WholeFile.read(path, limit: 1 << 20) } catch {
                    throw .configuration("cannot read \(path): \(error)")
                }
                guard let bytes else {
                    guard !isRequired else {
                        throw .configuration("there is no file \(path), which is to hold logins")
                    }
                    return .none
                }
                return try DockerConfig(parsing: bytes, named: path)
            }
        }
    }
}

extension CredentialStore {
    /// Returns the `X-Registry-Auth` with which an engine pulls from a repository: base64url of JSON;
    /// `nil` if no credential can be read: then the pull itself reports what is missing.
    ///
    /// Docker Engine API 1.41, "Authentication".
    package func engineAuthorization(
        for repository: ImageReference.Repository
    ) async -> Secret? {
        guard let credential = await anyCredential(for: repository) else { return nil }
        let server = JSONText.string(DockerConfig.key(of: repository.registry))
        let json: JSONText =
            switch credential {
            case .password(let user, let password):
                [
                    "username": .string(user), "password": .string(password.revealed),
                    "serveraddress": server,
                ]
            case .identityToken(let token):
                ["identitytoken": .string(token.revealed), "serveraddress": server]
            case .bearer(let token):
                ["registrytoken": .string(token.revealed), "serveraddress": server]
            }
        // RFC 4648, section 5.
        let text = Base64.encoded(json.bytes()).map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 }
        return Secret(String(text))
    }
}

import PinionHTTP
package import PinionProcess
import PinionSyntax

/// The user's credentials, from the places where Docker keeps them; read when first needed.
package final class CredentialStore: Sendable {
    /// The access to ECR registries that Docker's configuration lacks; `nil` if AWS is not used.
    let ecr: ECRAccess?
    private let environment: [String: String]
    private let clock: ProcessClock
    private let answers = CoalescingCache<String, Credential?, CredentialError>()
    private let config = CoalescingCache<String, DockerConfig, CredentialError>()

    /// Uses the variables `DOCKER_CONFIG`, `HOME` and `PATH`; reads no files yet.
    package init(environment: [String: String], ecr: ECRAccess? = nil, clock: ProcessClock) {
        (self.environment, self.ecr, self.clock) = (environment, ecr, clock)
    }

    /// Returns the credential for a registry, by its name in image references; `nil` if none.
    func credential(for registry: String) async throws(CredentialError) -> Credential? {
        try await answers.value(for: registry) { () async throws(CredentialError) in
            let config = try await self.configuration()
            if let name = config.helper(for: registry) {
                let helper = CredentialHelper(
                    name: name, environment: self.environment, clock: self.clock)
                let key = DockerConfig.key(of: registry)
                if let found = try await helper.credential(for: key) { return found }
            }
            return config.credential(for: registry)
        }
    }

    private func configuration() async throws(CredentialError) -> DockerConfig {
        guard let path = DockerConfig.path(environment: environment) else { return .none }
        return try await config.value(for: path) { () async throws(CredentialError) in
            let bytes: [UInt8]?
            do throws(FileFault) { bytes = try WholeFile.read(path, limit: 1 << 20) } catch {
                throw .configuration("cannot read \(path): \(error)")
            }
            return try bytes.map { bytes throws(CredentialError) in
                try DockerConfig(parsing: bytes, named: path)
            } ?? .none
        }
    }
}

extension CredentialStore {
    /// Returns the `X-Registry-Auth` with which an engine pulls from a registry: base64url of JSON;
    /// `nil` if no credential can be read: then the pull itself reports what is missing.
    ///
    /// Docker Engine API 1.41, "Authentication".
    package func engineAuthorization(for registry: String) async -> Secret? {
        guard let credential = await anyCredential(for: registry) else { return nil }
        let server = JSONText.string(DockerConfig.key(of: registry))
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

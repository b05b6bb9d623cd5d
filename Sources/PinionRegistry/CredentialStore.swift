package import PinionProcess

/// The credentials of this machine's user, read from where Docker keeps them, at the first question.
package final class CredentialStore: Sendable {
    /// What Docker's configuration does not hold for registries of ECR; nil where AWS is left alone.
    let ecr: ECRAccess?
    private let environment: [String: String]
    private let clock: ProcessClock
    private let answers = CoalescingCache<String, Credential?, CredentialError>()
    private let config = CoalescingCache<String, DockerConfig, CredentialError>()

    /// Looks where the environment says: `DOCKER_CONFIG`, `HOME`, `PATH`; reads nothing yet.
    ///
    /// - Parameters:
    ///   - environment: The variables.
    ///   - ecr: Gets tokens for registries of ECR that Docker's configuration says nothing of.
    ///   - clock: Limits how long a program that keeps credentials may take.
    package init(environment: [String: String], ecr: ECRAccess? = nil, clock: ProcessClock) {
        self.environment = environment
        self.clock = clock
        self.ecr = ecr
    }

    /// What there is for a registry, by its name in image references; nil for nothing.
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

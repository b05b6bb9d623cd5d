import PinionAWS
import PinionHTTP
import PinionModel
import PinionProcess

extension CredentialStore {
    /// What ECR sells for a registry that Docker's configuration does not know.
    ///
    /// - Parameters:
    ///   - registry: Its name in image references.
    ///   - refused: What it was shown and did not take, as basic authorisation: that token is
    ///     forgotten.
    /// - Throws: ``RegistryError``; where a right is missing, it names the right.
    /// - Returns: The token, and how long it may be shown; nil for others than ECR's.
    func ecrToken(
        for registry: String, instead refused: Secret? = nil
    ) async throws(RegistryError) -> (credential: Credential, lifetime: Duration)? {
        guard let ecr, let host = ecr.host(of: registry) else { return nil }
        if let refused { ecr.forget(refused, for: host) }
        do { return try await ecr.token(for: host) } catch {
            throw RegistryError(error, loginTo: registry)
        }
    }

    /// What there is for a registry from either place; nil also where neither could be read.
    func anyCredential(for registry: String) async -> Credential? {
        do {
            if let found = try await credential(for: registry) { return found }
            return try await ecrToken(for: registry)?.credential
        } catch {
            return nil
        }
    }
}

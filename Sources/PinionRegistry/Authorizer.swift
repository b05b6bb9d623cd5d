import PinionHTTP
import PinionModel
import PinionProcess
import PinionSyntax
import Synchronization

/// The `Authorization` header for a registry: its scheme and value.
struct Authorization: Hashable, Sendable {
    /// `Bearer` or `Basic`.
    let scheme: String
    /// The value after the scheme.
    let credential: Secret
}

/// Answers the challenges of registries, and keeps the tokens that it got until they expire.
///
/// This follows distribution's "Token Authentication Specification": the challenge names a realm,
/// where the registry's credential is exchanged for a token with a scope.
final class Authorizer: Sendable {
    private struct Kept {
        let authorization: Authorization
        let expiry: ProcessClock.Instant
    }

    private let http: HTTPClient
    private let hosts: RegistryHosts
    private let credentials: CredentialStore
    private let kept = Mutex<[TokenScope: Kept]>([:])
    private let fetches = CoalescingCache<TokenScope, Authorization, RegistryError>()

    init(http: HTTPClient, hosts: RegistryHosts, credentials: CredentialStore) {
        (self.http, self.hosts, self.credentials) = (http, hosts, credentials)
    }

    /// Returns the kept authorization if it has not expired.
    func known(_ scope: TokenScope) -> Authorization? {
        let now = http.clock.now
        return kept.withLock { kept in
            kept[scope].flatMap { $0.expiry > now ? $0.authorization : nil }
        }
    }

    /// Answers a 401; `refused` was sent with the request and is not used again.
    func answer(
        _ response: HTTPResponse, for scope: TokenScope, instead refused: Authorization?
    ) async throws(RegistryError) -> Authorization {
        if let known = known(scope), known != refused { return known }
        return try await fetches.value(for: scope, keeping: { _ in false }) {
            () async throws(RegistryError) in
            let (authorization, lifetime) = try await self.requested(
                with: response, for: scope, instead: refused)
            let expiry = self.http.clock.now + lifetime
            self.kept.withLock {
                $0[scope] = Kept(authorization: authorization, expiry: expiry)
            }
            return authorization
        }
    }

    private func requested(
        with response: HTTPResponse, for scope: TokenScope, instead refused: Authorization?
    ) async throws(RegistryError) -> (Authorization, Duration) {
        let challenges = response.headers.values(of: "WWW-Authenticate").flatMap(Challenge.parsing)
        let credential = try await credential(for: scope)
        if case .bearer(let token) = credential {
            return (Authorization(scheme: "Bearer", credential: token), .seconds(3600))
        }
        if let bearer = challenges.first(where: { $0.scheme == "bearer" }) {
            let request = TokenRequest(scope: scope, challenge: bearer, credential: credential)
            return try await request.run(http: http, hosts: hosts)
        }
        guard challenges.contains(where: { $0.scheme == "basic" }) else {
            throw .unauthorized(
                host: scope.host.name, reason: "it asks for a kind of login that is not supported")
        }
        if let basic = credential?.basic {
            return (Authorization(scheme: "Basic", credential: basic), .seconds(3600))
        }
        guard credential == nil,
            let token = try await credentials.ecrToken(
                for: scope.host.name, instead: refused?.credential),
            let basic = token.credential.basic
        else { throw .unauthorized(host: scope.host.name, reason: "it asks for a login") }
        // ECR answers an expired token with 403, not 401: it must not be used that long.
        return (
            Authorization(scheme: "Basic", credential: basic), min(token.lifetime, .seconds(3600))
        )
    }

    private func credential(for scope: TokenScope) async throws(RegistryError) -> Credential? {
        do {
            return try await credentials.credential(for: scope.host.name, path: scope.path)
        } catch {
            throw .unreadableCredentials(host: scope.host.name, reason: error.description)
        }
    }
}

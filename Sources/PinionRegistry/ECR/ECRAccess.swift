package import PinionAWS
package import PinionHTTP
import PinionModel
import PinionProcess
import PinionSyntax
import Synchronization

/// Access to the private registries of ECR with this process's AWS keys.
///
/// All callers share one token per region, which is renewed five minutes before it ends.
package final class ECRAccess: Sendable {
    /// Makes the client of a region; `nil` means the region of the settings.
    typealias Connect = @Sendable (_ region: String?) throws(AWSError) -> AWSClient

    private struct Kept {
        let result: Result<ECRToken, AWSError>
        let until: Timestamp
    }

    private let connect: Connect
    private let endpoint: Endpoint?
    private let clock: ProcessClock
    private let clients = Mutex<[String: AWSClient]>([:])
    private let kept = Mutex<[String: Kept]>([:])
    private let requests = CoalescingCache<String, ECRToken, AWSError>()

    /// The time for which all callers share a refusal.
    private static let refusalCounts: Duration = .seconds(60)

    /// Makes the access from AWS settings, with a configured ECR endpoint as a registry too.
    ///
    /// If that endpoint is on this machine, as an emulator's is, so are all registries there.
    package convenience init(settings: AWSSettings, http: HTTPClient) {
        self.init(endpoint: settings.configuredEndpoint(of: .ecr), clock: http.clock) {
            region throws(AWSError) in try AWSClient(region: region, settings: settings, http: http)
        }
    }

    init(endpoint: String?, clock: ProcessClock, connect: @escaping Connect) {
        (self.connect, self.clock) = (connect, clock)
        let url = endpoint.flatMap { try? HTTPURL(parsing: $0) }  // the client itself complains
        self.endpoint = url?.endpoint
    }

    /// Returns the ECR registry that a name in image references means; `nil` for other registries.
    func host(of registry: String) -> ECRHost? {
        if let host = ECRHost(parsing: registry) { return host }
        guard let endpoint,
            let target = try? Endpoint(parsing: "https://" + registry),  // not a host: no registry
            (target.isLocal && endpoint.isLocal) || target.authority == endpoint.authority
        else { return nil }
        return ECRHost(ofEmulator: registry)
    }

    /// Returns the AWS client for the region of a registry.
    func client(for host: ECRHost) throws(AWSError) -> AWSClient {
        let key = host.region ?? ""
        if let known = clients.withLock({ $0[key] }) { return known }
        let made = try connect(host.region)
        return clients.withLock { clients in
            let client = clients[key] ?? made
            clients[key] = client
            return client
        }
    }

    /// Returns the token for a registry, and how long it may be used.
    func token(
        for host: ECRHost
    ) async throws(AWSError) -> (credential: Credential, lifetime: Duration) {
        let key = host.region ?? ""
        let token: ECRToken
        if let known = known(key) {
            token = try known.get()
        } else {
            token = try await requests.value(for: key, keeping: { _ in false }) {
                () async throws(AWSError) in
                // Another caller's request may have ended before this one's turn.
                if let known = self.known(key) { return try known.get() }
                return try await self.requested(for: host, key)
            }
        }
        return (token.credential, token.renewal - clock.timestamp)
    }

    /// Forgets a token that a registry refused, unless another has replaced it.
    func forget(_ refused: Secret, for host: ECRHost) {
        kept.withLock { kept in
            let key = host.region ?? ""
            guard case .success(let token)? = kept[key]?.result, token.credential.basic == refused
            else { return }
            kept[key] = nil
        }
    }

    private func known(_ key: String) -> Result<ECRToken, AWSError>? {
        let moment = clock.timestamp
        return kept.withLock { kept in
            kept[key].flatMap { moment < $0.until ? $0.result : nil }
        }
    }

    private func requested(for host: ECRHost, _ key: String) async throws(AWSError) -> ECRToken {
        do throws(AWSError) {
            let answer = try await client(for: host).json(.json(.ecr, "GetAuthorizationToken", [:]))
            guard let token = ECRToken(answer, at: clock.timestamp) else {
                throw .malformed(
                    service: AWSService.ecr.label, operation: "GetAuthorizationToken",
                    reason: "it holds no token")
            }
            keep(.success(token), for: key, until: token.renewal)
            return token
        } catch {
            // A failed connection or a cancelled run says nothing about the next request.
            if !error.isTransient, !error.isCancellation {
                keep(.failure(error), for: key, until: clock.timestamp + Self.refusalCounts)
            }
            throw error
        }
    }

    private func keep(_ result: Result<ECRToken, AWSError>, for key: String, until end: Timestamp) {
        kept.withLock { $0[key] = Kept(result: result, until: end) }
    }
}

extension CredentialStore {
    /// Returns the ECR token for a registry, and how long it may be used; `nil` if it is no ECR's.
    ///
    /// A `refused` token is forgotten.
    func ecrToken(
        for registry: String, instead refused: Secret? = nil
    ) async throws(RegistryError) -> (credential: Credential, lifetime: Duration)? {
        guard let ecr, let host = ecr.host(of: registry) else { return nil }
        if let refused { ecr.forget(refused, for: host) }
        do { return try await ecr.token(for: host) } catch {
            throw RegistryError(error, loginTo: registry)
        }
    }

    /// Returns a credential from Docker's configuration or ECR; `nil` if there is none.
    func anyCredential(for repository: ImageReference.Repository) async -> Credential? {
        do {
            if let found = try await credential(for: repository) { return found }
            return try await ecrToken(for: repository.registry)?.credential
        } catch {
            return nil
        }
    }
}

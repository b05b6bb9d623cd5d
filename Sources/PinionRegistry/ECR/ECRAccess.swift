package import PinionAWS
package import PinionHTTP
import PinionModel
import PinionProcess
import PinionSyntax
import Synchronization

/// Private registries of ECR for the keys of AWS that this process has.
///
/// A region's token is got once for everybody, and again five minutes before it ends.
package final class ECRAccess: Sendable {
    /// Makes the client of a region; nil means the region of the settings.
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

    /// How long a refusal counts for everybody.
    private static let refusalCounts: Duration = .seconds(60)

    /// Where the settings configure an endpoint of ECR, the registry at that very place is shown
    /// its tokens too; if that endpoint is on this machine, an emulator's, so are all registries
    /// here.
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

    /// The registry of ECR that a name in image references means; nil for every other registry.
    func host(of registry: String) -> ECRHost? {
        if let host = ECRHost(parsing: registry) { return host }
        guard let endpoint,
            let target = try? Endpoint(parsing: "https://" + registry),  // no host, no registry
            (target.isLocal && endpoint.isLocal) || target.authority == endpoint.authority
        else { return nil }
        return ECRHost(ofEmulator: registry)
    }

    /// The client for a registry's own interface.
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

    /// The token for a registry, and how long it may be shown.
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
                // Somebody else's request may have ended between the question and this turn.
                if let known = self.known(key) { return try known.get() }
                return try await self.requested(for: host, key)
            }
        }
        return (token.credential, token.renewal - clock.timestamp)
    }

    /// Forgets a token that a registry refused, unless another has taken its place.
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
            // Neither silence nor the end of one asker's run says anything about the next.
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
    /// The token of ECR for a registry, and how long it may be shown; nil for other registries.
    ///
    /// A token that was `refused` is forgotten.
    func ecrToken(
        for registry: String, instead refused: Secret? = nil
    ) async throws(RegistryError) -> (credential: Credential, lifetime: Duration)? {
        guard let ecr, let host = ecr.host(of: registry) else { return nil }
        if let refused { ecr.forget(refused, for: host) }
        do { return try await ecr.token(for: host) } catch {
            throw RegistryError(error, loginTo: registry)
        }
    }

    /// What there is for a registry from either place; nil also if neither could be read.
    func anyCredential(for registry: String) async -> Credential? {
        do {
            if let found = try await credential(for: registry) { return found }
            return try await ecrToken(for: registry)?.credential
        } catch {
            return nil
        }
    }
}

import AsyncHTTPClient
import NIOCore
import NIOPosix
package import PinionProcess
import Synchronization

/// Pinion's HTTP client: deadlines, retries, redirects, limits and proxies under one policy.
///
/// One is made per process and shared. Making it costs nothing: threads and connections are created
/// for the first request, and ``shutdown()`` ends both. It never follows a redirect with
/// credentials to another host, never decompresses, and never reads more than a request allows.
package final class HTTPClient: Sendable {
    /// The clock of the process, also for users of this client.
    package let clock: ProcessClock
    let policy: HTTPPolicy
    private let proxies: Proxies
    private let state = Mutex(State())

    private struct State {
        var group: MultiThreadedEventLoopGroup?
        var pools: [EndpointConnections.Route: EndpointConnections] = [:]
        var limiters: [String: HostLimiter] = [:]
        var isShutDown = false
    }

    /// Makes a client; starts no threads.
    package init(policy: HTTPPolicy = HTTPPolicy(), proxies: Proxies = .none, clock: ProcessClock) {
        (self.policy, self.proxies, self.clock) = (policy, proxies, clock)
    }

    /// Lets hosts that failed too often be asked again: failures count within one run.
    package func forgetFailures() {
        let limiters = state.withLock { Array($0.limiters.values) }
        for limiter in limiters { limiter.note(failed: false) }
    }

    deinit {
        guard let group = state.withLock({ $0.isShutDown ? nil : $0.group }) else { return }
        for pool in state.withLock({ Array($0.pools.values) }) { pool.client.shutdown { _ in } }
        group.shutdownGracefully { _ in }
    }

    /// Sends a request to a configured endpoint, and reads the whole answer.
    ///
    /// Every status is an answer, after the retries that its method allows.
    package func send(
        _ request: HTTPRequest, to endpoint: Endpoint
    ) async throws(HTTPError) -> HTTPResponse {
        try await bounded(request, to: endpoint, allowed: .configured, origin: endpoint)
    }

    /// Sends a request to an endpoint that another server named, such as the realm of a challenge.
    ///
    /// It must be a public address, or of a class that the naming server has itself.
    package func send(
        _ request: HTTPRequest, to endpoint: Endpoint, namedBy origin: Endpoint
    ) async throws(HTTPError) -> HTTPResponse {
        let allowed = try allowed(
            from: origin, to: HTTPURL(endpoint: endpoint, target: request.target))
        return try await bounded(request, to: endpoint, allowed: allowed, origin: origin)
    }

    /// Sends a request to an untrusted endpoint, which an attacker may have named.
    ///
    /// It and its redirects must have public addresses when the connection is made, whatever their
    /// names resolved to before. A proxy resolves names itself: then the proxy's rules apply.
    package func send(
        _ request: HTTPRequest, toUntrusted endpoint: Endpoint
    ) async throws(HTTPError) -> HTTPResponse {
        let url = HTTPURL(endpoint: endpoint, target: request.target)
        let allowed = try allowed(from: nil, to: url)
        return try await bounded(request, to: endpoint, allowed: allowed, origin: nil)
    }

    /// Closes every connection and ends the threads; running requests fail.
    package func shutdown() async {
        let (pools, group) = state.withLock { state in
            defer { state = State(isShutDown: true) }
            return (Array(state.pools.values), state.group)
        }
        for pool in pools {
            try? await pool.client.shutdown()  // cleanup: no one can act on an error
        }
        try? await group?.shutdownGracefully()  // cleanup
    }
}

extension HTTPClient {
    /// Returns the connections to an endpoint; the first use starts the thread.
    func pool(to endpoint: Endpoint, allowed: AllowedAddresses) throws(HTTPError)
        -> EndpointConnections
    {
        let proxy = try proxies.proxy(for: endpoint)
        let route = EndpointConnections.Route(endpoint: endpoint, allowed: allowed)
        let policy = policy
        let found: Result<EndpointConnections, HTTPError> = state.withLock { state in
            if state.isShutDown { return .failure(.shutDown) }
            if let pool = state.pools[route] { return .success(pool) }
            let group = state.group ?? MultiThreadedEventLoopGroup(numberOfThreads: 1)
            state.group = group
            return Result { () throws(HTTPError) in
                try EndpointConnections(to: route, policy: policy, proxy: proxy, group: group)
            }
            .map { pool in
                state.pools[route] = pool
                return pool
            }
        }
        return try found.get()
    }

    /// Returns the limiter of the requests to a host.
    func limiter(of endpoint: Endpoint) -> HostLimiter {
        let policy = policy
        return state.withLock { state in
            if let limiter = state.limiters[endpoint.description] { return limiter }
            let limiter = HostLimiter(
                slots: policy.concurrentRequests,
                failuresUntilSuspended: policy.failuresUntilSuspended, clock: clock)
            state.limiters[endpoint.description] = limiter
            return limiter
        }
    }

    /// Returns the addresses allowed for a URL that `origin` named; throws if its text is refused.
    ///
    /// A `nil` origin means that no trusted source has named it.
    func allowed(from origin: Endpoint?, to url: HTTPURL) throws(HTTPError) -> AllowedAddresses {
        if let origin, url.endpoint.isSameOrigin(as: origin) { return .configured }
        let allowed = AllowedAddresses.named(alsoAllowed: origin.map { kinds(of: $0) } ?? [])
        if let kind = url.endpoint.host.flatMap(AddressClass.init(ofHost:)), !allowed.permits(kind)
        {
            throw .redirectRefused(
                origin ?? url.endpoint, to: url.withoutQuery, reason: "that is \(kind)")
        }
        return allowed
    }

    /// Returns the classes of address of a configured endpoint, by its name and its connections.
    private func kinds(of origin: Endpoint) -> Set<AddressClass> {
        var kinds = state.withLock { state in
            state.pools[EndpointConnections.Route(endpoint: origin, allowed: .configured)]?
                .addressClasses ?? []
        }
        if let kind = origin.host.flatMap(AddressClass.init(ofHost:)) { kinds.insert(kind) }
        return kinds
    }

    func ownPause(after attempt: Int) -> Duration {
        policy.pause(after: attempt, jitter: clock.fraction())
    }
}

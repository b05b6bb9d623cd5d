import AsyncHTTPClient
import NIOCore
import NIOPosix
import Synchronization

/// The one way in which Pinion speaks HTTP: deadlines, retries, redirects, limits and proxies under one policy.
///
/// One is made per run and shared. Making it costs nothing: threads and connections come with the
/// first request. ``shutdown()`` ends both. It never follows a redirect with credentials to another
/// host, never decompresses, and never reads more than a request allows.
package final class HTTPClient: Sendable {
    /// What does the waiting between attempts; tests inject one that does not wait.
    package typealias Pause = @Sendable (Duration) async throws -> Void

    let policy: HTTPPolicy
    let pause: Pause
    private let proxies: Proxies
    private let jitter: @Sendable () -> Double
    private let state = Mutex(State())

    private struct State {
        var group: MultiThreadedEventLoopGroup?
        var lines: [Line.Route: Line] = [:]
        var gates: [String: HostGate] = [:]
        var isShutDown = false
    }

    /// Makes a client; starts nothing.
    ///
    /// - Parameters:
    ///   - policy: Limits and patience.
    ///   - proxies: Which hosts are reached through a proxy.
    ///   - pause: Waits between attempts.
    ///   - jitter: A random number from 0 up to 1, for the length of pauses.
    package init(
        policy: HTTPPolicy = HTTPPolicy(), proxies: Proxies = .none,
        pause: @escaping Pause = { try await Task.sleep(for: $0) },
        jitter: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
    ) {
        self.policy = policy
        self.proxies = proxies
        self.pause = pause
        self.jitter = jitter
    }

    deinit {
        guard let group = state.withLock({ $0.isShutDown ? nil : $0.group }) else { return }
        for line in state.withLock({ Array($0.lines.values) }) { line.client.shutdown { _ in } }
        group.shutdownGracefully { _ in }
    }

    /// Sends a request to a configured endpoint and reads the whole answer.
    ///
    /// Every status is an answer, after the retries that its method allows; only what is no answer is an error.
    package func send(
        _ request: HTTPRequest, to endpoint: Endpoint
    ) async throws(HTTPError) -> HTTPResponse {
        try await bounded(request, to: endpoint, reach: .configured, origin: endpoint)
    }

    /// Sends a request to an endpoint that another server named, such as the realm of a challenge.
    ///
    /// It must be a public address, or of a kind that the server that named it has itself.
    package func send(
        _ request: HTTPRequest, to endpoint: Endpoint, namedBy origin: Endpoint
    ) async throws(HTTPError) -> HTTPResponse {
        let reach = try reach(from: origin, to: HTTPURL(endpoint: endpoint, target: request.target))
        return try await bounded(request, to: endpoint, reach: reach, origin: origin)
    }

    /// Sends a request to an endpoint that is to be trusted with nothing: whoever named it may be an attacker.
    ///
    /// It and whatever it redirects to must be public addresses when the connection is made, whatever their names said
    /// before. A proxy resolves names itself: behind one, the proxy's own rules say where it connects.
    package func send(
        _ request: HTTPRequest, toStranger endpoint: Endpoint
    ) async throws(HTTPError) -> HTTPResponse {
        let url = HTTPURL(endpoint: endpoint, target: request.target)
        let reach = try reach(from: nil, to: url)
        return try await bounded(request, to: endpoint, reach: reach, origin: nil)
    }

    /// Closes every connection and ends the threads; requests under way fail.
    package func shutdown() async {
        let (lines, group) = state.withLock { state in
            defer { state = State(isShutDown: true) }
            return (Array(state.lines.values), state.group)
        }
        for line in lines {
            try? await line.client.shutdown()  // cleanup: there is nobody to tell
        }
        try? await group?.shutdownGracefully()  // cleanup
    }

    /// Whether a request was ever sent: only then there are threads.
    package var hasStarted: Bool { state.withLock { $0.group != nil } }
}

extension HTTPClient {
    /// The line of a route; opens it, and starts the thread, when it is the first.
    func line(to endpoint: Endpoint, reach: Reach) throws(HTTPError) -> Line {
        let proxy = try proxies.proxy(for: endpoint)
        let route = Line.Route(endpoint: endpoint, reach: reach)
        let policy = policy
        let found: Result<Line, HTTPError> = state.withLock { state in
            if state.isShutDown { return .failure(.shutDown) }
            if let line = state.lines[route] { return .success(line) }
            let group = state.group ?? MultiThreadedEventLoopGroup(numberOfThreads: 1)
            state.group = group
            return Result { () throws(HTTPError) in
                try Line(to: route, policy: policy, proxy: proxy, group: group)
            }
            .map { line in
                state.lines[route] = line
                return line
            }
        }
        return try found.get()
    }

    /// The gate of a host.
    func gate(of endpoint: Endpoint) -> HostGate {
        let policy = policy
        return state.withLock { state in
            if let gate = state.gates[endpoint.description] { return gate }
            let gate = HostGate(
                places: policy.concurrentRequests,
                failuresUntilGivenUp: policy.failuresUntilGivenUp)
            state.gates[endpoint.description] = gate
            return gate
        }
    }

    /// Where connections to a URL that `origin` named may lead; refuses what can be told from its text.
    ///
    /// Nil for an origin means that nobody trusted has named it.
    func reach(from origin: Endpoint?, to url: HTTPURL) throws(HTTPError) -> Reach {
        if let origin, url.endpoint.isSameOrigin(as: origin) { return .configured }
        let reach = Reach.named(alsoAllowed: origin.map { kinds(of: $0) } ?? [])
        if let kind = url.endpoint.host.flatMap(AddressClass.init(ofHost:)), !reach.permits(kind) {
            throw .redirectRefused(
                origin ?? url.endpoint, to: url.withoutQuery, reason: "that is \(kind)")
        }
        return reach
    }

    /// The kinds of address that a configured endpoint has, by its name and by its connections.
    private func kinds(of origin: Endpoint) -> Set<AddressClass> {
        var kinds = state.withLock { state in
            state.lines[Line.Route(endpoint: origin, reach: .configured)]?.addressClasses ?? []
        }
        if let kind = origin.host.flatMap(AddressClass.init(ofHost:)) { kinds.insert(kind) }
        return kinds
    }

    /// The pause after an attempt.
    func ownPause(after attempt: Int) -> Duration {
        policy.pause(after: attempt, jitter: jitter())
    }
}

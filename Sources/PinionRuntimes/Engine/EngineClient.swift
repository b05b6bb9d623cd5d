import Glibc
package import PinionHTTP
package import PinionModel
package import PinionProcess
import PinionSyntax

/// A client of the Docker Engine API, with one endpoint, one negotiated version and clear errors.
package struct EngineClient: Sendable {
    /// The largest answer that is read, in bytes: a list of ten thousand services has about 50 MB.
    package static let maximumResponseBytes = 128 << 20

    /// The endpoint of the engine.
    package let endpoint: EngineEndpoint
    let clock: ProcessClock
    private let transport: any EngineTransport
    private let negotiation = VersionNegotiation()

    package init(endpoint: EngineEndpoint, transport: any EngineTransport, clock: ProcessClock) {
        (self.endpoint, self.transport, self.clock) = (endpoint, transport, clock)
    }

    /// Returns the version used with this engine; asks the engine the first time.
    func version() async throws(RuntimeError) -> APIVersion {
        try await negotiation.version { () async throws(RuntimeError) in try await negotiated() }
    }

    /// Sends a request with the negotiated version.
    ///
    /// The path comes without a version and with its parts encoded (`/services`); the query comes
    /// unencoded. An answer with any status is returned.
    package func send(
        _ method: HTTPRequest.Method, _ path: String, query: [(String, String)] = [],
        body: [UInt8] = [], authorization: Secret? = nil, deadline: Duration = .seconds(30)
    ) async throws(RuntimeError) -> EngineAnswer {
        let version = try await version()
        let tail = PercentEncoding.fields(query)
        var request = HTTPRequest(
            method, "/v\(version)\(path)" + (tail.isEmpty ? "" : "?" + tail), body: body,
            deadline: deadline, maximumResponseBytes: Self.maximumResponseBytes)
        if !body.isEmpty || method == .post { request.headers["Content-Type"] = "application/json" }
        request.headers["X-Registry-Auth"] = authorization?.revealed
        request.failsFast = false
        return try await answer(to: request)
    }
}

extension EngineClient {
    func info() async throws(RuntimeError) -> JSONNode {
        try await send(.get, "/info").document("ask the engine about itself")
    }

    /// Returns the `filters` parameter of the engine's lists: values by key, as JSON.
    static func filters(_ filters: [(key: String, values: [String])]) -> (String, String) {
        let members = filters.map { filter in
            JSONText.Member(filter.key, .array(filter.values.map { .string($0) }))
        }
        return ("filters", JSONText.object(members).description)
    }

    /// Asks the engine for its newest version; returns the lower of that and our newest.
    private func negotiated() async throws(RuntimeError) -> APIVersion {
        let request = HTTPRequest(.get, "/_ping", deadline: .seconds(15))
        let response = try await respond(to: request)
        guard let theirs = response.headers["Api-Version"].flatMap(APIVersion.init(parsing:)) else {
            throw .refused(
                operation: "talk to \(endpoint)",
                reason: "it does not answer as a Docker engine does (status \(response.status))",
                remedy: "name the socket of a Docker engine")
        }
        guard theirs >= .oldest else {
            throw .refused(
                operation: "talk to \(endpoint)",
                reason: "its API version \(theirs) is older than \(APIVersion.oldest)",
                remedy: "update the engine to Docker 19.03 or newer")
        }
        return min(theirs, .newest)
    }

    private func answer(to request: HTTPRequest) async throws(RuntimeError) -> EngineAnswer {
        let response = try await respond(to: request)
        return EngineAnswer(
            status: response.status, body: response.body,
            date: response.headers.date.map { Timestamp(secondsSinceEpoch: Int64($0)) },
            endpoint: endpoint)
    }

    private func respond(to request: HTTPRequest) async throws(RuntimeError) -> HTTPResponse {
        do throws(HTTPError) {
            return try await transport.send(request, to: endpoint.address)
        } catch {
            throw failure(of: request, error)
        }
    }

    private func failure(of request: HTTPRequest, _ error: HTTPError) -> RuntimeError {
        let sentence = error.sentence { _ in endpoint.name }
        return switch error {
        case .unreachable(_, let reason): unreachable(reason)
        case .cancelled: .superseded("it was interrupted")
        case .connectionLost, .timedOut, .suspended, .shutDown:
            .unreachable(
                endpoint: endpoint.description, reason: sentence,
                remedy: "see the engine's log; the next run looks again")
        case .untrusted, .responseTooLarge, .malformed, .redirectRefused, .unreadableFile,
            .invalidRequest, .proxy:
            .refused(
                operation: "talk to \(endpoint)", reason: sentence,
                remedy: "check the endpoint and its certificates")
        }
    }

    private func unreachable(_ reason: String) -> RuntimeError {
        let named = endpoint.description
        guard case .unixSocket(let path) = endpoint.address else {
            return .unreachable(
                endpoint: named, reason: reason, remedy: "is it running, and does it listen there?")
        }
        if access(path, F_OK) != 0 {
            return .unreachable(
                endpoint: named, reason: "there is no such socket",
                remedy: "start the engine (systemctl start docker), or name another endpoint")
        }
        if access(path, R_OK | W_OK) != 0 {
            return .unreachable(
                endpoint: named, reason: "permission denied",
                remedy: "add the user to the group docker and log in again, or use sudo")
        }
        return .unreachable(
            endpoint: named, reason: reason,
            remedy: "nobody listens on the socket; start the engine (systemctl start docker)")
    }
}

/// Stores the version once it is known, so that later requests do not ask for it.
private actor VersionNegotiation {
    private var known: APIVersion?

    func version(
        _ ask: @Sendable () async throws(RuntimeError) -> APIVersion
    ) async throws(RuntimeError) -> APIVersion {
        if let known { return known }
        let version = try await ask()
        known = version
        return version
    }
}

/// Sends requests to an engine: the HTTP client, or a stand-in in tests.
package protocol EngineTransport: Sendable {
    /// Sends a request and returns the whole answer with any status.
    func send(_ request: HTTPRequest, to endpoint: Endpoint) async throws(HTTPError) -> HTTPResponse
}

extension HTTPClient: EngineTransport {}

/// Returns the `X-Registry-Auth` for pulling from a repository: base64url of JSON; `nil` for none.
package typealias RegistryAuthorization =
    @Sendable (_ repository: ImageReference.Repository) async -> Secret?

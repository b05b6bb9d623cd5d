import PinionHTTP
import PinionModel
import PinionProcess
import PinionSyntax

/// Sends requests to one forge with its token: waits when the forge asks for it, repeats requests
/// that may be repeated, and turns refusals into errors.
struct ForgeSession: Sendable {
    let http: HTTPClient
    let location: ForgeLocation
    let dialect: any ForgeDialect
    let token: ForgeToken

    /// The maximum number of attempts for a request that may be repeated.
    static let attempts = 4
    /// The maximum number of waits per request at the forge's demand.
    static let waits = 2
    /// The longest such wait.
    static let longestWait = Duration.seconds(60)

    /// Sends a request, and reads the JSON of a successful answer.
    func ask(
        _ call: ForgeCall, for operation: ForgeOperation
    ) async throws(ForgeError) -> JSONNode {
        try json(of: try await send(call, for: operation), for: operation)
    }

    /// Sends a request; only a successful answer of this forge is returned.
    func send(
        _ call: ForgeCall, for operation: ForgeOperation
    ) async throws(ForgeError) -> HTTPResponse {
        var attempt = 1
        var waits = 0
        while true {
            let response: HTTPResponse
            do throws(HTTPError) {
                response = try await http.send(request(for: call), to: location.api.endpoint)
            } catch {
                guard call.mayRepeat, error.isRepeatable, attempt < Self.attempts else {
                    throw unanswered(error, operation)
                }
                try await wait(HTTPPolicy().pause(after: attempt, jitter: 1))
                attempt += 1
                continue
            }
            if let wait = ForgeThrottle.wait(
                askedBy: response, mayRepeat: call.mayRepeat, now: http.clock.timestamp)
            {
                try await grant(wait, after: &waits)
            } else if call.mayRepeat, [502, 503, 504].contains(response.status),
                attempt < Self.attempts
            {
                try await self.wait(HTTPPolicy().pause(after: attempt, jitter: 1))
                attempt += 1
            } else {
                return try checked(response, operation)
            }
        }
    }

    /// Reads the JSON of an answer.
    func json(
        of response: HTTPResponse, for operation: ForgeOperation
    ) throws(ForgeError) -> JSONNode {
        do throws(SyntaxError) {
            return try JSONNode(parsing: response.body, named: "the answer")
        } catch {
            throw .malformed(
                forge: location.label, operation: operation.description,
                reason: "it is no JSON; is \(location.api.withoutQuery) the forge's API?")
        }
    }

    func wait(_ duration: Duration) async throws(ForgeError) {
        do { try await http.clock.sleep(for: duration) } catch {
            throw .unreachable(forge: location.label, reason: "the run was stopped while it waited")
        }
    }

    private func request(for call: ForgeCall) -> HTTPRequest {
        var request = HTTPRequest(
            call.method, call.isGraphQL ? location.graphQL : location.api.target + call.target,
            headers: dialect.headers,
            body: call.body?.bytes() ?? [], maximumResponseBytes: 64 << 20)
        if call.body != nil { request.headers["Content-Type"] = "application/json" }
        request.headers["User-Agent"] = "pinion"
        token.authorize(&request.headers)
        request.mayRepeat = false
        return request
    }

    private func grant(_ wait: Duration, after waits: inout Int) async throws(ForgeError) {
        guard wait <= Self.longestWait, waits < Self.waits else {
            throw .throttled(
                forge: location.label, until: (http.clock.timestamp + wait).description)
        }
        waits += 1
        try await self.wait(wait)
    }

    private func checked(
        _ response: HTTPResponse, _ operation: ForgeOperation
    ) throws(ForgeError) -> HTTPResponse {
        if dialect.isSignIn(response) {
            throw .unauthorized(
                forge: location.label, reason: "it answers with a page to sign in at",
                remedy: "renew \(token.source), or take an expired one away")
        }
        guard response.url.endpoint.isSameOrigin(as: location.api.endpoint) else {
            throw .refused(
                forge: location.label, operation: operation.description,
                reason: "it sends elsewhere, to \(response.url.endpoint); write the new address "
                    + "under `forge:` in pinion.yaml")
        }
        guard response.isSuccess else { throw refusal(of: response, operation) }
        return response
    }

    private func unanswered(_ error: HTTPError, _ operation: ForgeOperation) -> ForgeError {
        switch error {
        case .unreachable(_, let reason), .connectionLost(_, let reason):
            .unreachable(forge: location.label, reason: reason)
        case .timedOut, .suspended, .proxy, .cancelled, .shutDown:
            .unreachable(forge: location.label, reason: error.description)
        case .untrusted, .redirectRefused, .unreadableFile, .invalidRequest:
            .refused(
                forge: location.label, operation: operation.description, reason: error.description)
        case .responseTooLarge, .malformed:
            .malformed(
                forge: location.label, operation: operation.description, reason: error.description)
        }
    }
}

extension HTTPError {
    /// Whether an immediate repetition may help.
    fileprivate var isRepeatable: Bool {
        switch self {
        case .unreachable, .connectionLost, .timedOut: true
        default: false
        }
    }
}

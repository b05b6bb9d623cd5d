import AsyncHTTPClient
import NIOCore
import NIOHTTP1

extension HTTPClient {
    /// Sends under the request's deadline, which covers everything.
    func bounded(
        _ request: HTTPRequest, to endpoint: Endpoint, reach: Reach, origin: Endpoint?
    ) async throws(HTTPError) -> HTTPResponse {
        let end = ContinuousClock.now + request.deadline
        let late = HTTPError.timedOut(endpoint, after: request.deadline)
        do throws(HTTPError) {
            return try await withDeadline(request.deadline, failingWith: late) {
                () async throws(HTTPError) in
                try await self.following(
                    request, to: endpoint, reach: reach, origin: origin, until: end)
            }
        } catch {
            if error == late { gate(of: endpoint).note(failed: true) }
            throw error
        }
    }

    /// Sends, and sends again where that is allowed and may help.
    func retrying(
        _ request: HTTPRequest, to endpoint: Endpoint, reach: Reach,
        until end: ContinuousClock.Instant
    ) async throws(HTTPError) -> HTTPResponse {
        let gate = gate(of: endpoint)
        let failsFast = request.failsFast && endpoint.host != nil
        if failsFast, let failures = gate.failuresOnceGivenUp {
            throw .givenUp(endpoint, failures: failures)
        }
        var attempt = 1
        while true {
            if let quiet = gate.quiet {
                guard ContinuousClock.now + quiet < end else {
                    throw .unreachable(
                        endpoint, reason: "it asks not to be asked for \(quiet.formatted)")
                }
                try await wait(quiet)
            }
            let outcome = await attemptOnce(request, to: endpoint, reach: reach, through: gate)
            let givenUp = failsFast && gate.failuresOnceGivenUp != nil
            guard request.mayRepeat, attempt < policy.attempts, !givenUp,
                let pause = pause(after: outcome, attempt: attempt, gate: gate),
                ContinuousClock.now + pause < end
            else { return try outcome.get() }
            try await wait(pause)
            attempt += 1
        }
    }

    private func attemptOnce(
        _ request: HTTPRequest, to endpoint: Endpoint, reach: Reach, through gate: HostGate
    ) async -> Result<HTTPResponse, HTTPError> {
        do throws(HTTPError) {
            let response = try await gate.within { () async throws(HTTPError) in
                try await exchange(request, with: endpoint, reach: reach)
            }
            gate.note(failed: response.isTransient && response.status != 429)
            return .success(response)
        } catch {
            if error.isTransient { gate.note(failed: true) }
            return .failure(error)
        }
    }

    /// How long to wait before the next attempt; nil when there should be none.
    private func pause(
        after outcome: Result<HTTPResponse, HTTPError>, attempt: Int, gate: HostGate
    ) -> Duration? {
        switch outcome {
        case .failure(let error): return error.isTransient ? ownPause(after: attempt) : nil
        case .success(let response):
            guard response.isTransient else { return nil }
            guard let asked = response.headers.retryAfter(now: nil) else {
                return ownPause(after: attempt)
            }
            guard asked <= policy.longestRetryAfter else { return nil }
            gate.beQuiet(for: asked)
            return asked
        }
    }

    private func wait(_ duration: Duration) async throws(HTTPError) {
        do { try await pause(duration) } catch { throw .cancelled }
    }

    /// One request, one answer.
    private func exchange(
        _ request: HTTPRequest, with endpoint: Endpoint, reach: Reach
    ) async throws(HTTPError) -> HTTPResponse {
        let response = try await open(request, to: endpoint, reach: reach)
        let headers = Headers(response.headers)
        let url = HTTPURL(endpoint: endpoint, target: request.target)
        let status = Int(response.status.code)
        guard request.method != .head else {
            return HTTPResponse(status: status, headers: headers, body: [], url: url)
        }
        let limit = request.maximumResponseBytes
        if let length = headers["Content-Length"].flatMap({ Int($0) }), length > limit {
            throw .responseTooLarge(endpoint, limit: limit)
        }
        var body: [UInt8] = []
        for try await chunk in HTTPChunks(response.body, of: endpoint, limit: limit) {
            body += chunk
        }
        return HTTPResponse(status: status, headers: headers, body: body, url: url)
    }

    /// Sends a request and returns with the answer's head.
    func open(
        _ request: HTTPRequest, to endpoint: Endpoint, reach: Reach
    ) async throws(HTTPError) -> HTTPClientResponse {
        let line = try line(to: endpoint, reach: reach)
        do {
            return try await line.client.execute(
                HTTPClientRequest(request, to: endpoint),
                deadline: .now() + TimeAmount(request.deadline))
        } catch {
            throw HTTPError(error, at: endpoint, within: request.deadline)
        }
    }
}

extension HTTPClientRequest {
    /// The library's form of a request.
    fileprivate init(_ request: HTTPRequest, to endpoint: Endpoint) {
        self.init(url: endpoint.base + request.target)
        method = HTTPMethod(rawValue: request.method.rawValue)
        // A unix socket's path is no host: Docker answers 400 without one that looks like it.
        if endpoint.host == nil { headers.add(name: "Host", value: "docker") }
        for field in request.headers.fields { headers.add(name: field.name, value: field.value) }
        if !request.body.isEmpty { body = .bytes(ByteBuffer(bytes: request.body)) }
    }
}

extension Endpoint {
    /// What stands before the target in the library's URLs: a socket's path is percent-encoded into the host.
    fileprivate var base: String {
        guard case .unixSocket(let path) = self else { return description }
        return "http+unix://" + PercentEncoding.encoded(path)
    }
}

extension Headers {
    /// The fields of an answer.
    init(_ fields: HTTPHeaders) {
        self.init()
        for (name, value) in fields { add(name, value) }
    }
}

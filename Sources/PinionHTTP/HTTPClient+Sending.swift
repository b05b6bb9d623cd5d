import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import PinionProcess

extension HTTPClient {
    /// Sends under the request's deadline, which covers everything.
    func bounded(
        _ request: HTTPRequest, to endpoint: Endpoint, allowed: AllowedAddresses, origin: Endpoint?
    ) async throws(HTTPError) -> HTTPResponse {
        let end = clock.now + request.deadline
        let late = HTTPError.timedOut(endpoint, after: request.deadline)
        do throws(HTTPError) {
            return try await within(request.deadline, failingWith: late) {
                () async throws(HTTPError) in
                try await self.following(
                    request, to: endpoint, allowed: allowed, origin: origin, until: end)
            }
        } catch {
            if error == late { limiter(of: endpoint).note(failed: true) }
            throw error
        }
    }

    /// Does work, and cancels it with an error if it takes too long.
    private func within<Value: Sendable>(
        _ limit: Duration, failingWith expiry: HTTPError,
        _ work: @escaping @Sendable () async throws(HTTPError) -> Value
    ) async throws(HTTPError) -> Value {
        let outcome = await withTaskGroup(of: Result<Value, HTTPError>.self) { [clock] group in
            group.addTask {
                do throws(HTTPError) { return .success(try await work()) } catch {
                    return .failure(error)
                }
            }
            group.addTask {
                do { try await clock.expiry(after: limit) } catch { return .failure(.cancelled) }
                return .failure(expiry)
            }
            let first = await group.next()
            group.cancelAll()
            return first
        }
        return try (outcome ?? .failure(.cancelled)).get()
    }

    /// Sends, and sends again if that is allowed and may help.
    func retrying(
        _ request: HTTPRequest, to endpoint: Endpoint, allowed: AllowedAddresses,
        until end: ProcessClock.Instant
    ) async throws(HTTPError) -> HTTPResponse {
        let limiter = limiter(of: endpoint)
        let failsFast = request.failsFast && endpoint.host != nil
        if failsFast, let failures = limiter.failuresIfSuspended {
            throw .suspended(endpoint, failures: failures)
        }
        var attempt = 1
        while true {
            if let pause = limiter.remainingPause {
                guard clock.now + pause < end else {
                    throw .unreachable(
                        endpoint, reason: "it asks not to be asked for \(pause.formatted)")
                }
                try await wait(pause)
            }
            let outcome = await attemptOnce(
                request, to: endpoint, allowed: allowed, through: limiter)
            let isSuspended = failsFast && limiter.failuresIfSuspended != nil
            guard request.mayRepeat, attempt < policy.attempts, !isSuspended,
                let pause = pause(after: outcome, of: request, attempt: attempt, limiter: limiter),
                clock.now + pause < end
            else { return try outcome.get() }
            try await wait(pause)
            attempt += 1
        }
    }

    private func attemptOnce(
        _ request: HTTPRequest, to endpoint: Endpoint, allowed: AllowedAddresses,
        through limiter: HostLimiter
    ) async -> Result<HTTPResponse, HTTPError> {
        do throws(HTTPError) {
            let response = try await limiter.within { () async throws(HTTPError) in
                try await exchange(request, with: endpoint, allowed: allowed)
            }
            limiter.note(failed: response.isTransient(for: request) && response.status != 429)
            return .success(response)
        } catch {
            if error.isTransient { limiter.note(failed: true) }
            return .failure(error)
        }
    }

    /// Returns the wait before the next attempt; `nil` if there should be none.
    private func pause(
        after outcome: Result<HTTPResponse, HTTPError>, of request: HTTPRequest, attempt: Int,
        limiter: HostLimiter
    ) -> Duration? {
        switch outcome {
        case .failure(let error): return error.isTransient ? ownPause(after: attempt) : nil
        case .success(let response):
            guard response.isTransient(for: request) else { return nil }
            guard let asked = response.retryAfter else { return ownPause(after: attempt) }
            guard asked <= policy.longestRetryAfter else { return nil }
            limiter.pause(for: asked)
            return asked
        }
    }

    private func wait(_ duration: Duration) async throws(HTTPError) {
        do { try await clock.sleep(for: duration) } catch { throw .cancelled }
    }

    private func exchange(
        _ request: HTTPRequest, with endpoint: Endpoint, allowed: AllowedAddresses
    ) async throws(HTTPError) -> HTTPResponse {
        let response = try await open(request, to: endpoint, allowed: allowed)
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
        do {
            for try await chunk in response.body {
                guard body.count + chunk.readableBytes <= limit else {
                    throw HTTPError.responseTooLarge(endpoint, limit: limit)
                }
                body += chunk.readableBytesView
            }
        } catch { throw HTTPError(error, at: endpoint, within: .zero) }
        if Task.isCancelled { throw .cancelled }
        return HTTPResponse(status: status, headers: headers, body: body, url: url)
    }

    /// Sends a request and returns with the answer's head; the caller enforces the deadline.
    func open(
        _ request: HTTPRequest, to endpoint: Endpoint, allowed: AllowedAddresses
    ) async throws(HTTPError) -> HTTPClientResponse {
        let pool = try pool(to: endpoint, allowed: allowed)
        do {
            let response = try await pool.client.execute(
                HTTPClientRequest(request, to: endpoint, through: pool.plainProxy),
                deadline: .distantFuture)
            // RFC 9110, section 15.5.8: only a proxy answers so.
            if pool.plainProxy != nil, response.status.code == 407 {
                throw HTTPError.proxy(endpoint, reason: "it asks for a login")
            }
            return response
        } catch { throw HTTPError(error, at: endpoint, within: request.deadline) }
    }
}

extension HTTPClientRequest {
    fileprivate init(_ request: HTTPRequest, to endpoint: Endpoint, through proxy: Proxy?) {
        let peer = proxy.map { Endpoint.tcp(host: $0.host, port: $0.port) } ?? endpoint
        self.init(url: peer.base + request.target)
        method = HTTPMethod(rawValue: request.method.rawValue)
        if proxy != nil { headers.add(name: "Host", value: endpoint.authority) }
        // A unix socket has no host, but Docker answers 400 without a `Host` that looks like one.
        if endpoint.host == nil { headers.add(name: "Host", value: "docker") }
        for field in request.headers.fields { headers.add(name: field.name, value: field.value) }
        if !request.body.isEmpty { body = .bytes(ByteBuffer(bytes: request.body)) }
    }
}

extension Endpoint {
    /// The start of the library's URLs: a socket's path is percent-encoded into the host.
    fileprivate var base: String {
        guard case .unixSocket(let path) = self else { return description }
        return "http+unix://" + PercentEncoding.encoded(path)
    }
}

extension Headers {
    init(_ fields: HTTPHeaders) {
        self.init()
        for (name, value) in fields { add(name, value) }
    }
}

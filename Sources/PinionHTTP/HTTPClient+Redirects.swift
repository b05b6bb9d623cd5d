import PinionProcess

extension HTTPClient {
    /// Sends, and follows redirects of GET and HEAD; for other methods, a redirect is the answer.
    ///
    /// At most three, to the same scheme, and only to addresses that ``allowed(from:to:)`` permits.
    /// Another host or port gets neither credentials nor the client's certificate.
    func following(
        _ request: HTTPRequest, to endpoint: Endpoint, allowed: AllowedAddresses, origin: Endpoint?,
        until end: ProcessClock.Instant
    ) async throws(HTTPError) -> HTTPResponse {
        var hop = Hop(request: request, endpoint: endpoint, allowed: allowed)
        for _ in 0...policy.redirects {
            let response = try await retrying(
                hop.request, to: hop.endpoint, allowed: hop.allowed, until: end)
            guard let location = Self.location(of: response, to: hop.request) else {
                return response
            }
            hop = try next(after: hop, location: location, from: response.url, origin: origin)
        }
        throw .redirectRefused(
            origin ?? endpoint, to: hop.endpoint.description,
            reason: "that would be more than \(policy.redirects) redirects")
    }

    private struct Hop {
        var request: HTTPRequest
        var endpoint: Endpoint
        var allowed: AllowedAddresses
    }

    private static func location(of response: HTTPResponse, to request: HTTPRequest) -> String? {
        guard [301, 302, 303, 307, 308].contains(response.status),
            request.method == .get || request.method == .head
        else { return nil }
        return response.headers["Location"]
    }

    private func next(
        after hop: Hop, location: String, from url: HTTPURL, origin: Endpoint?
    ) throws(HTTPError) -> Hop {
        let target: HTTPURL
        do { target = try url.resolving(location) } catch {
            throw .malformed(url.endpoint, reason: "its redirect is not a URL: \(error)")
        }
        guard target.endpoint.scheme == url.endpoint.scheme else {
            throw .redirectRefused(
                url.endpoint, to: target.withoutQuery,
                reason: "it is \(target.endpoint.scheme), not \(url.endpoint.scheme)")
        }
        var next = hop
        next.request.target = target.target
        guard !target.endpoint.isSameOrigin(as: hop.endpoint) else { return next }
        next.request.headers = hop.request.headers.withoutCredentials
        next.endpoint = target.endpoint
        if case .tls(_, _, let identity) = hop.endpoint {
            next.endpoint = target.endpoint.replacing(identity: identity.anonymous)
        }
        next.allowed = try allowed(from: origin, to: target)
        return next
    }
}

/// The reason why there is no usable answer; it contains the endpoint, and never a credential.
package enum HTTPError: Error, Hashable, Sendable {
    /// No server listens, the name does not resolve, or the socket may not be opened.
    case unreachable(Endpoint, reason: String)
    /// The connection ended before the answer was complete.
    case connectionLost(Endpoint, reason: String)
    /// The answer, or its next byte, did not come in time.
    case timedOut(Endpoint, after: Duration)
    /// The certificate or the handshake is refused.
    case untrusted(Endpoint, reason: String)
    /// The body has more bytes than were allowed.
    case responseTooLarge(Endpoint, limit: Int)
    /// The answer is not HTTP.
    case malformed(Endpoint, reason: String)
    /// The server redirects Pinion to a place that is not allowed.
    case redirectRefused(Endpoint, to: String, reason: String)
    /// The host failed too often in this run; it is not asked again.
    case suspended(Endpoint, failures: Int)
    /// A certificate or key file cannot be read.
    case unreadableFile(String, reason: String)
    /// The request cannot be sent, because a header is invalid.
    case invalidRequest(Endpoint, reason: String)
    /// The proxy in the environment variables cannot be used.
    case proxy(Endpoint, reason: String)
    /// The calling task was cancelled.
    case cancelled
    /// The client was already shut down.
    case shutDown

    /// Whether a later repetition may help without intervention.
    package var isTransient: Bool {
        switch self {
        case .unreachable, .connectionLost, .timedOut, .suspended: true
        case .untrusted, .responseTooLarge, .malformed, .redirectRefused, .unreadableFile,
            .invalidRequest, .proxy, .cancelled, .shutDown:
            false
        }
    }

    /// The endpoint that was asked, if any.
    package var endpoint: Endpoint? {
        switch self {
        case .unreachable(let endpoint, _), .connectionLost(let endpoint, _),
            .timedOut(let endpoint, _), .untrusted(let endpoint, _),
            .responseTooLarge(let endpoint, _), .malformed(let endpoint, _),
            .redirectRefused(let endpoint, _, _), .suspended(let endpoint, _),
            .invalidRequest(let endpoint, _), .proxy(let endpoint, _):
            endpoint
        case .unreadableFile, .cancelled, .shutDown: nil
        }
    }
}

extension HTTPError: CustomStringConvertible {
    /// The sentence for the operator.
    package var description: String { sentence(naming: \.description) }

    /// Returns the sentence with endpoints named as the operator wrote them.
    package func sentence(naming name: (Endpoint) -> String) -> String {
        switch self {
        case .unreachable(let endpoint, let reason): "cannot reach \(name(endpoint)): \(reason)"
        case .connectionLost(let endpoint, let reason):
            "\(name(endpoint)) ended the connection before its answer was complete: \(reason)"
        case .timedOut(let endpoint, let limit):
            "\(name(endpoint)) did not answer within \(limit.formatted); is it overloaded, or is a "
                + "firewall in between?"
        case .untrusted(let endpoint, let reason):
            "the certificate of \(name(endpoint)) cannot be trusted: \(reason); give its certificate "
                + "authority's file"
        case .responseTooLarge(let endpoint, let limit):
            "\(name(endpoint)) answered with more than the \(limit) bytes that are allowed"
        case .malformed(let endpoint, let reason):
            "the answer of \(name(endpoint)) cannot be read: \(reason)"
        case .redirectRefused(let endpoint, let target, let reason):
            "\(name(endpoint)) sends elsewhere, to \(target), which is refused: \(reason)"
        case .suspended(let endpoint, let failures):
            "\(name(endpoint)) failed \(failures) times in a row and is not asked again in this run"
        case .unreadableFile(let path, let reason): "cannot read \(path): \(reason)"
        case .invalidRequest(let endpoint, let reason):
            "cannot send the request to \(name(endpoint)): \(reason)"
        case .proxy(let endpoint, let reason):
            "cannot reach \(name(endpoint)) through the proxy: \(reason); see HTTPS_PROXY, HTTP_PROXY "
                + "and NO_PROXY"
        case .cancelled: "the request was cancelled"
        case .shutDown: "the HTTP client was already shut down"
        }
    }
}

extension Duration {
    /// The duration in seconds, or in milliseconds if below one: `30 s`, `250 ms`.
    var formatted: String {
        let (seconds, attoseconds) = components
        return seconds > 0 ? "\(seconds) s" : "\(attoseconds / 1_000_000_000_000_000) ms"
    }
}

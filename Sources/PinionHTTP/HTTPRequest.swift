/// A request to a server.
package struct HTTPRequest: Sendable {
    /// The method.
    package enum Method: String, Hashable, Sendable {
        case get = "GET"
        case head = "HEAD"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"

        /// Whether sending it twice has the effect of sending it once (RFC 9110, section 9.2.2).
        package var isIdempotent: Bool {
            switch self {
            case .get, .head, .put, .delete: true
            case .post, .patch: false
            }
        }
    }

    package var method: Method
    /// The path and query, percent-encoded: `/v1.41/services?filters=%7B%7D`.
    package var target: String
    /// The header fields; `Host` and `Content-Length` are added.
    package var headers: Headers
    /// The body; empty if there is none.
    package var body: [UInt8]
    /// The time limit for everything: waiting for a slot, retries, redirects and reading the body.
    ///
    /// Longer durations than a year are cut to it: the system's timers cannot count every duration.
    package var deadline: Duration {
        didSet { deadline = deadline.boundedByYear }
    }
    /// The maximum number of bytes in the response's body; more are an error, not cut.
    package var maximumResponseBytes: Int
    /// Whether it may be repeated after a transient failure; the default depends on its method.
    package var mayRepeat: Bool
    /// Whether the status 500 counts as a transient failure: so it is with registries, and not with
    /// engines, which use it for what will fail again.
    package var repeats500 = false
    /// Whether it fails at once if its host has failed too often; unix sockets never do.
    package var failsFast: Bool

    package init(
        _ method: Method, _ target: String, headers: Headers = [:], body: [UInt8] = [],
        deadline: Duration = .seconds(30), maximumResponseBytes: Int = 4 << 20
    ) {
        (self.method, self.target, self.headers, self.body) = (method, target, headers, body)
        (self.deadline, self.maximumResponseBytes) = (deadline.boundedByYear, maximumResponseBytes)
        (mayRepeat, failsFast) = (method.isIdempotent, true)
    }
}

extension Duration {
    /// The span of time, cut to at most a year.
    var boundedByYear: Duration { min(self, .seconds(31_536_000)) }
}

extension HTTPRequest: CustomStringConvertible, CustomReflectable {
    /// The method and path, without query, headers and body, which may hold credentials.
    package var description: String { "\(method.rawValue) \(target.prefix { $0 != "?" })" }

    /// A mirror without children, so that `dump` shows no credential.
    package var customMirror: Mirror { Mirror(self, children: []) }
}

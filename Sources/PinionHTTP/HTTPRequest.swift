/// What is asked of a server.
package struct HTTPRequest: Sendable {
    /// The method.
    package enum Method: String, Hashable, Sendable {
        case get = "GET"
        case head = "HEAD"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"

        /// Whether asking twice is the same as asking once (RFC 9110, section 9.2.2).
        package var isIdempotent: Bool {
            switch self {
            case .get, .head, .put, .delete: true
            case .post, .patch: false
            }
        }
    }

    package var method: Method
    /// Path and query, percent-encoded: `/v1.41/services?filters=%7B%7D`.
    package var target: String
    /// The header fields; `Host` and `Content-Length` are added.
    package var headers: Headers
    /// The body; empty for none.
    package var body: [UInt8]
    /// How long everything may take: waiting for a place, retries, redirects and reading the body.
    ///
    /// More than a year is a year: the system's timers cannot count every duration.
    package var deadline: Duration {
        didSet { deadline = deadline.boundedByYear }
    }
    /// How many bytes the response's body may have; more is an error, not a cut.
    package var maximumResponseBytes: Int
    /// Whether it may be sent again after a transient failure; by default as its method says.
    package var mayRepeat: Bool
    /// Whether it fails at once when its host has failed too often before; unix sockets never do.
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
    /// The same span of time, at most a year.
    var boundedByYear: Duration { min(self, .seconds(31_536_000)) }
}

extension HTTPRequest: CustomStringConvertible, CustomReflectable {
    /// Method and path; neither query nor header nor body, which may hold credentials.
    package var description: String { "\(method.rawValue) \(target.prefix { $0 != "?" })" }

    /// Without children, so that `dump` shows no credential.
    package var customMirror: Mirror { Mirror(self, children: []) }
}

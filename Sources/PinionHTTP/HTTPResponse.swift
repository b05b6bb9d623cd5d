/// A server's answer, with its body.
package struct HTTPResponse: Sendable {
    /// The status code.
    package let status: Int
    /// The header fields.
    package let headers: Headers
    /// The body as it was sent; never decompressed.
    package let body: [UInt8]
    /// The URL that answered, after redirects.
    package let url: HTTPURL

    package init(status: Int, headers: Headers, body: [UInt8], url: HTTPURL) {
        (self.status, self.headers, self.body, self.url) = (status, headers, body, url)
    }

    /// Whether the status is 200 to 299.
    package var isSuccess: Bool { (200...299).contains(status) }

    /// The wait that the server asks for, at most an hour; `nil` if it asks for none.
    package var retryAfter: Duration? { headers.retryAfter }

    /// The server's own time when it answered, in seconds since 1970; `nil` if it is missing.
    package var date: Int? { headers.date }

    /// Whether a repetition may help: 429, 502, 503 and 504.
    package var isTransient: Bool { [429, 502, 503, 504].contains(status) }

    /// Whether a repetition of the request may help.
    func isTransient(for request: HTTPRequest) -> Bool {
        isTransient || request.repeats500 && status == 500
    }
}

import PinionHTTP
package import PinionSyntax

/// One call of an AWS operation.
package struct AWSRequest: Sendable {
    package let service: AWSService
    /// The operation's name, such as `DescribeServices`.
    package let operation: String
    package let input: Input
    /// Whether sending it twice has the same effect as sending it once, which makes it retryable.
    package let isIdempotent: Bool

    /// Whether it is never retried, because its sender checks the state before each attempt.
    ///
    /// It is still sent again with new credentials if the old ones have expired.
    package var isSentOnce = false

    /// The input of an operation, encoded for its protocol.
    package enum Input: Sendable {
        /// A JSON document, for the protocol `json` 1.1.
        case json([UInt8])
        /// Parameters, for the protocol `query`.
        case query([(name: String, value: String)])
    }

    /// Makes a call of a service with the JSON protocol.
    package static func json(
        _ service: AWSService, _ operation: String, _ input: JSONText, isIdempotent: Bool = true
    ) -> AWSRequest {
        AWSRequest(
            service: service, operation: operation, input: .json(input.bytes()),
            isIdempotent: isIdempotent)
    }

    /// Makes a call with an existing JSON document, byte for byte.
    package static func raw(
        _ service: AWSService, _ operation: String, _ input: [UInt8], isIdempotent: Bool
    ) -> AWSRequest {
        AWSRequest(
            service: service, operation: operation, input: .json(input), isIdempotent: isIdempotent)
    }

    /// Makes a call of a service with the Query protocol.
    package static func query(
        _ service: AWSService, _ operation: String, _ parameters: [(name: String, value: String)],
        isIdempotent: Bool = true
    ) -> AWSRequest {
        AWSRequest(
            service: service, operation: operation, input: .query(parameters),
            isIdempotent: isIdempotent)
    }

    static let maximumResponseBytes = 16 << 20

    /// Returns the unsigned HTTP request.
    func http(at basePath: String) -> HTTPRequest {
        var headers: Headers
        let body: [UInt8]
        switch input {
        case .json(let bytes):
            headers = ["Content-Type": "application/x-amz-json-1.1"]
            headers["X-Amz-Target"] = "\(service.targetPrefix ?? "").\(operation)"
            body = bytes
        case .query(let parameters):
            headers = ["Content-Type": "application/x-www-form-urlencoded; charset=utf-8"]
            let all = [("Action", operation), ("Version", service.queryVersion ?? "")] + parameters
            body = Array(PercentEncoding.fields(all).utf8)
        }
        var request = HTTPRequest(
            .post, basePath + "/", headers: headers, body: body, deadline: .seconds(60),
            maximumResponseBytes: Self.maximumResponseBytes)
        // The standard retry mode decides about retries after each answer, not the HTTP client.
        request.mayRepeat = false
        return request
    }
}

import PinionHTTP
package import PinionSyntax

/// One call of one operation.
package struct AWSRequest: Sendable {
    /// The service.
    package let service: AWSService
    /// The operation: `DescribeServices`.
    package let operation: String
    /// What is sent.
    package let input: Input
    /// Whether asking twice is the same as asking once, so that it may be sent again.
    package let isIdempotent: Bool

    /// Whether it is sent only once: its sender looks anew before the next attempt.
    ///
    /// Only a refusal of the session's keys is answered with new ones.
    package var isSentOnce = false

    /// What an operation is given.
    package enum Input: Sendable {
        /// A JSON document as bytes: protocols `json` 1.1.
        case json([UInt8])
        /// Parameters: protocol `query`.
        case query([(name: String, value: String)])
    }

    /// A call of a service that speaks JSON.
    package static func json(
        _ service: AWSService, _ operation: String, _ input: JSONText, isIdempotent: Bool = true
    ) -> AWSRequest {
        AWSRequest(
            service: service, operation: operation, input: .json(input.bytes()),
            isIdempotent: isIdempotent)
    }

    /// A call with a JSON document that was built elsewhere, byte for byte.
    package static func raw(
        _ service: AWSService, _ operation: String, _ input: [UInt8], isIdempotent: Bool
    ) -> AWSRequest {
        AWSRequest(
            service: service, operation: operation, input: .json(input), isIdempotent: isIdempotent)
    }

    /// A call of a service that speaks the Query protocol.
    package static func query(
        _ service: AWSService, _ operation: String, _ parameters: [(name: String, value: String)],
        isIdempotent: Bool = true
    ) -> AWSRequest {
        AWSRequest(
            service: service, operation: operation, input: .query(parameters),
            isIdempotent: isIdempotent)
    }

    /// How many bytes an answer may have.
    static let maximumResponseBytes = 16 << 20

    /// The request on the wire, unsigned.
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
        // Repeating is decided per answer by the standard retry mode, not by the HTTP client.
        request.mayRepeat = false
        return request
    }
}

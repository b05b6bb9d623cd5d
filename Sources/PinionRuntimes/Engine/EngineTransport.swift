package import PinionHTTP
package import PinionProcess

/// Carries a request to an engine; the HTTP client does, and so do stand-ins in tests.
package protocol EngineTransport: Sendable {
    /// Sends a request and reads the whole answer, whatever its status.
    func send(
        _ request: HTTPRequest, to endpoint: Endpoint
    ) async throws(HTTPError) -> HTTPResponse
}

extension HTTPClient: EngineTransport {}

/// Finds what to send as `X-Registry-Auth` for a registry's host: base64url of JSON; nil for none.
package typealias RegistryAuthorization = @Sendable (_ host: String) async -> Secret?

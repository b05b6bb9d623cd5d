import PinionHTTP
import PinionModel
import PinionSyntax

/// Sends requests to registries with credentials, and turns refusals into errors.
struct RegistrySession: Sendable {
    let http: HTTPClient
    let hosts: RegistryHosts
    let authorizer: Authorizer

    /// Sends a request about a repository; a 401 is answered once.
    func send(
        _ request: HTTPRequest, about reference: ImageReference, access: TokenScope.Access = .pull
    ) async throws(RegistryError) -> HTTPResponse {
        let repository = reference.repository
        let host = try hosts.host(of: repository)
        let scope = TokenScope(host: host, path: repository.path, access: access)
        let shown = authorizer.known(scope)
        let first = try await send(request, showing: shown, to: host, about: reference)
        guard first.status == 401 else { return first }
        guard first.url.endpoint.isSameOrigin(as: host.endpoint) else {
            throw .unauthorized(
                host: host.name,
                reason: "\(first.url.endpoint), where it redirects to, asks for a login")
        }
        let fresh = try await authorizer.answer(first, for: scope, instead: shown)
        let second = try await send(request, showing: fresh, to: host, about: reference)
        guard second.status != 401 else {
            throw .unauthorized(
                host: host.name, reason: Self.clause(of: second) ?? "the login is not accepted")
        }
        return second
    }

    private func send(
        _ request: HTTPRequest, showing authorization: Authorization?, to host: RegistryHost,
        about reference: ImageReference
    ) async throws(RegistryError) -> HTTPResponse {
        var request = request
        request.repeats500 = true
        if let authorization {
            request.headers.authorize(authorization.scheme, authorization.credential)
        }
        do throws(HTTPError) {
            return host.isUntrusted
                ? try await http.send(request, toUntrusted: host.endpoint)
                : try await http.send(request, to: host.endpoint)
        } catch {
            if host.isUntrusted, case .redirectRefused(_, _, let reason) = error {
                throw .untrustworthy(
                    reference,
                    reason: "nothing trusted names its registry, so that it must be at a public "
                        + "address: \(reason); name \(host.name) under `registries` in pinion.yaml "
                        + "first")
            }
            throw RegistryError(error, host: host.name, about: reference)
        }
    }

    /// Returns the error for an unwanted status.
    static func refusal(
        of response: HTTPResponse, about reference: ImageReference
    ) -> RegistryError {
        let host = reference.repository.registry
        switch response.status {
        case 404: return .notFound(reference)
        case 429: return .throttled(host: host, retryAfter: response.retryAfter)
        case 500...: return .unreachable(host: host, reason: "it answered \(response.status)")
        case 300..<400: return .untrustworthy(reference, reason: "it redirects a change elsewhere")
        case 400..<500:
            let reason = clause(of: response) ?? "it answered \(response.status)"
            return .forbidden(reference, reason: reason)
        default: return .malformed(reference, reason: "it answered \(response.status)")
        }
    }

    /// The codes and messages of an error, made printable (OCI Distribution, "Error Codes").
    private static func clause(of response: HTTPResponse) -> String? {
        guard let root = try? JSONNode(parsing: response.body, named: "error"),  // no clause then
            let errors = root["errors"]?.array
        else { return nil }
        let texts = errors.prefix(3).map { error in
            [error["code"]?.string, error["message"]?.string].compactMap(\.self)
                .joined(separator: ": ")
        }
        let text = texts.filter { !$0.isEmpty }.joined(separator: "; ")
        let printable = text.unicodeScalars.filter { $0.value >= 0x20 && $0.value < 0x7f }
        let short = String(String.UnicodeScalarView(printable.prefix(200)))
        return short.isEmpty ? nil : short
    }
}

extension RegistryError {
    /// Translates an HTTP error for the requested image.
    init(_ error: HTTPError, host: String, about reference: ImageReference) {
        switch error {
        case .unreachable(_, let reason): self = .unreachable(host: host, reason: reason)
        case .connectionLost, .timedOut, .suspended, .proxy, .cancelled, .shutDown:
            self = .unreachable(host: host, reason: error.description)
        case .untrusted, .responseTooLarge, .redirectRefused, .unreadableFile, .invalidRequest:
            self = .untrustworthy(reference, reason: error.description)
        case .malformed: self = .malformed(reference, reason: error.description)
        }
    }
}

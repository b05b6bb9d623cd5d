import PinionHTTP
import PinionModel
import PinionProcess
import PinionSyntax

/// Requests one token from the realm that a challenge names.
struct TokenRequest: Sendable {
    let scope: TokenScope
    let challenge: Challenge
    /// The credential for the realm; `nil` for an anonymous token.
    let credential: Credential?

    /// Returns the token, and how long it is used: ten seconds less than its lifetime.
    func run(
        http: HTTPClient, hosts: RegistryHosts
    ) async throws(RegistryError) -> (Authorization, Duration) {
        let realm = try realm(hosts)
        var request = request(to: realm)
        request.repeats500 = true
        let response: HTTPResponse
        do throws(HTTPError) {
            response =
                scope.host.isUntrusted
                ? try await http.send(request, toUntrusted: realm.endpoint)
                : try await http.send(request, to: realm.endpoint, namedBy: scope.host.endpoint)
        } catch { throw refusal(of: error) }
        guard response.isSuccess else { throw refusal(of: response, at: realm) }
        return try token(in: response.body)
    }

    private func realm(_ hosts: RegistryHosts) throws(RegistryError) -> HTTPURL {
        let text = challenge.parameters["realm"] ?? ""
        let url: HTTPURL
        do { url = try HTTPURL(parsing: text) } catch {
            throw unauthorized("its token server's address is not a URL: \(error)")
        }
        guard url.endpoint.scheme == "https" || scope.host.endpoint.scheme == "http" else {
            throw unauthorized("its token server \(url.endpoint) does not speak TLS")
        }
        return HTTPURL(
            endpoint: url.endpoint.replacing(identity: hosts.identity(for: url.endpoint)),
            target: url.target)
    }

    /// Returns a GET with or without basic authorisation, or a POST to exchange an identity token.
    private func request(to realm: HTTPURL) -> HTTPRequest {
        var fields = [("scope", challenge.parameters["scope"] ?? scope.text)]
        if let service = challenge.parameters["service"] { fields.append(("service", service)) }
        guard case .identityToken(let token) = credential else {
            if case .password(let user, _) = credential { fields.append(("account", user)) }
            let separator = realm.target.contains("?") ? "&" : "?"
            var request = HTTPRequest(
                .get, realm.target + separator + PercentEncoding.fields(fields),
                maximumResponseBytes: 1 << 20)
            if let basic = credential?.basic { request.headers.authorize("Basic", basic) }
            return request
        }
        fields += [
            ("grant_type", "refresh_token"), ("client_id", "pinion"),
            ("refresh_token", token.revealed),
        ]
        var request = HTTPRequest(
            .post, realm.target, body: Array(PercentEncoding.fields(fields).utf8),
            maximumResponseBytes: 1 << 20)
        request.headers["Content-Type"] = "application/x-www-form-urlencoded"
        request.mayRepeat = true
        return request
    }

    private func token(in body: [UInt8]) throws(RegistryError) -> (Authorization, Duration) {
        let answer: JSONNode
        do { answer = try JSONNode(parsing: body, named: "token") } catch {
            throw unauthorized("its token server did not answer with JSON")
        }
        let token = [answer["token"]?.string, answer["access_token"]?.string].lazy
            .compactMap(\.self).first { !$0.isEmpty }
        guard let token, token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
            throw unauthorized("its token server answered without a token")
        }
        let life = min(max(answer["expires_in"]?.int ?? 60, 60), 3600)
        let authorization = Authorization(scheme: "Bearer", credential: Secret(token))
        return (authorization, .seconds(life - 10))
    }

    private func refusal(of response: HTTPResponse, at realm: HTTPURL) -> RegistryError {
        switch response.status {
        case 429: .throttled(host: scope.host.name, retryAfter: response.retryAfter)
        case 500...:
            .unreachable(
                host: scope.host.name,
                reason: "its token server \(realm.endpoint) answered \(response.status)")
        default: unauthorized("its token server \(realm.endpoint) answered \(response.status)")
        }
    }

    private func refusal(of error: HTTPError) -> RegistryError {
        error.isTransient
            ? .unreachable(host: scope.host.name, reason: "its token server: \(error)")
            : unauthorized("its token server is not asked: \(error)")
    }

    private func unauthorized(_ reason: String) -> RegistryError {
        .unauthorized(host: scope.host.name, reason: reason)
    }
}

/// The scope of a token: one repository on one registry.
struct TokenScope: Hashable, Sendable {
    enum Access: String, Hashable, Sendable {
        case pull
        case push = "pull,push"
    }

    let host: RegistryHost
    let path: String
    let access: Access

    /// The scope as token servers name it (distribution, "Token scope documentation").
    var text: String { "repository:\(path):\(access.rawValue)" }
}

/// The address of a server, with its protocol.
package enum Endpoint: Hashable, Sendable {
    /// Plain HTTP over a unix socket.
    case unixSocket(path: String)
    /// Plain HTTP.
    case tcp(host: String, port: Int)
    /// HTTP over TLS.
    case tls(host: String, port: Int, identity: TLSIdentity = .system)

    /// The host without brackets; `nil` for a unix socket.
    package var host: String? {
        switch self {
        case .unixSocket: nil
        case .tcp(let host, _), .tls(let host, _, _): host
        }
    }

    /// The port; `nil` for a unix socket.
    package var port: Int? {
        switch self {
        case .unixSocket: nil
        case .tcp(_, let port), .tls(_, let port, _): port
        }
    }

    /// `http`, `https` or `unix`.
    package var scheme: String {
        switch self {
        case .unixSocket: "unix"
        case .tcp: "http"
        case .tls: "https"
        }
    }

    /// Whether both have the same scheme, host and port, to which credentials are bound.
    package func isSameOrigin(as other: Endpoint) -> Bool { description == other.description }

    /// The part in a URL and in `Host`, with the port only if it is not the scheme's own.
    package var authority: String {
        guard let host, let port else { return "docker" }
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (scheme == "https" ? 443 : 80) ? name : "\(name):\(port)"
    }

    /// Whether its name means this machine: a unix socket, `localhost`, `127.0.0.0/8`, `::1`.
    package var isLocal: Bool {
        guard let host else { return true }
        return AddressClass(ofHost: host) == .loopback
    }
}

extension Endpoint: CustomStringConvertible {
    /// The URL of its root without a path; credentials are never part of an endpoint.
    package var description: String {
        switch self {
        case .unixSocket(let path): "unix://\(path)"
        case .tcp, .tls: "\(scheme)://\(authority)"
        }
    }
}

extension Endpoint {
    /// Reads `unix:///path`, `tcp://host:port`, `http://…` or `https://…`; a path is refused.
    ///
    /// With an `identity`, `tcp://` means TLS, as in the Docker client under `DOCKER_TLS_VERIFY`;
    /// `https://` uses it too.
    package init(parsing text: String, identity: TLSIdentity? = nil) throws(MalformedURL) {
        if text.hasPrefix("unix://") {
            let path = String(text.dropFirst(7))
            guard path.hasPrefix("/"), !path.utf8.contains(0) else { throw .socketPath(path) }
            self = .unixSocket(path: path)
            return
        }
        let secure = identity != nil && text.hasPrefix("tcp://")
        let scheme = secure ? "https://" : "http://"
        let web = text.hasPrefix("tcp://") ? scheme + text.dropFirst(6) : text
        let ports =
            text.hasPrefix("tcp://") ? (plain: 2375, secure: 2376) : (plain: 80, secure: 443)
        let url = try HTTPURL(parsing: web, ports: ports)
        guard url.target == "/" else { throw .path(url.target) }
        self = identity.map { url.endpoint.replacing(identity: $0) } ?? url.endpoint
    }

    /// Returns the endpoint with another identity; unchanged if it does not use TLS.
    package func replacing(identity: TLSIdentity) -> Endpoint {
        guard case .tls(let host, let port, _) = self else { return self }
        return .tls(host: host, port: port, identity: identity)
    }
}

/// An absolute `http` or `https` URL: an endpoint and a target.
///
/// RFC 3986, as far as HTTP needs it. User names and passwords are refused: they would be printed.
package struct HTTPURL: Hashable, Sendable, CustomStringConvertible {
    /// The server.
    package let endpoint: Endpoint
    /// The path and query, as on the request line; never empty.
    package let target: String

    package init(endpoint: Endpoint, target: String) {
        (self.endpoint, self.target) = (endpoint, target)
    }

    /// Reads an absolute URL; the fragment is dropped.
    package init(parsing text: String) throws(MalformedURL) {
        try self.init(parsing: text, ports: (80, 443))
    }

    init(parsing text: String, ports: (plain: Int, secure: Int)) throws(MalformedURL) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { throw .characters }
        guard let colon = text.firstRange(of: "://") else { throw .relative(text) }
        let scheme = text[..<colon.lowerBound].lowercased()
        guard scheme == "http" || scheme == "https" else { throw .scheme(scheme) }
        let rest = text[colon.upperBound...].prefix { $0 != "#" }
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let tail = rest[authority.endIndex...]
        target = tail.hasPrefix("/") ? String(tail) : "/" + tail
        let port = scheme == "https" ? ports.secure : ports.plain
        let (host, given) = try Self.split(authority)
        endpoint =
            scheme == "https"
            ? .tls(host: host, port: given ?? port) : .tcp(host: host, port: given ?? port)
    }

    /// The endpoint's URL with the target; its query may be long, and may hold private data.
    package var description: String { endpoint.description + target }

    /// The description without the query, for messages.
    package var withoutQuery: String { endpoint.description + target.prefix { $0 != "?" } }

    /// Returns the URL that a `Location` or `Link` names, from this one (RFC 3986, section 5.2).
    package func resolving(_ reference: String) throws(MalformedURL) -> HTTPURL {
        guard reference.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { throw .characters }
        if reference.hasPrefix("//") {
            return try HTTPURL(parsing: "\(endpoint.scheme):\(reference)")
        }
        if Self.hasScheme(reference) { return try HTTPURL(parsing: reference) }
        let bare = reference.prefix { $0 != "#" }
        if bare.hasPrefix("/") { return HTTPURL(endpoint: endpoint, target: String(bare)) }
        let path = target.prefix { $0 != "?" }
        if bare.hasPrefix("?") { return HTTPURL(endpoint: endpoint, target: String(path) + bare) }
        let folder = path.lastIndex(of: "/").map { path[...$0] } ?? "/"
        return HTTPURL(endpoint: endpoint, target: String(folder) + bare)
    }

    private static func hasScheme(_ text: String) -> Bool {
        guard let colon = text.firstIndex(of: ":") else { return false }
        return text[..<colon].allSatisfy { $0.isLetter || $0.isNumber || "+-.".contains($0) }
    }

    /// Splits `host`, `host:port` or `[address]:port`; the host is lower case and without brackets.
    static func split(_ authority: Substring) throws(MalformedURL) -> (host: String, port: Int?) {
        guard !authority.contains("@") else { throw .credentials }
        var host = authority
        var port: Substring?
        if authority.hasPrefix("["), let close = authority.firstIndex(of: "]") {
            host = authority[authority.index(after: authority.startIndex)..<close]
            let tail = authority[authority.index(after: close)...]
            guard tail.isEmpty || tail.hasPrefix(":") else { throw .host(String(authority)) }
            port = tail.isEmpty ? nil : tail.dropFirst()
            guard IPAddress(parsing: String(host)) != nil else { throw .host(String(authority)) }
        } else if let colon = authority.firstIndex(of: ":") {
            host = authority[..<colon]
            port = authority[authority.index(after: colon)...]
        }
        guard !host.isEmpty, host.utf8.allSatisfy(isHostByte) else {
            throw .host(String(authority))
        }
        guard let text = port, !text.isEmpty else { return (host.lowercased(), nil) }
        guard let number = UInt16(text), number > 0 else { throw .port(String(text)) }
        return (host.lowercased(), Int(number))
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x3a, 0x5f: true
        default: false
        }
    }
}

/// The reason why a text is not a URL or endpoint that Pinion uses.
package enum MalformedURL: Error, Hashable, Sendable, CustomStringConvertible {
    case characters
    case relative(String)
    case scheme(String)
    case credentials
    case host(String)
    case port(String)
    case path(String)
    case socketPath(String)

    /// The fault, followed by the right form.
    package var description: String {
        switch self {
        case .characters: "a URL is plain ASCII without spaces; encode other characters with %"
        case .relative: "the URL has no scheme; write http://… or https://…"
        case .scheme(let scheme): "`\(scheme)` is not spoken here; write http://… or https://…"
        case .credentials:
            "a URL must not hold a user name or password; keep them where `docker login` puts them"
        case .host(let host): "`\(host)` is not a host; write host or host:port"
        case .port(let port): "`\(port)` is not a port; write 1 to 65535"
        case .path(let path): "an endpoint has no path; leave `\(path)` out"
        case .socketPath(let path): "`\(path)` is not a socket's path; write unix:///absolute/path"
        }
    }
}

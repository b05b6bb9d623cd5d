import PinionProcess

/// The proxies set by environment variables, and the hosts that are reached without one.
///
/// Reads `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`; as in most tools, upper case wins over lower
/// case. Unix sockets and this machine are never reached through a proxy.
package struct Proxies: Hashable, Sendable {
    private let http: String?
    private let https: String?
    private let exceptions: [Exception]

    package static let none = Proxies(environment: [:])

    /// Reads the variables; ``proxy(for:)`` reports malformed addresses.
    package init(environment: [String: String]) {
        func variable(_ name: String) -> String? {
            let value = environment[name] ?? environment[name.lowercased()]
            return value.flatMap { $0.isEmpty ? nil : $0 }
        }
        http = variable("HTTP_PROXY")
        https = variable("HTTPS_PROXY")
        exceptions = (variable("NO_PROXY") ?? "").split { $0 == "," || $0 == " " }
            .map { Exception(parsing: String($0)) }
    }

    /// Returns the proxy for an endpoint; `nil` for a direct connection.
    func proxy(for endpoint: Endpoint) throws(HTTPError) -> Proxy? {
        guard let host = endpoint.host, let port = endpoint.port, !endpoint.isLocal,
            let text = endpoint.scheme == "https" ? https : http,
            !exceptions.contains(where: { $0.covers(host: host, port: port) })
        else { return nil }
        guard let proxy = Proxy(parsing: text) else {
            throw .proxy(endpoint, reason: "its address cannot be read; write http://host:port")
        }
        return proxy
    }
}

/// A proxy: it opens tunnels with `CONNECT` for TLS, and forwards plain requests.
struct Proxy: Hashable, Sendable {
    let host: String
    let port: Int
    /// `user:password`, if the variable contains them.
    let credential: Secret?

    /// Reads `http://user:password@host:port` or `host:port`; `nil` for other schemes.
    init?(parsing text: String) {
        var rest = text[...]
        if let colon = rest.firstRange(of: "://") {
            guard rest[..<colon.lowerBound].lowercased() == "http" else { return nil }
            rest = rest[colon.upperBound...]
        }
        rest = rest.prefix { $0 != "/" }
        let at = rest.lastIndex(of: "@")
        credential = at.map { Secret(PercentEncoding.decoded(String(rest[..<$0]))) }
        let authority = at.map { rest[rest.index(after: $0)...] } ?? rest
        guard let split = try? HTTPURL.split(authority) else { return nil }  // the caller throws
        host = split.host
        port = split.port ?? 80
    }
}

extension Proxies {
    /// One entry of `NO_PROXY`.
    private enum Exception: Hashable, Sendable {
        case all
        case network(IPAddress, bits: Int)
        case name(String, includesItself: Bool, port: Int?)

        init(parsing text: String) {
            let text = text.lowercased()
            if text == "*" {
                self = .all
                return
            }
            let parts = text.split(separator: "/", maxSplits: 1)
            if parts.count == 2, let address = IPAddress(parsing: String(parts[0])),
                let bits = Int(parts[1])
            {
                self = .network(address, bits: bits)
            } else if let address = IPAddress(parsing: text) {
                self = .network(address, bits: address.bytes.count * 8)
            } else {
                let port = text.firstIndex(of: ":").flatMap { Int(text[text.index(after: $0)...]) }
                var name = text.prefix { $0 != ":" }
                if name.hasPrefix("*.") { name = name.dropFirst() }
                let bare = name.hasPrefix(".") ? name.dropFirst() : name
                self = .name(String(bare), includesItself: bare == name, port: port)
            }
        }

        func covers(host: String, port: Int) -> Bool {
            switch self {
            case .all: return true
            case .network(let network, let bits):
                return IPAddress(parsing: host).map { network.isSame(as: $0, bits: bits) } ?? false
            case .name(let name, let includesItself, let wanted):
                guard wanted == nil || wanted == port else { return false }
                return (includesItself && host == name) || host.hasSuffix("." + name)
            }
        }
    }
}

import PinionModel
import PinionProcess

/// The place of a repository: a path on this host, or a network address.
enum RemoteAddress: Hashable, Sendable {
    case path(String)
    case url(RemoteURL)

    /// Reads an address in the forms that git accepts.
    ///
    /// These are `https://`, `ssh://`, `user@host:path`, `file://` and paths, and `http://` for
    /// loopback hosts only. `https://user:password@…` is read where it `mayHoldPassword`: in git's
    /// own settings, where CI jobs leave it, and not in a file that is committed.
    init(parsing text: String, mayHoldPassword: Bool = false) throws(SourceError) {
        guard !text.isEmpty, text.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 })
        else { throw .unsupported(path: text.printable, reason: "the address is empty or no text") }
        if let separator = text.firstRange(of: "://") {
            let scheme = text[..<separator.lowerBound].lowercased()
            let rest = text[separator.upperBound...]
            self =
                try scheme == "file"
                ? Self.file(rest)
                : .url(RemoteURL(scheme: scheme, rest, mayHoldPassword: mayHoldPassword))
        } else if let short = RemoteURL(short: text) {
            self = .url(short)
        } else {
            self = .path(text)
        }
    }

    private static func file(_ rest: Substring) throws(SourceError) -> RemoteAddress {
        let path = rest.hasPrefix("localhost/") ? rest.dropFirst("localhost".count) : rest
        guard path.hasPrefix("/"), let decoded = percentDecoded(path) else {
            throw .unsupported(
                path: "file://\(rest)", reason: "the address must be file:// and an absolute path")
        }
        return .path(decoded)
    }

    /// Returns a text without its percent-encoding; `nil` if that is broken.
    fileprivate static func percentDecoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == 0x25 else {
                bytes.append(byte)
                continue
            }
            guard let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16),
                rest.count >= 2, value != 0
            else { return nil }
            rest = rest.dropFirst(2)
            bytes.append(value)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

/// A network address.
struct RemoteURL: Hashable, Sendable, CustomStringConvertible {
    /// The protocols.
    enum Scheme: String, Hashable, Sendable {
        /// HTTP over TLS.
        case https
        /// Plain HTTP, for loopback hosts only.
        case http
        case ssh

        /// The port if the address names none.
        var port: Int {
            switch self {
            case .https: 443
            case .http: 80
            case .ssh: 22
            }
        }
    }

    let scheme: Scheme
    /// The user, if the address names one.
    let user: String?
    /// The host, in lower case; an IPv6 address without its brackets.
    let host: String
    let port: Int
    /// The path, with its leading slash.
    let path: String
    /// The login that git's settings hold for it; it is in no text of the address.
    var login: Login?
}

extension RemoteURL {
    /// Reads the text after `scheme://`.
    fileprivate init(
        scheme name: String, _ rest: Substring, mayHoldPassword: Bool
    ) throws(SourceError) {
        let authority = rest.prefix { $0 != "/" }
        let shown = "\(name)://\(authority.split(separator: "@").last ?? "")"
        guard let scheme = Scheme(rawValue: name) else {
            let reason = "the scheme \(name) is not supported; use https:// or ssh://"
            throw .unsupported(path: shown, reason: reason)
        }
        var userinfo = authority.lastIndex(of: "@").map { authority[..<$0] }
        var login: Login?
        if let both = userinfo, let colon = both.firstIndex(of: ":") {
            guard mayHoldPassword, scheme != .ssh,
                let user = RemoteAddress.percentDecoded(both[..<colon]),
                let password = RemoteAddress.percentDecoded(both[both.index(after: colon)...])
            else {
                throw .unsupported(
                    path: shown,
                    reason: "the address holds a password; take it out, and put it into ~/.netrc "
                        + "or a credential helper of git")
            }
            login = password.isEmpty ? nil : Login(user: user, secret: Secret(password))
            userinfo = both[..<colon]
        }
        // An empty user is none.
        if userinfo?.isEmpty == true { userinfo = nil }
        let place = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] }
        guard let (host, port) = Self.hostAndPort(place ?? authority) else {
            throw .unsupported(path: shown, reason: "the address names no host that can be read")
        }
        let path = String(rest.dropFirst(authority.count))
        guard path.count > 1 else {
            throw .unsupported(path: shown, reason: "the address names no path")
        }
        self.init(
            scheme: scheme, user: userinfo.map(String.init), host: host,
            port: port ?? scheme.port, path: path, login: login)
        if scheme == .http, !isLoopback {
            throw .unsupported(
                path: shown, reason: "plain http:// is for loopback hosts alone; use https://")
        }
    }

    /// Reads `user@host:path`; `nil` if a text does not have that form.
    init?(short text: String) {
        guard let colon = text.firstIndex(of: ":"), !text[..<colon].contains("/"),
            !text.hasPrefix("."), !text[..<colon].contains("[")
        else { return nil }
        let authority = text[..<colon]
        let user = authority.lastIndex(of: "@").map { String(authority[..<$0]) }
        let host = authority.split(separator: "@").last.map(String.init) ?? ""
        let path = text[text.index(after: colon)...]
        guard Self.isHost(host), !path.isEmpty else { return nil }
        self.init(
            scheme: .ssh, user: user, host: host.lowercased(), port: 22,
            path: path.hasPrefix("/") ? String(path) : "/" + path)
    }

    /// The address for messages, without its user and its query, which may hold a token.
    var description: String {
        let query = path.firstIndex(of: "?").map { _ in "?…" } ?? ""
        return "\(scheme.rawValue)://\(place)\(path.prefix { $0 != "?" })\(query)"
    }

    /// The address for libgit2.
    var address: String {
        "\(scheme.rawValue)://\(user.map { $0 + "@" } ?? "")\(place)\(path)"
    }

    /// The host, with the port if it is not the scheme's own.
    var place: String {
        let shown = host.contains(":") ? "[\(host)]" : host
        return port == scheme.port ? shown : "\(shown):\(port)"
    }

    /// Whether the host is this machine, by its name or its loopback address.
    var isLoopback: Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    private static func hostAndPort(_ text: Substring) -> (host: String, port: Int?)? {
        var host = text
        var port: Substring?
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            host = text[text.index(after: text.startIndex)..<end]
            let rest = text[text.index(after: end)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { return nil }
            port = rest.isEmpty ? nil : rest.dropFirst()
            guard
                host.utf8.allSatisfy({
                    ":.ABCDEF".utf8.contains($0) || $0.isHexDigit
                })
            else {
                return nil
            }
        } else {
            let colon = text.firstIndex(of: ":")
            host = colon.map { text[..<$0] } ?? text
            port = colon.map { text[text.index(after: $0)...] }
            guard isHost(String(host)) else { return nil }
        }
        guard let port else { return (host.lowercased(), nil) }
        guard let number = UInt16(port), number > 0 else { return nil }
        return (host.lowercased(), Int(number))
    }

    private static func isHost(_ text: String) -> Bool {
        !text.isEmpty && !text.hasPrefix("-")
            && text.utf8.allSatisfy {
                $0.isAlphanumeric || [0x2d, 0x2e, 0x5f].contains($0)
            }
    }
}

import PinionHTTP
import PinionProcess
import PinionSyntax

/// The parts of Docker's `config.json` that registries need.
///
/// Docker documentation, "docker login": `credHelpers` before `credsStore` before `auths`.
struct DockerConfig: Sendable {
    /// The key of Docker Hub in `auths` and for helpers.
    static let dockerHub = "https://index.docker.io/v1/"

    private let helpers: [String: String]
    private let store: String?
    private let auths: [(key: String, credential: Credential)]

    /// A configuration without any login.
    static let none = DockerConfig(helpers: [:], store: nil, auths: [])

    private init(
        helpers: [String: String], store: String?, auths: [(key: String, credential: Credential)]
    ) {
        (self.helpers, self.store, self.auths) = (helpers, store, auths)
    }

    /// Returns the file's path: in `$DOCKER_CONFIG`, else in `~/.docker`; `nil` without a home.
    static func path(environment: [String: String]) -> String? {
        if let folder = environment["DOCKER_CONFIG"], !folder.isEmpty {
            return folder + "/config.json"
        }
        return environment["HOME"].flatMap { $0.isEmpty ? nil : $0 + "/.docker/config.json" }
    }

    /// Reads the file's text; parts that do not concern registries are ignored.
    init(parsing bytes: [UInt8], named path: String) throws(CredentialError) {
        let root: JSONNode
        do { root = try JSONNode(parsing: bytes, named: path, maximumSize: 1 << 20) } catch {
            throw .configuration(error.description)
        }
        var helpers: [String: String] = [:]
        for member in root["credHelpers"]?.members ?? [] {
            helpers[Self.host(ofKey: member.key)] = member.value.string
        }
        var auths: [(key: String, credential: Credential)] = []
        for member in root["auths"]?.members ?? [] {
            guard let credential = try Self.credential(member.value, of: member.key, in: path)
            else { continue }
            auths.append((key: member.key, credential: credential))
        }
        self.init(
            helpers: helpers, store: root["credsStore"]?.string.flatMap { $0.isEmpty ? nil : $0 },
            auths: auths)
    }

    /// Returns the name of the helper for a registry: its own, else the general store's.
    func helper(for registry: String) -> String? {
        helpers[Self.host(ofKey: Self.key(of: registry))] ?? store
    }

    /// Returns the file's own credential for a registry: by the exact key, else by the host.
    func credential(for registry: String) -> Credential? {
        let key = Self.key(of: registry)
        let exact = auths.first { $0.key == key || $0.key == registry }
        let host = Self.host(ofKey: key)
        return (exact ?? auths.first { Self.host(ofKey: $0.key) == host })?.credential
    }

    /// Returns a registry's key in `auths` and on a helper's standard input.
    static func key(of registry: String) -> String {
        registry == "docker.io" ? dockerHub : registry
    }

    /// Returns the host of a key, which may be a URL; Docker Hub has several names.
    private static func host(ofKey key: String) -> String {
        var rest = key[...]
        if let scheme = rest.firstRange(of: "://") { rest = rest[scheme.upperBound...] }
        let host = rest.prefix { $0 != "/" }.lowercased()
        return ["docker.io", "registry-1.docker.io"].contains(host) ? "index.docker.io" : host
    }

    private static func credential(
        _ node: JSONNode, of key: String, in path: String
    ) throws(CredentialError) -> Credential? {
        func text(_ name: String) -> String? {
            node[name]?.string.flatMap { $0.isEmpty ? nil : $0 }
        }
        if let token = text("identitytoken") { return .identityToken(Secret(token)) }
        if let token = text("registrytoken") { return .bearer(Secret(token)) }
        if let user = text("username"), let password = text("password") {
            return .password(user: user, Secret(password))
        }
        guard let auth = text("auth") else { return nil }
        let decoded = Base64.decoded(auth).map { String(decoding: $0, as: UTF8.self) } ?? ""
        guard let colon = decoded.firstIndex(of: ":"), colon > decoded.startIndex else {
            throw .configuration(
                "\(path): the `auth` of \(key) is not base 64 of user:password; log in again")
        }
        let password = decoded[decoded.index(after: colon)...].prefix { $0 != "\0" }
        return .password(user: String(decoded[..<colon]), Secret(String(password)))
    }
}

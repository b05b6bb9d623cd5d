import PinionHTTP
import PinionProcess
import PinionSyntax

/// The parts of Docker's `config.json`, or of a file of the same kind, that registries need.
///
/// Docker documentation, "docker login": `credHelpers` before `credsStore` before `auths`. A key of
/// `auths` may name a part of a registry: `r.example/shop` (containers-auth.json(5)). What is wrong
/// in an entry concerns the registry of that entry alone.
struct DockerConfig: Sendable {
    /// The key of Docker Hub in `auths` and for helpers.
    static let dockerHub = "https://index.docker.io/v1/"

    private let helpers: [String: HelperEntry]
    private let store: HelperEntry
    private let auths: [Login]

    /// A configuration without any login.
    static let none = DockerConfig(helpers: [:], store: .none, auths: [])

    private init(helpers: [String: HelperEntry], store: HelperEntry, auths: [Login]) {
        (self.helpers, self.store, self.auths) = (helpers, store, auths)
    }

    /// A login in `auths`, or why it cannot be read.
    private struct Login: Sendable {
        let key: String
        let host: String
        /// The names of the path; empty if the login is for the whole registry.
        let path: [Substring]
        let credential: Result<Credential, CredentialError>
    }

    /// What stands where the name of a helper is expected.
    private enum HelperEntry: Sendable {
        case none
        case named(String)
        case broken(CredentialError)

        init(_ node: JSONNode?, _ place: String) {
            guard let node, !node.isNull else {
                self = .none
                return
            }
            guard let name = node.string else {
                self = .broken(.configuration("\(place) is no name of a credential helper"))
                return
            }
            self = name.isEmpty ? .none : .named(name)
        }
    }

    /// Reads the text; parts that do not concern registries are ignored, and an empty one is empty.
    init(parsing bytes: [UInt8], named path: String) throws(CredentialError) {
        guard !bytes.allSatisfy(Byte.isSpace) else {
            self = .none
            return
        }
        let root: JSONNode
        do { root = try JSONNode(parsing: bytes, named: path, maximumSize: 1 << 20) } catch {
            throw .configuration(error.description)
        }
        guard root.members != nil else {
            throw .configuration("\(path) is no JSON object; write { \"auths\": { … } }")
        }
        var helpers: [String: HelperEntry] = [:]
        for member in root["credHelpers"]?.members ?? [] {
            let place = "\(path): the helper of \(member.key)"
            helpers[Self.host(ofKey: member.key)] = HelperEntry(member.value, place)
        }
        let auths = (root["auths"]?.members ?? []).compactMap { member in
            Self.credential(member.value, of: member.key, in: path).map {
                Login(
                    key: member.key, host: Self.host(ofKey: member.key),
                    path: Self.path(ofKey: member.key), credential: $0)
            }
        }
        self.init(
            helpers: helpers, store: HelperEntry(root["credsStore"], "\(path): `credsStore`"),
            auths: auths)
    }

    /// Returns the name of the helper for a registry: its own, else the general store's.
    func helper(for registry: String) throws(CredentialError) -> String? {
        // An empty name of its own turns the general store off for that registry.
        switch helpers[Self.host(ofKey: Self.key(of: registry))] ?? store {
        case .none: return nil
        case .named(let name): return name
        case .broken(let error): throw error
        }
    }

    /// Returns the file's own credential for a repository's path in a registry.
    ///
    /// Of several that fit, the one with the longest path counts, then the one with the exact key.
    func credential(
        for registry: String, path: String
    ) throws(CredentialError) -> Credential? {
        let key = Self.key(of: registry)
        let host = Self.host(ofKey: key)
        let names = path.split(separator: "/")
        let fitting = auths.filter { $0.host == host && names.starts(with: $0.path) }
        let longest = fitting.map(\.path.count).max()
        let best = fitting.filter { $0.path.count == longest }
        let exact = best.first { $0.key == key || $0.key == registry }
        return try (exact ?? best.first)?.credential.get()
    }

    /// Returns a registry's key in `auths` and on a helper's standard input.
    static func key(of registry: String) -> String {
        registry == "docker.io" ? dockerHub : registry
    }

    /// Returns the host of a key, which may be a URL; Docker Hub has several names.
    private static func host(ofKey key: String) -> String {
        let host = withoutScheme(key).prefix { $0 != "/" }.lowercased()
        return ["docker.io", "registry-1.docker.io"].contains(host) ? "index.docker.io" : host
    }

    /// Returns the path of a key, unless it is a URL or the path of a registry's API.
    private static func path(ofKey key: String) -> [Substring] {
        let names = key.split(separator: "/").dropFirst()
        guard withoutScheme(key).count == key.count, names != ["v1"], names != ["v2"] else {
            return []
        }
        return Array(names)
    }

    private static func withoutScheme(_ key: String) -> Substring {
        key.firstRange(of: "://").map { key[$0.upperBound...] } ?? key[...]
    }

    /// Returns the credential of an entry, or what is wrong with it; `nil` if it holds none.
    private static func credential(
        _ node: JSONNode, of key: String, in path: String
    ) -> Result<Credential, CredentialError>? {
        func text(_ name: String) -> String? {
            node[name]?.string.flatMap { $0.isEmpty ? nil : $0 }
        }
        if let token = text("identitytoken") { return .success(.identityToken(Secret(token))) }
        if let token = text("registrytoken") { return .success(.bearer(Secret(token))) }
        if let user = text("username"), let password = text("password") {
            return .success(.password(user: user, Secret(password)))
        }
        guard let auth = text("auth") else { return nil }
        let decoded = Base64.decoded(auth).map { String(decoding: $0, as: UTF8.self) } ?? ""
        guard let colon = decoded.firstIndex(of: ":"), colon > decoded.startIndex else {
            return .failure(
                .configuration(
                    "\(path): the `auth` of \(key) is not base 64 of user:password; log in again by "
                        + "`docker login`"))
        }
        let password = decoded[decoded.index(after: colon)...].prefix { $0 != "\0" }
        return .success(.password(user: String(decoded[..<colon]), Secret(String(password))))
    }
}

extension DockerConfig {
    /// A place that holds logins.
    enum Place: Hashable, Sendable {
        /// An environment variable with the text.
        case variable(String)
        /// A file; one that a variable names must be there.
        case file(String, isRequired: Bool)
    }

    /// Returns the places in the order in which they count.
    static func places(in environment: [String: String]) -> [Place] {
        func value(_ name: String) -> String? {
            environment[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        var places: [Place] = []
        if value("DOCKER_AUTH_CONFIG") != nil { places.append(.variable("DOCKER_AUTH_CONFIG")) }
        if let path = value("REGISTRY_AUTH_FILE") {
            places.append(.file(path, isRequired: true))
        }
        if let folder = value("DOCKER_CONFIG") {
            places.append(.file(folder + "/config.json", isRequired: false))
        } else if let home = value("HOME") {
            places.append(.file(home + "/.docker/config.json", isRequired: false))
        }
        return places
    }
}

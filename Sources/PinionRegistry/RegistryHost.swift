import PinionHTTP
package import PinionModel

/// A registry as image references name it, with its real endpoint.
struct RegistryHost: Hashable, Sendable {
    /// The name in image references: `docker.io`, `registry.example.com:5000`.
    let name: String
    let endpoint: Endpoint
    /// Whether no trusted source has named it: then it must have a public address.
    var isUntrusted = false
}

/// The endpoints of registries: TLS, except for this machine and registries in the settings.
package struct RegistryHosts: Sendable {
    private let settings: [String: RegistrySettings]
    private let trusted: Set<String>?

    /// Uses the settings of `pinion.yaml`; paths of certificate files must be absolute already.
    ///
    /// Registries outside `trusted` must have public addresses; `nil` trusts all.
    package init(settings: [RegistrySettings] = [], trusting trusted: Set<String>? = nil) {
        self.settings = Dictionary(
            settings.map { ($0.host.lowercased(), $0) }, uniquingKeysWith: { $1 })
        self.trusted = trusted
    }

    /// Returns the registry of a repository; hosts match exactly, with their port.
    func host(of repository: ImageReference.Repository) throws(RegistryError) -> RegistryHost {
        let name = repository.registry
        let reference = ImageReference(repository: repository)
        let text = name == "docker.io" ? "registry-1.docker.io" : name
        do {
            return RegistryHost(
                name: name, endpoint: try endpoint(text, settings[name.lowercased()]),
                isUntrusted: trusted.map { !$0.contains(name) } ?? false)
        } catch { throw .malformed(reference, reason: "its registry's host is unusable: \(error)") }
    }

    /// Returns the identity for another server of a registry, such as its token server.
    func identity(for endpoint: Endpoint) -> TLSIdentity {
        Self.identity(settings[endpoint.authority.lowercased()])
    }

    private func endpoint(
        _ text: String, _ setting: RegistrySettings?
    ) throws(MalformedURL) -> Endpoint {
        let secure = try Endpoint(parsing: "https://" + text)
        let isPlain = setting?.plainHTTP ?? false
        guard isPlain || (secure.isLocal && setting?.certificateAuthority == nil) else {
            return secure.replacing(identity: Self.identity(setting))
        }
        return try Endpoint(parsing: "http://" + text)
    }

    private static func identity(_ setting: RegistrySettings?) -> TLSIdentity {
        setting?.certificateAuthority.map { TLSIdentity(trust: .systemAnd(file: $0)) } ?? .system
    }
}

import PinionHTTP
import PinionModel
import PinionRegistry
import PinionRuntimes

/// The registries of one run: those of the network, or an OCI image layout that stands for all.
struct Registries: Sendable {
    /// Answers questions.
    let reading: any Registry
    /// Moves tags.
    let retagging: (any Retagger)?
    /// Lists tags.
    let listing: any TagLister
    /// Reads what images say of themselves.
    let inspecting: any ImageInspector
    /// Tries rights.
    let rights: any PushRights
    /// The run's only HTTP client; it costs nothing until the first request.
    let http: HTTPClient
    /// What an engine shows a registry when it pulls.
    let authorization: RegistryAuthorization

    /// The registries of a project.
    init(_ settings: ProjectSettings, root: String?, _ surroundings: Surroundings) throws {
        if settings.imageLayout != nil, root == nil {
            throw Complaint(
                "`images` of pinion.yaml is relative to a working copy, and the repository was "
                    + "named by a URL; run in a clone")
        }
        self.init(
            layout: settings.imageLayout.map { "\(root ?? "")/\($0)" },
            hosts: settings.registries.map { $0.absolute(in: root ?? surroundings.folder) },
            surroundings)
    }

    /// A layout, or the network with nothing set.
    init(layout: String?, _ surroundings: Surroundings) throws {
        self.init(layout: layout, hosts: [], surroundings)
    }

    private init(layout: String?, hosts: [RegistrySettings], _ surroundings: Surroundings) {
        http = HTTPClient(proxies: Proxies(environment: surroundings.environment))
        let credentials = CredentialStore(environment: surroundings.environment)
        authorization = { await credentials.engineAuthorization(for: $0) }
        if let layout {
            let layout = OCILayout(folder: layout)
            reading = layout
            retagging = layout
            listing = layout
            inspecting = layout
            rights = layout
        } else {
            let client = RegistryClient(
                http: http, hosts: RegistryHosts(settings: hosts), credentials: credentials)
            reading = client
            retagging = client
            listing = client
            inspecting = client
            rights = client
        }
    }

    /// Ends connections.
    func close() async { await http.shutdown() }
}

extension RegistrySettings {
    /// The same settings with the path of the certificates made absolute.
    func absolute(in folder: String) -> RegistrySettings {
        let path = certificateAuthority.map { $0.hasPrefix("/") ? $0 : "\(folder)/\($0)" }
        return RegistrySettings(host: host, plainHTTP: plainHTTP, certificateAuthority: path)
    }
}

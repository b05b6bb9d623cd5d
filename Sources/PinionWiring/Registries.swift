import PinionAWS
package import PinionHTTP
package import PinionModel
import PinionRegistry
import PinionRuntimes

/// The registries of one run: those of the network, or an OCI image layout that stands for all.
package struct Registries: Sendable {
    /// Answers, lists and moves.
    package let all: any Registry & Retagger & TagLister & ImageInspector & PushRights
    /// Answers questions.
    package let reading: any Registry
    /// Moves tags.
    package let retagging: (any Retagger)?
    /// Lists tags.
    package let listing: any TagLister
    /// Reads what images say of themselves.
    package let inspecting: any ImageInspector
    /// Tries rights.
    package let rights: any PushRights
    /// The run's only HTTP client; it costs nothing until the first request.
    package let http: HTTPClient
    /// What an engine shows a registry when it pulls.
    let authorization: RegistryAuthorization
    private let hosts: [RegistrySettings]
    private let credentials: CredentialStore

    /// The registries of a project.
    package init(_ settings: ProjectSettings, root: String?, _ surroundings: Surroundings) throws {
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
    package init(layout: String?, _ surroundings: Surroundings) throws {
        self.init(layout: layout, hosts: [], surroundings)
    }

    private init(layout: String?, hosts: [RegistrySettings], _ surroundings: Surroundings) {
        let http = HTTPClient(
            proxies: Proxies(environment: surroundings.environment), clock: surroundings.clock)
        let variables = surroundings.environment
        let credentials = CredentialStore(
            environment: variables,
            ecr: ECRAccess(
                settings: AWSSettings(variables: variables), http: http),
            clock: surroundings.clock)
        if let layout {
            self.init(OCILayout(folder: layout), http, hosts, credentials)
        } else {
            let client = RegistryClient(
                http: http, hosts: RegistryHosts(settings: hosts), credentials: credentials)
            self.init(client, http, hosts, credentials)
        }
    }

    private init(
        _ all: some Registry & Retagger & TagLister & ImageInspector & PushRights,
        _ http: HTTPClient, _ hosts: [RegistrySettings], _ credentials: CredentialStore
    ) {
        self.all = all
        reading = all
        retagging = all
        listing = all
        inspecting = all
        rights = all
        self.http = http
        self.hosts = hosts
        self.credentials = credentials
        authorization = { await credentials.engineAuthorization(for: $0) }
    }

    /// The same registries, which ask none but the named ones at addresses that are not public; a layout asks nobody.
    package func trusting(only known: Set<String>) -> Registries {
        guard reading is RegistryClient else { return self }
        let client = RegistryClient(
            http: http, hosts: RegistryHosts(settings: hosts, trusting: known),
            credentials: credentials)
        return Registries(client, http, hosts, credentials)
    }

    /// Ends connections.
    package func close() async { await http.shutdown() }
}

extension RegistrySettings {
    /// The same settings with the path of the certificates made absolute.
    func absolute(in folder: String) -> RegistrySettings {
        let path = certificateAuthority.map { $0.hasPrefix("/") ? $0 : "\(folder)/\($0)" }
        return RegistrySettings(host: host, plainHTTP: plainHTTP, certificateAuthority: path)
    }
}

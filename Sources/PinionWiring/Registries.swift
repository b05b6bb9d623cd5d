import PinionAWS
import PinionHTTP
package import PinionModel
import PinionRegistry
import PinionRuntimes

/// The registries of one run: on the network, or an OCI image layout in place of them all.
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
    /// What an engine shows a registry when it pulls.
    let authorization: RegistryAuthorization
    private let hosts: [RegistrySettings]
    private let process: ProcessContext

    /// The registries of a project.
    package init(_ settings: ProjectSettings, root: String?, _ process: ProcessContext) throws {
        if settings.imageLayout != nil, root == nil {
            throw Complaint(
                "`images` of pinion.yaml is relative to a working copy, and the repository was "
                    + "named by a URL; run in a clone")
        }
        self.init(
            layout: settings.imageLayout.map { "\(root ?? "")/\($0)" },
            hosts: settings.registries.map { $0.absolute(in: root ?? process.folder) },
            process)
    }

    /// An OCI image layout, or the network with default settings.
    package init(layout: String?, _ process: ProcessContext) throws {
        self.init(layout: layout, hosts: [], process)
    }

    private init(layout: String?, hosts: [RegistrySettings], _ process: ProcessContext) {
        process.http.forgetFailures()
        if let layout {
            self.init(OCILayout(folder: layout), hosts, process)
        } else {
            self.init(process.client(of: RegistryHosts(settings: hosts)), hosts, process)
        }
    }

    private init(
        _ all: some Registry & Retagger & TagLister & ImageInspector & PushRights,
        _ hosts: [RegistrySettings], _ process: ProcessContext
    ) {
        self.all = all
        (reading, retagging, listing, inspecting, rights) = (all, all, all, all, all)
        (self.hosts, self.process) = (hosts, process)
        let credentials = process.credentials
        authorization = { await credentials.engineAuthorization(for: $0) }
    }

    /// The same registries, but a private address is asked only where its registry is named here.
    package func trusting(only known: Set<String>) -> Registries {
        guard reading is RegistryClient else { return self }
        let client = process.client(of: RegistryHosts(settings: hosts, trusting: known))
        return Registries(client, hosts, process)
    }
}

extension ProcessContext {
    fileprivate func client(of hosts: RegistryHosts) -> RegistryClient {
        RegistryClient(http: http, hosts: hosts, credentials: credentials)
    }
}

extension RegistrySettings {
    /// The same settings with the path of the certificates made absolute.
    func absolute(in folder: String) -> RegistrySettings {
        let path = certificateAuthority.map { $0.hasPrefix("/") ? $0 : "\(folder)/\($0)" }
        return RegistrySettings(host: host, plainHTTP: plainHTTP, certificateAuthority: path)
    }
}

import PinionAWS
import PinionHTTP
package import PinionModel
import PinionRegistry
import PinionRuntimes

/// The registries of one run: on the network, or an OCI image layout in place of them all.
package struct Registries: Sendable {
    /// The registries with all functions.
    package let all: any Registry & Retagger & TagLister & ImageInspector & PushRights
    /// Resolves and checks references.
    package let reading: any Registry
    /// Moves tags.
    package let retagging: (any Retagger)?
    /// Lists tags.
    package let listing: any TagLister
    /// Reads the details of images.
    package let inspecting: any ImageInspector
    /// Tries the right to push.
    package let rights: any PushRights
    /// Returns an engine's authorization for pulling from a registry.
    let authorization: RegistryAuthorization
    private let hosts: [RegistrySettings]
    private let process: ProcessContext

    /// Makes the registries of a project.
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

    /// Makes the registries from an OCI image layout, or the network with default settings.
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

    /// Returns the same registries, with private addresses allowed only for those named here.
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
    /// Returns the settings with the path of the certificates made absolute.
    func absolute(in folder: String) -> RegistrySettings {
        let path = certificateAuthority.map { $0.hasPrefix("/") ? $0 : "\(folder)/\($0)" }
        return RegistrySettings(host: host, plainHTTP: plainHTTP, certificateAuthority: path)
    }
}

package import PinionModel
import PinionHTTP
import PinionSyntax

extension ForgeLocation {
    /// Detects the forge from the settings, else from the remote's host, else from the CI job.
    ///
    /// - Parameters:
    ///   - settings: The settings in `pinion.yaml`; they go before everything else.
    ///   - remote: The place of the git remote; `nil` if it is a path on this host.
    ///   - environment: The variables, for those of CI systems.
    /// - Throws: `unconfigured`, with the line that `pinion.yaml` needs.
    package init(
        settings: ForgeSettings?, remote: ForgeRemote?, environment: [String: String]
    ) throws(ForgeError) {
        let given = try settings?.address.map { text throws(ForgeError) in
            try Self.web(parsing: text)
        }
        let host = given?.endpoint.host ?? remote?.webHost
        let job = host.flatMap(CIJob(environment: environment).forge)
        let kind =
            if let kind = settings?.kind { kind } else { try Self.kind(host: host, job: job?.kind) }
        let address = given ?? job?.web
        let web = if let address { address } else { try Self.web(of: remote, kind: kind) }
        let (root, parts) = try Self.repository(
            settings: settings, remote: remote, web: web, kind: kind, isGiven: address != nil)
        self.init(kind: kind, web: root, repository: parts)
    }

    /// Returns the kind of a well-known public forge.
    static func known(host: String) -> ForgeKind? {
        switch host {
        case "github.com": .github
        case "gitlab.com": .gitlab
        case "codeberg.org", "gitea.com": .gitea
        case "bitbucket.org": .bitbucket
        case "dev.azure.com": .azureDevOps
        default: host.hasSuffix(".ghe.com") ? .github : nil
        }
    }

    /// Returns the kind by the host's name, or by the CI job.
    private static func kind(host: String?, job: ForgeKind?) throws(ForgeError) -> ForgeKind {
        guard let host else {
            throw .unconfigured(
                reason: "the remote is a path on this host",
                remedy: "write `forge: { kind: KIND, url: URL, repository: OWNER/NAME }` into "
                    + "pinion.yaml, with \(ForgeKind.choices) for KIND")
        }
        if let kind = known(host: host) ?? job { return kind }
        switch host.prefix(while: { $0 != "." }) {
        case "github": return .github
        case "gitlab": return .gitlab
        case "gitea", "forgejo": return .gitea
        case "bitbucket": return .bitbucketServer
        default:
            throw .unconfigured(
                reason: "\(ShownText(host)) does not say which forge it is",
                remedy: "write `forge: { kind: KIND }` into pinion.yaml, with "
                    + "\(ForgeKind.choices) for KIND")
        }
    }

    /// Reads a configured address.
    private static func web(parsing text: String) throws(ForgeError) -> HTTPURL {
        let url: HTTPURL
        do { url = try HTTPURL(parsing: text) } catch {
            throw .unconfigured(
                reason: "the forge's url cannot be read: \(error)",
                remedy: "write `url: https://HOST` into pinion.yaml")
        }
        guard !url.target.contains("?") else {
            throw .unconfigured(
                reason: "the forge's url has a query",
                remedy: "leave what stands behind `?` out of `url:` in pinion.yaml")
        }
        try check(url.endpoint)
        return url.at(url.target.split(separator: "/"))
    }

    /// Returns the web address for a remote; a port of SSH says nothing about the web's.
    private static func web(
        of remote: ForgeRemote?, kind: ForgeKind
    ) throws(ForgeError) -> HTTPURL {
        guard let remote else {
            guard kind == .none else {
                throw .unconfigured(
                    reason: "the remote is a path on this host",
                    remedy: "write `url: https://HOST` and `repository: OWNER/NAME` under `forge:` "
                        + "in pinion.yaml")
            }
            return HTTPURL(endpoint: .tls(host: "localhost", port: 443), target: "/")
        }
        let endpoint: Endpoint =
            switch remote.scheme {
            case .ssh: .tls(host: remote.webHost, port: 443)
            case .https: .tls(host: remote.webHost, port: remote.port ?? 443)
            case .http: .tcp(host: remote.host, port: remote.port ?? 80)
            }
        try check(endpoint)
        return HTTPURL(endpoint: endpoint, target: "/")
    }

    /// Refuses plain HTTP, which would show the token to the network, except on this machine.
    private static func check(_ endpoint: Endpoint) throws(ForgeError) {
        guard endpoint.scheme == "https" || endpoint.isLocal else {
            throw .unconfigured(
                reason: "\(endpoint) is plain HTTP, which would show the token to the network",
                remedy: "write `url: https://…` under `forge:` in pinion.yaml")
        }
    }
}

extension ForgeLocation {
    /// Returns the repository's path, and the forge's address with an HTTP remote's path prefix.
    ///
    /// On GitHub and Gitea a repository has two parts: those before them are the prefix. GitLab has
    /// groups in groups, so its prefix must be configured.
    private static func repository(
        settings: ForgeSettings?, remote: ForgeRemote?, web: HTTPURL, kind: ForgeKind, isGiven: Bool
    ) throws(ForgeError) -> (web: HTTPURL, parts: [String]) {
        var web = web
        var parts = remote?.parts ?? []
        var shown: [String]?
        switch kind {
        case .bitbucketServer: (shown, parts) = ForgeRemote.bitbucketServer(parts)
        case .azureDevOps: (shown, parts) = remote?.azureDevOps ?? (nil, [])
        case .github, .gitlab, .gitea, .bitbucket, .none: break
        }
        if let text = settings?.repository {
            parts = text.split(separator: "/").map { PercentEncoding.decoded(String($0)) }
        } else {
            let folder = web.target.split(separator: "/").map(String.init)
            if !folder.isEmpty, parts.starts(with: folder) { parts.removeFirst(folder.count) }
            if let shown {
                if !isGiven { web = web.at(shown) }
            } else if !isGiven, kind != .gitlab, parts.count > 2, remote?.scheme != .ssh {
                web = web.at(parts.dropLast(2))
                parts = parts.suffix(2)
            }
        }
        guard kind == .none || isRepository(parts, kind: kind) else {
            let path = ShownText(parts.joined(separator: "/"))
            throw .unconfigured(
                reason: parts.isEmpty
                    ? "the remote does not name the repository"
                    : "`\(path)` is no repository of \(kind.name)",
                remedy: "write `repository: \(kind.pattern)` under `forge:` in pinion.yaml")
        }
        return (web, parts)
    }

    private static func isRepository(_ parts: [String], kind: ForgeKind) -> Bool {
        let isPlain = parts.allSatisfy { part in
            part != "." && part != ".."
                && part.unicodeScalars.allSatisfy {
                    $0.value > 0x20 || ($0 == " " && kind == .azureDevOps)
                }
        }
        switch kind {
        case .gitlab: return isPlain && parts.count >= 2
        case .azureDevOps: return isPlain && parts.count == 3
        case .github, .gitea, .bitbucket, .bitbucketServer, .none:
            return isPlain && parts.count == 2
        }
    }
}

extension HTTPURL {
    /// Returns the address of the same server with a path of these parts.
    func at(_ parts: some BidirectionalCollection<some StringProtocol>) -> HTTPURL {
        HTTPURL(endpoint: endpoint, target: "/" + parts.joined(separator: "/"))
    }
}

extension ForgeKind {
    /// The forge's name in messages.
    var name: String {
        switch self {
        case .github: "GitHub"
        case .gitlab: "GitLab"
        case .gitea: "Gitea"
        case .bitbucket: "Bitbucket"
        case .bitbucketServer: "Bitbucket Data Center"
        case .azureDevOps: "Azure DevOps"
        case .none: "no forge"
        }
    }

    /// The form of a repository's name.
    fileprivate var pattern: String {
        self == .azureDevOps ? "ORGANIZATION/PROJECT/NAME" : "OWNER/NAME"
    }

    /// The values of `kind:`, for messages.
    fileprivate static var choices: String {
        "github, gitlab, gitea (Forgejo too), bitbucket, bitbucket-server, azure-devops or none"
    }
}

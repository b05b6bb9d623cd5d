/// Where the git remote is, as far as a forge can be told from it.
package struct ForgeRemote: Hashable, Sendable {
    /// How git speaks to it.
    package enum Scheme: String, Hashable, Sendable {
        /// HTTP over TLS.
        case https
        /// Plain HTTP.
        case http
        /// SSH, in both of the forms that git knows.
        case ssh
    }

    /// How git speaks to it.
    package let scheme: Scheme
    /// The host, without user and brackets.
    package let host: String
    /// The port; nil for the scheme's own.
    package let port: Int?
    /// The path with or without its slash: `/shop/deploy.git`.
    package let path: String

    /// Puts an address together.
    package init(scheme: Scheme, host: String, port: Int? = nil, path: String) {
        self.scheme = scheme
        self.host = host.lowercased()
        self.port = port
        self.path = path
    }

    /// The path's parts, without the `.git` at the end.
    var parts: [String] {
        var parts = path.split(separator: "/").map(String.init)
        if let last = parts.last, last.hasSuffix(".git"), last.utf8.count > 4 {
            parts[parts.count - 1] = String(last.dropLast(4))
        }
        return parts
    }

    /// The host that people open.
    ///
    /// Some forges take SSH at another name, for firewalls that close port 22 (GitHub Docs, "Using SSH over the HTTPS
    /// port"; GitLab Docs, "GitLab.com settings", "Alternative SSH port"). An organization of Azure DevOps has two
    /// addresses ("Allowed domain URLs").
    var webHost: String {
        switch host {
        case "ssh.github.com": "github.com"
        case "altssh.gitlab.com": "gitlab.com"
        case "altssh.bitbucket.org": "bitbucket.org"
        case "ssh.dev.azure.com": "dev.azure.com"
        default: host.hasSuffix(".visualstudio.com") ? "dev.azure.com" : host
        }
    }
}

import PinionHTTP

/// The parts of a git remote's address from which a forge can be detected.
package struct ForgeRemote: Hashable, Sendable {
    /// The protocols of git.
    package enum Scheme: String, Hashable, Sendable {
        /// HTTP over TLS.
        case https
        /// Plain HTTP.
        case http
        /// SSH, in both of git's forms.
        case ssh
    }

    /// The protocol of the remote.
    package let scheme: Scheme
    /// The host, without user and brackets.
    package let host: String
    /// The port; `nil` means the scheme's own.
    package let port: Int?
    /// The path with or without its slash: `/shop/deploy.git`.
    package let path: String

    /// Makes a remote; the case of the host does not matter.
    package init(scheme: Scheme, host: String, port: Int? = nil, path: String) {
        (self.scheme, self.host, self.port, self.path) = (scheme, host.lowercased(), port, path)
    }

    /// The path's parts, without the `.git` at the end.
    var parts: [String] {
        var parts = path.split(separator: "/").map(String.init)
        if let last = parts.last, last.hasSuffix(".git"), last.utf8.count > 4 {
            parts[parts.count - 1] = String(last.dropLast(4))
        }
        return parts
    }

    /// The host of the web pages.
    ///
    /// Some forges take SSH at another name, for firewalls that close port 22 (GitHub Docs, "Using
    /// SSH over the HTTPS port"; GitLab Docs, "GitLab.com settings", "Alternative SSH port"). An
    /// organization of Azure DevOps has two addresses ("Allowed domain URLs").
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

extension ForgeRemote {
    /// Returns the project and repository of Bitbucket Data Center, and the path prefix before
    /// them: `/SUB/scm/PROJECT/NAME` over HTTP.
    static func bitbucketServer(_ parts: [String]) -> (folder: [String]?, repository: [String]) {
        guard parts.count >= 3, parts[parts.count - 3] == "scm" else { return (nil, parts) }
        return (Array(parts.dropLast(3)), Array(parts.suffix(2)))
    }

    /// The organization (on a server: collection), project and repository of Azure DevOps, and the
    /// path prefix before them.
    ///
    /// Azure Repos, "Clone an existing Git repo": `/ORGANIZATION/PROJECT/_git/NAME`, without the
    /// project if it has the repository's name; `v3/ORGANIZATION/PROJECT/NAME` over SSH. At
    /// `ORGANIZATION.visualstudio.com` the host is the organization, and the path may begin with
    /// `DefaultCollection`.
    var azureDevOps: (folder: [String]?, repository: [String]) {
        var parts = self.parts.map { PercentEncoding.decoded($0) }
        if parts.first == "v3" { return ([], Array(parts.dropFirst())) }
        parts.removeAll { $0 == "_optimized" || $0 == "_full" }
        guard let mark = parts.firstIndex(of: "_git"), mark == parts.count - 2 else {
            return ([], parts)
        }
        var before = Array(parts[..<mark])
        if host.hasSuffix(".visualstudio.com") {
            if before.first == "DefaultCollection" { before.removeFirst() }
            before.insert(String(host.prefix { $0 != "." }), at: 0)
        }
        if before.count == 1 { before += parts.suffix(1) }
        return (Array(before.dropLast(2)), before.suffix(2) + parts.suffix(1))
    }
}

import PinionHTTP

extension ForgeRemote {
    /// Project and repository of Bitbucket Data Center, and the sub-path before them: `/SUB/scm/PROJECT/NAME` over HTTP.
    static func bitbucketServer(_ parts: [String]) -> (folder: [String]?, repository: [String]) {
        guard parts.count >= 3, parts[parts.count - 3] == "scm" else { return (nil, parts) }
        return (Array(parts.dropLast(3)), Array(parts.suffix(2)))
    }

    /// Organization (on a server: collection), project and repository of Azure DevOps, and the sub-path before them.
    ///
    /// Azure Repos, "Clone an existing Git repo": `/ORGANIZATION/PROJECT/_git/NAME`, without the project where it has
    /// the repository's name; `v3/ORGANIZATION/PROJECT/NAME` over SSH. At `ORGANIZATION.visualstudio.com` the
    /// host names it, and the path may begin with `DefaultCollection`.
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

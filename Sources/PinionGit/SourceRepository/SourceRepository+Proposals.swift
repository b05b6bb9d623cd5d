package import PinionModel
package import PinionProcess

extension SourceRepository {
    /// Where proposals are written and pushed; nil means the default as of `source(branch:)`.
    ///
    /// From here on every question to the remote brings the proposals' branches along. Called
    /// before the first ``Source/tip()``, it spares a question of its own.
    package func publisher(branch: String? = nil) -> any Publisher {
        switch origin {
        case .local(let repository, let prefersMain):
            return GitPublisher(
                store: LocalBranchStore(
                    repository: repository, prefersMain: prefersMain, clock: settings.clock),
                tracked: branch)
        case .remote(let remote):
            remote.bring(under: "refs/heads/\(Proposal.branchPrefix)")
            return GitPublisher(store: remote, tracked: branch)
        }
    }

    /// The history of the source.
    package func history() -> any History { GitHistory(objects: origin.objects) }

    /// The repository that a person or a CI job stands in, as it is there: no remote is asked.
    ///
    /// It has commits that the remote's branches lack, such as the merge that CI checks out. Nil
    /// where there is no working copy.
    package func checkout() -> (any Source & History & Merging)? {
        guard let copy, copy.workTree != nil else { return nil }
        return CheckoutSource(repository: copy, remote: remoteName ?? "origin")
    }

    /// Lets the working copy's repository read what this run has of the remote too: the tip of the
    /// tracked branch may be newer than what was cloned.
    package func lendObjects() async throws(SourceError) {
        guard let copy else { return }
        let folder = try await origin.objects.performing { $0.gitFolder }
        guard folder != copy.gitFolder else { return }
        try await copy.performing { (handle) throws(GitError) in
            try handle.read(alsoFrom: folder + "objects")
        }
    }

    /// Where the source is on the network; nil for a path on this host.
    package var remoteAddress: RemoteLocation? {
        guard case .remote(let remote) = origin else { return nil }
        return RemoteLocation(remote.client.remote)
    }

    /// Where the remote answers over HTTP, such as `https://git.example.com`; else nil.
    package var webAddress: String? {
        guard case .remote(let remote) = origin else { return nil }
        let url = remote.client.remote
        return url.scheme == .ssh ? nil : "\(url.scheme.rawValue)://\(url.place)"
    }

    /// The user and secret that `.netrc` or a credential helper of git has for a host; nil where
    /// none is known.
    ///
    /// `port` nil means the scheme's own. Helpers may tell repositories apart by `path`.
    package func credential(
        scheme: String = "https", host: String, port: Int? = nil, path: String = "/"
    ) async -> Login? {
        guard let scheme = RemoteURL.Scheme(rawValue: scheme), scheme != .ssh else { return nil }
        let address = RemoteURL(
            scheme: scheme, user: nil, host: host.lowercased(), port: port ?? scheme.port,
            path: path)
        guard scheme == .https || address.isLoopback else { return nil }
        return await CredentialFinder(settings).credential(for: address)
    }
}

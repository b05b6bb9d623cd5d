package import PinionModel
package import PinionProcess

extension SourceRepository {
    /// Returns the publisher of proposals; `nil` means the default branch of `source(branch:)`.
    ///
    /// From here on, every query of the remote includes the proposals' branches. If this is called
    /// before the first ``Source/tip()``, no query of its own is needed.
    package func publisher(branch: String? = nil, signing: CommitSigning? = nil) -> any Publisher {
        var publisher = unsignedPublisher(branch)
        switch signing {
        case .ssh:
            publisher.signer = CommitSigner(
                environment: settings.environment, folder: settings.environment["TMPDIR"] ?? "/tmp",
                clock: settings.clock)
        case nil: break
        }
        publisher.settingsOf = local
        return publisher
    }

    private func unsignedPublisher(_ branch: String?) -> GitPublisher {
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

    /// Returns the history of the source.
    package func history() -> any History { GitHistory(objects: origin.objects) }

    /// Returns the repository around an operator or a CI job, as it is; no remote is asked.
    ///
    /// It has commits that the remote's branches lack, such as the merge that CI checks out. `nil`
    /// if there is no working copy.
    package func checkout() -> (any Source & History & Merging)? {
        guard let local, local.workTree != nil else { return nil }
        return CheckoutSource(repository: local, remote: remoteName ?? "origin")
    }

    /// Returns a branch's tip as the working copy last fetched it; the remote is not asked.
    ///
    /// The branch is a short name; `nil` means what the clone takes for the remote's default branch,
    /// else `main`. Without a remote, it is the repository's own branch.
    package func fetchedTip(of branch: String?) async throws(SourceError) -> Revision {
        guard let remoteName, let checkout = checkout() else {
            return try await source(branch: branch).tip()
        }
        let names = branch.map { [$0] } ?? ["HEAD", "main"]
        for name in names {
            do { return try await checkout.revision("refs/remotes/\(remoteName)/\(name)") } catch {
                guard case .noSuchRevision = error else { throw error }
            }
        }
        throw .noSuchRevision(
            "copy of the branch \(branch ?? "main") of \(remoteName) in this clone",
            remedy: "run `git fetch \(remoteName)`, name a commit that is here by --base, or leave "
                + "--offline out")
    }

    /// Lets the working copy's repository also read this run's objects of the remote: the tip of
    /// the tracked branch may be newer than the clone.
    package func lendObjects() async throws(SourceError) {
        guard let local else { return }
        let folder = try await origin.objects.performing { $0.gitFolder }
        guard folder != local.gitFolder else { return }
        try await local.performing { (handle) throws(GitError) in
            try handle.read(alsoFrom: folder + "objects")
        }
    }

    /// The network address of the source; `nil` for a path on this host.
    package var remoteAddress: RemoteLocation? {
        guard case .remote(let remote) = origin else { return nil }
        return RemoteLocation(remote.client.remote)
    }

    /// The remote's HTTP address, such as `https://git.example.com`; else `nil`.
    package var webAddress: String? {
        guard case .remote(let remote) = origin else { return nil }
        let url = remote.client.remote
        return url.scheme == .ssh ? nil : "\(url.scheme.rawValue)://\(url.place)"
    }

    /// Returns the user and secret for a host from `.netrc` or a credential helper of git; `nil` if
    /// none is known.
    ///
    /// A `port` of `nil` means the scheme's own. Helpers may tell repositories apart by `path`.
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

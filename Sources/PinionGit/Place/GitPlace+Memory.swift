package import PinionModel

extension GitPlace {
    /// What this host saw of the source before, for one run over one environment.
    package func memory(
        _ place: LedgerLocation, branch: String? = nil
    ) async throws -> GitMemory {
        memory(
            place, named: try await trackedBranch(branch), branch: branch,
            try await chains(place))
    }

    /// A ledger for those who decide by what it tells: one that went back since this host saw it is an error.
    package func guardedLedger(
        _ place: LedgerLocation, branch: String? = nil, tip: CommitID? = nil
    ) async throws(LedgerError) -> any Ledger {
        let chains = try await chains(place)
        return GuardedLedger(
            ledger: GitLedger(chains, looks: place == .remote ? lookBook : nil),
            memory: memory(place, named: branch ?? "", branch: branch, chains), tip: tip)
    }

    /// What people do with one environment's ledger as a whole.
    package func keeper(
        of environment: PinionModel::Environment.Name, _ place: LedgerLocation,
        branch: String? = nil
    ) async throws -> LedgerKeeper {
        LedgerKeeper(
            environment: environment, place: place, label: label,
            chains: try await chains(place), memory: try await memory(place, branch: branch))
    }

    private func memory(
        _ place: LedgerLocation, named name: String, branch: String?, _ chains: any LedgerChains
    ) -> GitMemory {
        GitMemory(
            SeenFolders(settings, of: identity), of: place, branch: name,
            chains: chains, source: source(branch: branch), history: history(),
            witnesses: witnesses, isOfCache: isCached,
            hasRef: { [ground] ref throws(SourceError) in
                switch ground {
                case .remote(let remote): return try await remote.target(of: ref) != nil
                case .local(let repository, _):
                    return try await repository.performing { (handle) throws(GitError) in
                        try handle.target(of: ref) != nil
                    }
                }
            })
    }

    private var witnesses: BranchWitnesses {
        if case .remote(let remote) = ground {
            return BranchWitnesses(cached: remote, clone: copy, remoteName: remoteName)
        }
        return BranchWitnesses(cached: nil, clone: copy, remoteName: remoteName)
    }
}

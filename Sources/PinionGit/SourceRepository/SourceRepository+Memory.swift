package import PinionModel

extension SourceRepository {
    /// Returns this host's memory of the source, for one run over one environment.
    package func memory(
        _ location: LedgerLocation, branch: String? = nil
    ) async throws -> GitMemory {
        GitMemory(
            self, location, branch: branch, named: try await trackedBranch(branch),
            try await chains(location))
    }

    /// Returns a ledger for decisions: reading it fails if it was rewound since this host saw it.
    package func guardedLedger(
        _ location: LedgerLocation, branch: String? = nil, tip: CommitID? = nil
    ) async throws(LedgerError) -> any Ledger {
        let chains = try await chains(location)
        return GuardedLedger(
            ledger: GitLedger(chains: chains, looks: location == .remote ? lookRecords : nil),
            memory: GitMemory(self, location, branch: branch, named: branch ?? "", chains), tip: tip
        )
    }

    /// Returns the operations on one environment's whole ledger.
    package func keeper(
        of environment: PinionModel::Environment.Name, _ location: LedgerLocation,
        branch: String? = nil
    ) async throws -> LedgerKeeper {
        LedgerKeeper(
            environment: environment, location: location, label: label,
            chains: try await chains(location), memory: try await memory(location, branch: branch))
    }

    /// Whether the source itself has a ref at this moment.
    func hasRef(_ ref: String) async throws(SourceError) -> Bool {
        switch origin {
        case .remote(let remote): try await remote.target(of: ref) != nil
        case .local(let repository, _):
            try await repository.performing { (handle) throws(GitError) in
                try handle.target(of: ref) != nil
            }
        }
    }

    var witnesses: BranchWitnesses {
        let cached: RemoteRepository? = if case .remote(let remote) = origin { remote } else { nil }
        return BranchWitnesses(cached: cached, clone: local, remoteName: remoteName)
    }
}

package import PinionModel

extension GitPlace {
    /// The environments that have a ledger, ordered, whether the tracked branch has them or not.
    package func environmentsWithLedger(
        _ place: LedgerPlace
    ) async throws -> [PinionModel::Environment.Name] {
        let refs: [String]
        switch (place, ground) {
        case (.remote, .remote(let remote)):
            refs = try await remote.newest(needing: []).refs(under: LedgerRef.prefix)
        case (.remote, .local(let repository, _)): refs = try await Self.ledgers(in: repository)
        case (.local, _):
            refs = try await Self.ledgers(
                in: LocalLedgers(settings.stateFolder).repository(for: identity))
        }
        return refs.compactMap { LedgerRef.environment(of: $0) }
    }

    private static func ledgers(in repository: Repository) async throws -> [String] {
        try await repository.performing { (handle) throws(GitError) in
            try handle.refs(under: LedgerRef.prefix).sorted()
        }
    }
}

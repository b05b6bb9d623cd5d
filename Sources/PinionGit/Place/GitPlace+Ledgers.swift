package import PinionModel

extension GitPlace {
    /// Where each ledger ends, whether the tracked branch has its environment or not.
    package func ledgerTips(
        _ place: LedgerPlace
    ) async throws -> [PinionModel::Environment.Name: CommitID] {
        let tips: [(ref: String, id: ObjectID)]
        switch (place, ground) {
        case (.remote, .remote(let remote)):
            let snapshot = try await remote.newest(needing: [])
            tips = snapshot.refs(under: LedgerRef.prefix).compactMap { ref in
                snapshot.target(of: ref).map { (ref, $0) }
            }
        case (.remote, .local(let repository, _)): tips = try await Self.tips(in: repository)
        case (.local, _):
            tips = try await Self.tips(
                in: LocalLedgers(settings.stateFolder).repository(for: identity))
        }
        return tips.reduce(into: [:]) { found, tip in
            guard let name = LedgerRef.environment(of: tip.ref) else { return }
            found[name] = tip.id.commit
        }
    }

    /// Those of some environments that have a ledger beside which looks may be recorded.
    ///
    /// Without a ledger such a record would be the trace of one that was lost.
    package func withRemoteLedger(
        _ environments: some Sequence<PinionModel::Environment.Name>
    ) async throws -> Set<PinionModel::Environment.Name> {
        var known = Set(try await ledgerTips(.remote).keys)
        if case .remote(let remote) = ground {
            known.formUnion(await remote.moved.compactMap { LedgerRef.environment(of: $0) })
        }
        return known.intersection(environments)
    }

    /// Where people find the ledger of an environment.
    package func ledgerLabel(
        of environment: PinionModel::Environment.Name, _ place: LedgerPlace
    ) -> String {
        switch place {
        case .remote: "its ledger \(LedgerRef.name(of: environment)) of \(label)"
        case .local: "its ledger on this host (`ledger: local`)"
        }
    }

    private static func tips(
        in repository: Repository
    ) async throws -> [(ref: String, id: ObjectID)] {
        try await repository.performing { (handle) throws(GitError) in
            var tips: [(ref: String, id: ObjectID)] = []
            for ref in try handle.refs(under: LedgerRef.prefix) {
                if let id = try handle.target(of: ref) { tips.append((ref, id)) }
            }
            return tips
        }
    }
}

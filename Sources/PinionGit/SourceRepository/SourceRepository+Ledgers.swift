package import PinionModel

extension SourceRepository {
    /// Returns the last known state of every ledger, whether the branch has its environment or not.
    ///
    /// A removed ledger is still known from the record of who looked and from what this host saw.
    /// With local ledgers, one at the remote counts too, since they would otherwise hide it.
    package func ledgerEnds(
        _ location: LedgerLocation
    ) async throws -> [PinionModel::Environment.Name: LedgerEnd] {
        var ends: [PinionModel::Environment.Name: LedgerEnd] = [:]
        let kept = MemoryFolders(settings, of: identity)
        for location in [location, .remote] {
            for (name, seen) in kept.ledgers(in: location) {
                ends[name] = .lost(lastSeen: seen ?? ends[name]?.commit)
            }
        }
        let refs = try await refs(under: "refs/pinion/")
        for seen in refs {
            guard let name = LookRef.environment(of: seen.ref), ends[name] == nil else { continue }
            ends[name] = .lost(lastSeen: nil)
        }
        var tips = refs
        if location == .local {
            let own = try await LocalLedgers(settings).repository(for: identity)
            tips += try await Self.refs(under: LedgerRef.prefix, in: own)
        }
        for tip in tips {
            guard let name = LedgerRef.environment(of: tip.ref) else { continue }
            if let id = tip.id.commit { ends[name] = .at(id) }
        }
        return ends
    }

    private func refs(under prefix: String) async throws -> [(ref: String, id: ObjectID)] {
        switch origin {
        case .remote(let remote):
            let snapshot = try await remote.newest(needing: [])
            return snapshot.refs(under: prefix).compactMap { ref in
                snapshot.target(of: ref).map { (ref, $0) }
            }
        case .local(let repository, _): return try await Self.refs(under: prefix, in: repository)
        }
    }

    /// Returns the environments that have a remote ledger, beside which looks may be recorded.
    ///
    /// Without a ledger, such a record would look like the trace of a lost one.
    package func withRemoteLedger(
        _ environments: some Sequence<PinionModel::Environment.Name>
    ) async throws -> Set<PinionModel::Environment.Name> {
        var known = Set(
            try await refs(under: LedgerRef.prefix).compactMap { LedgerRef.environment(of: $0.ref) }
        )
        if case .remote(let remote) = origin {
            known.formUnion(await remote.moved.compactMap { LedgerRef.environment(of: $0) })
        }
        return known.intersection(environments)
    }

    /// Returns the place of an environment's ledger, in words.
    package func ledgerLabel(
        of environment: PinionModel::Environment.Name, _ location: LedgerLocation
    ) -> String {
        switch location {
        case .remote: "its ledger \(LedgerRef.name(of: environment)) of \(label)"
        case .local: "its ledger on this host (`ledger: local`)"
        }
    }

    private static func refs(
        under prefix: String, in repository: Repository
    ) async throws -> [(ref: String, id: ObjectID)] {
        try await repository.performing { (handle) throws(GitError) in
            var found: [(ref: String, id: ObjectID)] = []
            for ref in try handle.refs(under: prefix) {
                if let id = try handle.target(of: ref) { found.append((ref, id)) }
            }
            return found
        }
    }
}

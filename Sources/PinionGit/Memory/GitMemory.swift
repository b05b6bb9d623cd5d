package import PinionModel
import Synchronization

/// The memory of what this host saw of one source: a folder per environment in the state folder.
///
/// It holds the file `seen` with the newest tips, and a copy of the ledger, which outlives the
/// cache. One value serves one run over one environment.
package final class GitMemory: HostMemory {
    let repository: SourceRepository
    let location: LedgerLocation
    let branch: String
    let chains: any LedgerChains
    let source: any Source
    /// The cache and the clone, which know tips of the branch too.
    let witnesses: BranchWitnesses
    /// The tips that the clone knew when this run first asked it: a later push from the clone is
    /// newer than the run.
    private let fetched = Mutex<[BranchWitnesses.KnownTip]?>(nil)
    /// The changes that this run keeps once it has recorded something.
    private let pending = Mutex(Pending())

    /// The branch's tip in this run, and the losses that the operator accepts with it.
    private struct Pending {
        var tip: SeenTip?
        var lost: Set<CommitID> = []
        var acceptsLedger = false
    }

    init(
        _ repository: SourceRepository, _ location: LedgerLocation, branch: String?,
        named name: String, _ chains: any LedgerChains
    ) {
        (self.repository, self.location, self.branch, self.chains) = (
            repository, location, name, chains
        )
        source = repository.source(branch: branch)
        witnesses = repository.witnesses
    }

    var history: any History { repository.history() }

    /// Whether the source was not asked, and the host's copy of it is read instead.
    private var isOfCache: Bool { repository.isCached }

    func folder(of environment: PinionModel::Environment.Name) -> MemoryFolder {
        MemoryFolders(repository.settings, of: repository.identity).folder(
            of: environment, location)
    }

    package func recall(
        _ now: PresentTips, of environment: PinionModel::Environment.Name, accepting: Acceptance
    ) async throws(MemoryError) -> Recollection {
        let folder = folder(of: environment)
        // A look is remembered by the cache, if any, without a write that survives power failures.
        let keeps = !isOfCache && (!now.isLook || witnesses.cached == nil)
        let hold = keeps ? await folder.lock() : MemoryFolderLock(lock: nil, obstacle: nil)
        let seen = try folder.tips()
        var fresh = seen ?? RememberedTips()
        let comparison = TipComparison(memory: self, environment: environment, copy: folder.copy)
        let ledger =
            now.comparesLedger
            ? try await comparison.ledger(now.ledger, seen: seen?.ledgers[location]) : .fine
        var setbacks = ledger.setback.map { [$0] } ?? []
        var next = Pending(acceptsLedger: accepting != .none && ledger.setback != nil)
        if let id = now.branch {
            let tip = SeenTip(id: id, at: await date(of: id))
            let found = try await BranchComparison(
                tips: comparison, name: branch, now: tip,
                ledger: ledger.setback == nil ? now.ledger : nil, kept: seen,
                since: seen?.ledgers[location]
            ).verdict()
            setbacks = found.setbacks + setbacks
            fresh.branches[branch] = tip
            fresh.lost[branch] = found.lost.isEmpty ? nil : found.lost
            next.tip = tip
            next.lost = found.lost
        }
        pending.withLock { [next] in $0 = next }
        if let tip = now.ledger { fresh.ledgers[location] = tip }
        let met = fresh.meet(now.ledger?.id, in: location, at: now.intentMet)
        if accepting == .atOnce, now.ledger == nil { fresh.ledgers[location] = nil }
        await settle(ledger, now.ledger, of: environment, accepting)
        var unkept = hold.obstacle
        if keeps, setbacks.isEmpty || accepting == .atOnce, fresh != seen, unkept == nil {
            unkept = await keep(
                fresh, on: folder, replacing: ledger.replacement != nil, isNew: seen == nil)
        }
        _ = consume hold
        let knowsLedger = seen?.ledgers[location] != nil || ledger.setback != nil
        let seeks = now.comparesLedger && now.seeksTraces && now.ledger == nil && !knowsLedger
        let traces = seeks ? try await comparison.traces(branch: now.branch) : []
        return Recollection(
            setbacks: setbacks, traces: traces, knowsLedger: knowsLedger,
            intentSeen: met, obstacle: unkept.map { seen == nil ? $0.ofNothing : $0 },
            isOfCache: isOfCache)
    }

    /// Keeps a ledger's tip that this run wrote, and with it the branch's tip that it acted on.
    ///
    /// If it cannot be kept, the next run reports that: what was kept before stays true.
    func wrote(
        _ tip: SeenTip, of environment: PinionModel::Environment.Name, replacing: Bool = false
    ) async {
        let pending = pending.withLock { $0 }
        let isKept = await amend(environment) { tips, folder in
            tips.ledgers[location] = tip
            if let acted = pending.tip {
                tips.branches[branch] = acted
                tips.lost[branch] = pending.lost.isEmpty ? nil : pending.lost
            }
            _ = await keep(tips, on: folder, replacing: replacing, isNew: false)
        }
        if isKept, pending.acceptsLedger {
            await chains.follow(LedgerRef.name(of: environment), at: ObjectID(tip.id))
        }
    }

    /// Keeps a tip of the branch that this host wrote.
    package func wrote(branchTip tip: CommitID, of environment: PinionModel::Environment.Name) async
    {
        let seen = SeenTip(id: tip, at: await date(of: tip))
        _ = await amend(environment) { tips, folder in
            tips.branches[branch] = seen
            _ = folder.write(tips, isNew: false)
        }
    }

    /// Changes the kept tips under the lock; returns false if they cannot be locked or read.
    private func amend(
        _ environment: PinionModel::Environment.Name,
        _ change: (inout RememberedTips, MemoryFolder) async -> Void
    ) async -> Bool {
        let folder = folder(of: environment)
        let hold = await folder.lock()
        guard hold.obstacle == nil else { return false }
        var tips = RememberedTips()
        do throws(MemoryError) { tips = try folder.tips() ?? tips } catch { return false }
        await change(&tips, folder)
        _ = consume hold
        return true
    }

    /// Writes the ledger's copy before the tips, so that a kept tip's objects are always present.
    private func keep(
        _ tips: RememberedTips, on folder: MemoryFolder, replacing: Bool, isNew: Bool
    ) async -> MemoryError? {
        if let tip = tips.ledgers[location], let id = ObjectID(tip.id) {
            let copy = folder.copy
            do throws(ChainError) {
                try await chains.performing { (handle) throws(GitError) in
                    if replacing { return try copy.replace(with: id, from: handle) }
                    try copy.take(id, from: handle)
                }
            } catch { return .unwritable(path: copy.path, reason: error.reason, isNew: isNew) }
        }
        return folder.write(tips, isNew: isNew)
    }

    /// Returns the tips of the branch that the cache and the clone know.
    func knownTips() async throws(MemoryError) -> [BranchWitnesses.KnownTip] {
        let lost = await witnesses.lost(of: branch)
        if let known = fetched.withLock({ $0 }) { return lost + known }
        var found = try await witnesses.fetched(branch).map { [$0] } ?? []
        found += await witnesses.formerlyFetched(branch)
        fetched.withLock { $0 = found }
        return lost + found
    }

    /// Makes the cache continue from a ledger that replaces another one by an operator's order.
    private func settle(
        _ verdict: TipComparison.Verdict, _ tip: SeenTip?,
        of environment: PinionModel::Environment.Name, _ accepting: Acceptance
    ) async {
        // A cache that cannot forget is asked again later: nothing is lost.
        if verdict.replacement == .redacted { return (try? await chains.forget()) ?? () }
        let isAccepted = verdict.setback != nil && accepting == .atOnce
        guard isAccepted || verdict.replacement == .accepted else { return }
        await chains.follow(LedgerRef.name(of: environment), at: tip.flatMap { ObjectID($0.id) })
    }

    /// Returns when a commit was made; `nil` if that is unknown.
    func date(of commit: CommitID) async -> Timestamp? {
        do { return try await history.commit(commit).revision.authored } catch { return nil }
    }
}

extension MemoryError {
    /// The same error for a host that kept nothing before.
    fileprivate var ofNothing: MemoryError {
        guard case .unwritable(let path, let reason, _) = self else { return self }
        return .unwritable(path: path, reason: reason, isNew: true)
    }
}

extension ChainError {
    /// The reason without the kind of error.
    var reason: String {
        switch self {
        case .moved: "it moved"
        case .refused(let reason, _): reason
        case .unreachable(let reason), .unreadable(let reason): reason
        }
    }
}

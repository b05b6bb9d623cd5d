import PinionModel
import PinionReconcile
import PinionTesting

extension World {
    /// What a host saw.
    struct Memory: Hashable {
        var branch: CommitID?
        var ledger: CommitID?
        /// The open intent that it met, and when.
        var intent: SeenTip?
    }

    /// A host that remembers: it takes in what follows from what it saw, and tells what does not.
    mutating func recall(_ now: PresentTips, _ accepting: Acceptance) -> Event {
        if let memoryFault, case .unreadable = memoryFault {
            return .recalled(.failure(memoryFault))
        }
        guard let seen = memory else {
            let traces = now.ledger == nil && now.seeksTraces ? traces : []
            return .recalled(.success(Recollection(traces: traces, obstacle: memoryFault)))
        }
        var setbacks: [Setback] = []
        if let old = seen.branch, let tip = now.branch, !follows(tip, old) {
            setbacks.append(
                Setback(
                    chain: .branch("main"), seen: SeenTip(id: old, at: nil),
                    now: SeenTip(id: tip, at: nil), relation: .older))
        }
        if let old = seen.ledger, !holds(now.ledger?.id, old) {
            setbacks.append(
                Setback(
                    chain: .ledger, seen: SeenTip(id: old, at: nil), now: now.ledger,
                    relation: now.ledger == nil ? .missing : .older))
        }
        if setbacks.isEmpty || accepting != .none {
            memory = Memory(
                branch: now.branch, ledger: now.ledger?.id,
                intent: now.intentMet.flatMap { met in
                    now.ledger.map { SeenTip(id: $0.id, at: met) }
                })
        }
        let met = seen.intent?.id == now.ledger?.id ? seen.intent?.at : nil
        if met != nil { memory?.intent = seen.intent }
        return .recalled(
            .success(
                Recollection(
                    setbacks: setbacks, knowsLedger: seen.ledger != nil,
                    intentSeen: met, obstacle: memoryFault)))
    }

    private func holds(_ new: CommitID?, _ old: CommitID) -> Bool {
        guard let place = chain.firstIndex(where: { $0.id == new }),
            let before = chain.firstIndex(where: { $0.id == old })
        else { return false }
        return before <= place
    }

    private func follows(_ new: CommitID, _ old: CommitID) -> Bool {
        guard let place = branch.firstIndex(of: new), let before = branch.firstIndex(of: old) else {
            return false
        }
        return before <= place
    }
}

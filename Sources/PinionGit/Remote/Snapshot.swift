import PinionModel

/// What a remote had at one moment, as a transport child brought it.
struct Snapshot: Sendable {
    /// The number of the synchronisation, from 1.
    let number: Int
    /// The refs that were asked for, with what they lead to; nil where the remote has none.
    let refs: [String: ObjectID?]
    /// The branch that the remote's `HEAD` names.
    let defaultBranch: String?
    /// Ledgers that do not descend from what this host saw of them before.
    let rewritten: [String: ObjectID]
    /// The cache, opened.
    let repository: Repository
    /// Which generation of the cache.
    let generation: String

    /// What a ref leads to.
    func target(of ref: String) -> ObjectID? { refs[ref] ?? nil }

    /// Whether the remote was asked for all of these.
    func covers(_ wanted: [String]) -> Bool {
        wanted.allSatisfy { refs[$0] != nil || LedgerRef.environment(of: $0) != nil }
    }
}

import PinionModel

/// What a remote had at one moment, as a transport child brought it.
struct Snapshot: Sendable {
    /// The number of the synchronisation, from 1.
    let number: Int
    /// The refs that were asked for, with what they lead to; nil where the remote has none.
    var refs: [String: ObjectID?]
    /// The beginnings of the ref names of which it was asked for all.
    let prefixes: [String]
    /// The branch that the remote's `HEAD` names.
    let defaultBranch: String?
    /// What the cache saw before of ledgers and branches that do not hold it any more.
    var rewritten: [String: [ObjectID]]
    /// The cache, opened.
    let repository: Repository
    /// Which generation of the cache.
    let generation: String

    /// What a ref leads to.
    func target(of ref: String) -> ObjectID? { refs[ref] ?? nil }

    /// Whether the remote was asked for all of these.
    func covers(_ wanted: [String]) -> Bool {
        wanted.allSatisfy { ref in
            refs[ref] != nil || LedgerRef.environment(of: ref) != nil
                || prefixes.contains { ref.hasPrefix($0) }
        }
    }

    /// The refs that the remote has under a beginning, ordered.
    func refs(under prefix: String) -> [String] {
        refs.filter { $0.key.hasPrefix(prefix) && $0.value != nil }.keys.sorted()
    }
}

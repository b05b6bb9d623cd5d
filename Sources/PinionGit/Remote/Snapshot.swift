import PinionModel

/// The refs of a remote at one moment, as a transport child fetched them.
struct Snapshot: Sendable {
    /// The number of the synchronisation, from 1.
    let number: Int
    /// The requested refs with their targets; `nil` for one that the remote lacks.
    var refs: [String: ObjectID?]
    /// The ref-name prefixes under which all refs were requested.
    let prefixes: [String]
    /// The branch that the remote's `HEAD` names.
    let defaultBranch: String?
    /// The tips that the cache saw of ledgers and branches that no longer hold them.
    var rewritten: [String: [ObjectID]]
    /// The opened cache.
    let repository: Repository
    /// The generation of the cache.
    let generation: String

    /// Returns the target of a ref.
    func target(of ref: String) -> ObjectID? { refs[ref] ?? nil }

    /// Whether the remote was asked for all of these refs.
    func covers(_ wanted: [String]) -> Bool {
        wanted.allSatisfy { ref in
            refs[ref] != nil || LedgerRef.environment(of: ref) != nil
                || prefixes.contains { ref.hasPrefix($0) }
        }
    }

    /// Returns the sorted refs that the remote has under a prefix.
    func refs(under prefix: String) -> [String] {
        refs.filter { $0.key.hasPrefix(prefix) && $0.value != nil }.keys.sorted()
    }
}

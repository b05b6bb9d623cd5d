import PinionModel

/// What a remote had at one moment, as a transport child brought it.
struct Snapshot: Sendable {
    /// The number of the synchronisation, from 1.
    let number: Int
    /// The refs that were asked for, with what they lead to; nil where the remote has none.
    let refs: [String: ObjectID?]
    /// The beginnings of the ref names of which it was asked for all.
    let prefixes: [String]
    /// The branch that the remote's `HEAD` names.
    let defaultBranch: String?
    /// What the cache saw before of ledgers and branches that do not hold it any more.
    let rewritten: [String: [ObjectID]]
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

    /// The same with one ref moved.
    func with(_ ref: String, on id: ObjectID) -> Snapshot {
        var moved = refs
        moved.updateValue(id, forKey: ref)
        return Snapshot(
            number: number, refs: moved, prefixes: prefixes, defaultBranch: defaultBranch,
            rewritten: rewritten, repository: repository, generation: generation)
    }

    /// The same, with nothing said of what the cache saw of a ref before.
    func following(_ ref: String) -> Snapshot {
        Snapshot(
            number: number, refs: refs, prefixes: prefixes, defaultBranch: defaultBranch,
            rewritten: rewritten.filter { $0.key != ref }, repository: repository,
            generation: generation)
    }
}

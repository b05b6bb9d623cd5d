import PinionModel

/// The ref of an environment's ledger.
enum LedgerRef {
    /// How the names of all of them begin.
    static let prefix = "refs/pinion/ledger/"

    /// The ref's full name.
    static func name(of environment: Environment.Name) -> String { "\(prefix)\(environment)" }

    /// The environment whose ledger a ref is; nil for other refs.
    static func environment(of ref: String) -> Environment.Name? {
        guard ref.hasPrefix(prefix) else { return nil }
        return Environment.Name(parsing: ref.dropFirst(prefix.count))
    }
}

/// Keeps on this host what a container printed before it failed.
///
/// It may hold secrets, so it goes neither into a report nor into the ledger, which stays for ever.
package protocol OutputKeeper: Sendable {
    /// Keeps a text under the name of its container.
    func keep(_ output: String, of container: String) -> KeptOutput
}

/// What became of what a container printed.
package enum KeptOutput: Hashable, Sendable {
    /// It is in a file of this host, for some days.
    case file(path: String, days: Int)
    /// It could not be kept; the clause says why.
    case nowhere(String)
}

/// Keeps nothing, for runtimes that are only looked at.
package struct NoOutputKeeper: OutputKeeper {
    package init() {}

    package func keep(_ output: String, of container: String) -> KeptOutput {
        .nowhere("nobody asked for it")
    }
}

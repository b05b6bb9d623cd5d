/// Keeps on this host the output of a container that failed.
///
/// It may hold secrets, so it is written neither to reports nor to the ledger, which is permanent.
package protocol OutputKeeper: Sendable {
    /// Keeps a text under its container's name.
    func keep(_ output: String, of container: String) -> KeptOutput
}

/// The place of a container's output.
package enum KeptOutput: Hashable, Sendable {
    /// A file on this host, which is kept for some days.
    case file(path: String, days: Int)
    /// The output could not be kept; the clause says why.
    case nowhere(String)
}

/// Keeps nothing, for runtimes that are only observed.
package struct NoOutputKeeper: OutputKeeper {
    package init() {}

    package func keep(_ output: String, of container: String) -> KeptOutput {
        .nowhere("nobody asked for it")
    }
}

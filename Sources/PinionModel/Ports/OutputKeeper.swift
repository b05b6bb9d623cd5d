/// Keeps on this host what a container printed before it failed.
///
/// Connection strings and tokens stand in there, so that it goes neither to the ledger, where
/// everybody could read it for ever, nor into a report.
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

/// Keeps nothing.
package struct NoOutputKeeper: OutputKeeper {
    /// For runtimes that are only looked at.
    package init() {}

    /// Keeps nothing.
    package func keep(_ output: String, of container: String) -> KeptOutput {
        .nowhere("nobody asked for it")
    }
}

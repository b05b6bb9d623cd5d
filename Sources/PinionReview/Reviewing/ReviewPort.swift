package import PinionFiles
package import PinionModel

/// The port of a review, configured only by the settings of the base.
package protocol ReviewPort: Sendable {
    /// The commits of the working copy's repository.
    var source: any Source { get }
    var history: any History { get }
    var reader: ProjectReader { get }
    /// The base's settings.
    var settings: ProjectSettings { get }

    /// Returns the ledgers, at the location that the base's settings give.
    func guardedLedger() async throws(LedgerError) -> any Ledger
    /// Returns the location of a file or folder that the base's settings refer to by path.
    func location(of path: String) -> SettingsLocation
    func now() -> Timestamp
    /// Returns the minutes since Monday 00:00 in a named time zone; `nil` if the zone is unknown.
    func minuteOfWeek(in zone: String, at moment: Timestamp) -> Int?
}

/// The registries and the runtimes that a review asks.
package struct ReviewServices: Sendable {
    /// The registries, configured by the base.
    package let registry: any Registry & ImageInspector
    /// Plans an environment, by its own runtime and rules, against what runs now.
    package let preview: @Sendable (Environment) async -> PlanPreview

    package init(
        registry: any Registry & ImageInspector,
        preview: @escaping @Sendable (Environment) async -> PlanPreview
    ) { (self.registry, self.preview) = (registry, preview) }

    /// A function that makes services; only the `known` registries may have non-public addresses.
    package typealias Factory = @Sendable (_ known: Set<String>) -> ReviewServices
}

/// The reason why a change could not be reviewed at all.
package enum ReviewError: Error, Hashable, Sendable, CustomStringConvertible {
    case notAncestor(base: CommitID, head: CommitID, mergeBase: CommitID?)
    /// The repository could not be read.
    case source(SourceError)

    /// The reason as a sentence.
    package var description: String {
        switch self {
        case .notAncestor(let base, let head, let mergeBase?):
            "the base \(base.short) is not an ancestor of the head \(head.short), so that the "
                + "difference of the two is not what merging does; merge the base into the "
                + "change, or give `--base \(mergeBase)`, where they parted"
        case .notAncestor(let base, let head, nil):
            "the base \(base.short) and the head \(head.short) have no commit in common; a "
                + "shallow clone does not hold it: fetch the whole history (`fetch-depth: 0`, "
                + "`git fetch --unshallow`)"
        case .source(let error): error.description
        }
    }
}

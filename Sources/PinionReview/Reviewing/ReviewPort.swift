package import PinionFiles
package import PinionModel

/// What a review needs from outside, configured by the settings of the base alone.
package protocol ReviewPort: Sendable {
    /// The commits of the working copy's repository.
    var source: any Source { get }
    var history: any History { get }
    var reader: ProjectReader { get }
    /// The base's settings.
    var settings: ProjectSettings { get }

    /// The ledgers, at the location that the base's settings give.
    func guardedLedger() async throws(LedgerError) -> any Ledger
    /// The location of a file or folder that the base's settings refer to by path.
    func location(of path: String) -> SettingsLocation
    func now() -> Timestamp
    /// Minutes since Monday 00:00 in a named time zone; nil for an unknown one.
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

    /// Makes the services; only the `known` registries may have addresses that are not public.
    package typealias Factory = @Sendable (_ known: Set<String>) -> ReviewServices
}

/// Why a change could not be reviewed at all.
package enum ReviewError: Error, Hashable, Sendable, CustomStringConvertible {
    case notAncestor(base: CommitID, head: CommitID, mergeBase: CommitID?)
    /// The repository could not be read.
    case source(SourceError)

    /// A sentence for people.
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

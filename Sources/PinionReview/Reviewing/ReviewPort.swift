package import PinionFiles
package import PinionModel

/// What a review of a change asks; all of it is made from the base's settings alone.
package protocol ReviewPort: Sendable {
    /// The commits of the repository that one stands in.
    var source: any Source { get }
    /// How its commits relate.
    var history: any History { get }
    /// Reads files.
    var reader: ProjectReader { get }
    /// The base's settings.
    var settings: ProjectSettings { get }

    /// The ledgers, where the base says that they are kept.
    func guardedLedger() async throws(LedgerError) -> any Ledger
    /// Where a file or folder stands that the base's settings name by its path.
    func location(of path: String) -> SettingsLocation
    /// The wall clock.
    func now() -> Timestamp
    /// Minutes since Monday 00:00 in a named time zone; nil for an unknown one.
    func minuteOfWeek(in zone: String, at moment: Timestamp) -> Int?
}

/// The registries and the runtimes that a review asks.
package struct ReviewServices: Sendable {
    /// The registries, reached as the base says.
    package let registry: any Registry & ImageInspector
    /// Looks at what runs now, with the runtime and the rules of the environment that it is given.
    package let look: @Sendable (Environment) async -> PlanPreview

    package init(
        registry: any Registry & ImageInspector,
        look: @escaping @Sendable (Environment) async -> PlanPreview
    ) { (self.registry, self.look) = (registry, look) }

    /// Makes them, where none but the known registries may be at addresses that are not public.
    package typealias Trusting = @Sendable (_ known: Set<String>) -> ReviewServices
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

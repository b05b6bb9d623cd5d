package import PinionFiles
package import PinionModel

/// Everything outside that a review asks; all of it made from the base alone.
package struct ReviewPorts: Sendable {
    /// The commits of the repository that one stands in.
    package let source: any Source
    /// How its commits relate.
    package let history: any History
    /// What is asked, where none but the registries that the base names may be at addresses that are not public.
    package let asking: @Sendable (_ known: Set<String>) -> ReviewAsking
    /// Where ledgers are kept, as the base says.
    package let ledger: @Sendable () async throws(LedgerError) -> any Ledger
    /// Reads files.
    package let reader: ProjectReader
    /// Where a file or folder stands that the base's settings name.
    package let place: @Sendable (String) -> SettingsPlace
    /// The wall clock.
    package let now: @Sendable () -> Timestamp
    /// Minutes since Monday 00:00 in a named time zone; nil for an unknown one.
    package let minuteOfWeek: @Sendable (String, Timestamp) -> Int?

    package init(
        source: any Source, history: any History,
        asking: @escaping @Sendable (_ known: Set<String>) -> ReviewAsking,
        ledger: @escaping @Sendable () async throws(LedgerError) -> any Ledger,
        reader: ProjectReader, place: @escaping @Sendable (String) -> SettingsPlace,
        now: @escaping @Sendable () -> Timestamp,
        minuteOfWeek: @escaping @Sendable (String, Timestamp) -> Int?
    ) {
        (self.source, self.history, self.asking) = (source, history, asking)
        (self.ledger, self.reader, self.place) = (ledger, reader, place)
        (self.now, self.minuteOfWeek) = (now, minuteOfWeek)
    }
}

/// What a review asks about images and about what runs.
package struct ReviewAsking: Sendable {
    /// The registries, reached as the base says.
    package let registry: any Registry
    /// Tells platforms; nil where the registries cannot.
    package let inspector: (any ImageInspector)?
    /// Looks at what runs now, with the runtime and the rules of the environment that it is given.
    package let look: @Sendable (PinionModel::Environment) async -> PlanGlance

    package init(
        registry: any Registry, inspector: (any ImageInspector)?,
        look: @escaping @Sendable (PinionModel::Environment) async -> PlanGlance
    ) {
        (self.registry, self.inspector, self.look) = (registry, inspector, look)
    }
}

/// Why a change could not be looked at at all.
package enum ReviewError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The base is not an ancestor of the head.
    case notAncestor(base: CommitID, head: CommitID, mergeBase: CommitID?)
    /// The repository could not be read.
    case source(SourceError)

    /// A sentence for people.
    package var description: String {
        switch self {
        case .notAncestor(let base, let head, let mergeBase?):
            "the base \(base.short) is not an ancestor of the head \(head.short), so that the difference of the "
                + "two is not what merging does; merge the base into the change, or give `--base \(mergeBase)`, "
                + "where they parted"
        case .notAncestor(let base, let head, nil):
            "the base \(base.short) and the head \(head.short) have no commit in common; a shallow clone does "
                + "not hold it: fetch the whole history (`fetch-depth: 0`, `git fetch --unshallow`)"
        case .source(let error): error.description
        }
    }
}

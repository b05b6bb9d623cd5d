package import PinionModel

/// Finds in git when the pins of an environment got their holds.
package struct HoldAges: Sendable {
    /// The most commits that are read for one file.
    package static let mostCommits = 500

    private let history: any History
    private let holds: @Sendable (RepositoryFile) -> [PinKey: Hold]?

    /// Takes git's history, and a reader of a pins file's holds, which returns `nil` for mistakes.
    package init(
        _ history: any History, holds: @escaping @Sendable (RepositoryFile) -> [PinKey: Hold]?
    ) {
        (self.history, self.holds) = (history, holds)
    }

    /// Finds when each held pin got its hold, at a commit; git is not asked if there are no holds.
    package func since(
        in environment: Environment, at commit: CommitID
    ) async throws(SourceError) -> [PinKey: HeldSince] {
        var held: [String: [PinKey: Hold]] = [:]
        for (key, pin) in environment.pins {
            if let hold = pin.hold { held[pin.site.path, default: [:]][key] = hold }
        }
        var since: [PinKey: HeldSince] = [:]
        for (path, holds) in held.sorted(by: { $0.key < $1.key }) {
            since.merge(try await self.since(of: holds, path, commit)) { one, _ in one }
        }
        return since
    }

    private func since(
        of held: [PinKey: Hold], _ path: String, _ commit: CommitID
    ) async throws(SourceError) -> [PinKey: HeldSince] {
        let versions = try await history.versions(of: path, at: commit, limit: Self.mostCommits)
        var walk = HoldWalk(held)
        for version in versions where !walk.isOver {
            walk.take(version.file.map(holds) ?? [:], at: version.revision)
        }
        guard !walk.isOver, let oldest = versions.last else { return walk.found }
        walk.end(isWhole: try await history.isFirst(oldest, of: path))
        return walk.found
    }
}

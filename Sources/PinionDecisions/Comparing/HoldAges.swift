package import PinionModel

/// Asks git since when the pins of an environment have their holds.
package struct HoldAges: Sendable {
    /// The most commits that are looked at for one file.
    package static let mostCommits = 500

    private let history: any History
    private let holds: @Sendable (RepositoryFile) -> [PinKey: Hold]?

    /// `holds` reads the holds of a pins file; nil where a version has mistakes.
    package init(
        _ history: any History, holds: @escaping @Sendable (RepositoryFile) -> [PinKey: Hold]?
    ) {
        (self.history, self.holds) = (history, holds)
    }

    /// Since when each held pin is held, at a commit; nothing is asked where there is no hold.
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

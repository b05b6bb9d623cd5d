package import PinionModel

/// What `log --figures` does.
package struct Figuring: Sendable {
    /// How many commits of the tracked branch are looked through for what brought a pin.
    private static let reach = 4_096
    private let ports: HistoryPorts

    /// Reads from the given ports.
    package init(_ ports: HistoryPorts) { self.ports = ports }

    /// The figures of an environment over the days before a moment.
    package func figures(
        of name: PinionModel::Environment.Name, days: Int, to now: Timestamp
    ) async throws -> DeliveryFigures {
        let records = try await ports.ledger.history(of: name, limit: .max).map(\.record)
        let history: DeliveryHistory
        do throws(UnreadableLedger) { history = try DeliveryHistory(records) } catch {
            throw LedgerError.unreadable(error, of: name)
        }
        let timeline = try await timeline(of: name)
        let origins = history.deployments.flatMap { $0.origins(in: timeline) }
        var commits: [CommitID: DeliveredCommit] = [:]
        for id in Set(origins.compactMap(\.self)).sorted() {
            commits[id] = await delivered(id)
        }
        return DeliveryFigures(
            history, timeline: timeline, commits: commits, days: days, to: now)
    }

    /// What the pins files of the tip have been.
    private func timeline(
        of name: PinionModel::Environment.Name
    ) async throws(SourceError) -> PinTimeline {
        let read = ports.project.environments.first { $0.name == name.description }
        guard case .success(let environment)? = read?.result else { return PinTimeline([]) }
        var files: [(versions: [FileVersion], isWhole: Bool)] = []
        for path in Set(environment.pins.values.map(\.site.path)).sorted() {
            files.append(
                try await ports.versions(of: path, at: ports.tip.id, limit: Self.reach))
        }
        return PinTimeline(files)
    }

    private func delivered(_ id: CommitID) async -> DeliveredCommit? {
        guard let details = await ports.history.knownCommit(id) else { return nil }
        let second = details.parents.count == 2 ? details.parents[1] : nil
        return DeliveredCommit(
            details, merged: await second.asyncMap { await ports.history.knownCommit($0) } ?? nil)
    }
}

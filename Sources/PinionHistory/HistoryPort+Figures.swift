package import PinionModel

extension HistoryPort {
    /// Returns the delivery figures of an environment over the days before a moment.
    package func figures(
        of name: Environment.Name, days: Int, to now: Timestamp
    ) async throws -> DeliveryFigures {
        let records = try await ledger().history(of: name, limit: .max).map(\.record)
        let history: DeliveryHistory
        do throws(UnreadableLedger) { history = try DeliveryHistory(records) } catch {
            throw LedgerError.unreadable(error, of: name)
        }
        let timeline = try await timeline(of: name)
        let origins = history.deployments.flatMap { $0.origins(in: timeline) }
        var commits: [CommitID: DeliveredCommit] = [:]
        for id in Set(origins.compactMap(\.self)).sorted() { commits[id] = await delivered(id) }
        return DeliveryFigures(history, timeline: timeline, commits: commits, days: days, to: now)
    }

    /// Reads which commits brought the digests in the pins files of the tip.
    private func timeline(of name: Environment.Name) async throws(SourceError) -> PinTimeline {
        let read = project.environments.first { $0.name == name.description }
        guard case .success(let environment)? = read?.result else { return PinTimeline([]) }
        var files: [(versions: [FileVersion], isWhole: Bool)] = []
        for path in Set(environment.pins.values.map(\.site.path)).sorted() {
            files.append(try await versions(of: path, at: tip.id, limit: 4_096))
        }
        return PinTimeline(files)
    }

    private func delivered(_ id: CommitID) async -> DeliveredCommit? {
        guard let details = await history.knownCommit(id) else { return nil }
        let second = details.parents.count == 2 ? details.parents[1] : nil
        return DeliveredCommit(
            details, merged: await second.asyncMap { await history.knownCommit($0) } ?? nil)
    }
}

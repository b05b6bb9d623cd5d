import PinionFiles
import PinionModel
import PinionReconciler

extension Session {
    /// The most commits that are looked at for one file.
    private static let mostCommits = 200

    /// What people took back of an environment's pins before a commit; nothing where git cannot tell (a shallow clone).
    func undone(
        in environment: PinionModel::Environment, at commit: CommitID
    ) async -> UndonePins {
        var all = UndonePins()
        for path in Set(environment.pins.values.map(\.site.path)).sorted() {
            do throws(SourceError) {
                let versions = try await history.versions(
                    of: path, at: commit, limit: Self.mostCommits)
                all.merge(
                    UndonePins(
                        in: versions.compactMap { version in
                            version.file.flatMap { FiledPins.read($0) }.map {
                                (version.revision, $0.mapValues(\.image))
                            }
                        }))
            } catch {
                continue
            }
        }
        var others: Set<CommitID> = []
        for commit in all.commits where await speaksForItself(commit) { others.insert(commit) }
        return all.without(others)
    }

    /// Whether a commit, or one that it merges, is Pinion's own move by a rule, which took nothing back, or its
    /// rollback, whose hold says what may not come again and until when.
    private func speaksForItself(_ commit: CommitID) async -> Bool {
        guard let details = await knownCommit(commit) else { return false }
        if details.speaksForItself { return true }
        for merged in details.parents.dropFirst()
        where await knownCommit(merged)?.speaksForItself == true { return true }
        return false
    }
}

extension CommitDetails {
    fileprivate var speaksForItself: Bool {
        isByRule
            || (message.contains("Pinion-Intent:")
                && ["Pinion-Purpose: rollback", "(`rollback`)"].contains { message.contains($0) })
    }
}

extension Desk {
    /// Leaves out what people took back: it binds what Pinion proposes by rules, and nobody else.
    func leavingUndone(
        _ planned: PlannedChanges, on ground: ProposalGround
    ) async -> PlannedChanges {
        guard !planned.changes.moves.isEmpty else { return planned }
        let undone = await session.undone(in: ground.environment, at: ground.commit)
        var left: [LeftOut] = []
        for (key, image) in planned.changes.moves {
            guard let found = undone.undone(key, image) else { continue }
            left.append(
                LeftOut(key.description, found.clause(key, ground.environment.name)))
        }
        return planned.leaving(left)
    }
}

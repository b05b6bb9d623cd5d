import PinionDecisions
import PinionFiles
import PinionModel

// Questions about environments that git answers.
extension ProposalContext {
    /// Leaves out pins that someone reverted; this binds only what Pinion proposes by rules.
    func leavingUndone(_ planned: PlannedChanges, on base: ProposalBase) async -> PlannedChanges {
        guard !planned.changes.moves.isEmpty else { return planned }
        let undone = await UndonePins(
            in: base.environment, at: base.commit, history, reading: { FiledPins.read($0) })
        let environment = base.environment
        let isUnseen = environment.rules.proposals == .direct
        var leftOut: [LeftOut] = []
        for (key, image) in planned.changes.moves {
            if let found = undone.undone(key, image) {
                leftOut.append(LeftOut(key.description, found.clause(key, environment.name)))
            } else if isUnseen, let path = environment.pins[key]?.site.path,
                let reason = undone.unread[path]
            {
                // No one would review it before it is committed.
                leftOut.append(
                    LeftOut(
                        key.description,
                        "\(reason), and nothing is committed without a review then", .failed))
            }
        }
        let notes = isUnseen ? [] : undone.warnings
        return planned.leaving(leftOut, noting: notes)
    }

    /// Returns an environment as it is in a commit.
    func environment(_ name: Environment.Name, at commit: CommitID) async throws -> Environment {
        let files = try await source.files(
            of: commit, at: [ProjectReader.settingsPath, environmentsFolder])
        let project = try port.reader.project(from: files)
        guard let read = project.environments.first(where: { $0.name == name.description }) else {
            throw Complaint(
                "commit \(commit.short) has no environment \(name); name a commit that has it")
        }
        return try read.result.get()
    }

    /// Throws if a name is no pin of any of the environments, unless one of them cannot be read.
    func check(_ names: [String], among environments: [ReadEnvironment]) throws {
        let readable = environments.compactMap { read in
            if case .success(let environment) = read.result { environment } else { nil }
        }
        guard readable.count == environments.count, let first = readable.first else { return }
        let keys = readable.flatMap(\.pins.keys)
        for name in names where !keys.contains(where: { $0.isNamed(in: [name]) }) {
            _ = try pins(named: name, in: first)
        }
    }
}

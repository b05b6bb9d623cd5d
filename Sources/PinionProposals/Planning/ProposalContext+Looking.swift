import PinionFiles
import PinionModel

extension ProposalContext {
    /// An environment as a commit has it.
    func environment(
        _ name: PinionModel::Environment.Name, at commit: CommitID
    ) async throws -> PinionModel::Environment {
        let folder = self.project.settings.environmentsFolder
        let files = try await source.files(of: commit, at: [ProjectReader.settingsPath, folder])
        let project = try reader.project(from: files)
        guard let read = project.environments.first(where: { $0.name == name.description }) else {
            throw Complaint(
                "commit \(commit.short) has no environment \(name); name a commit that has it")
        }
        return try read.result.get()
    }

    /// Throws where a name is no pin of any of the environments; where one cannot be read, nobody knows.
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

import PinionFiles
import PinionModel

extension HistoryPorts {
    /// The versions of a file along the first parents of a commit, and whether the oldest is the file's first: its commit
    /// has no parent, or the file is new in it.
    func versions(
        of path: String, at commit: CommitID, limit: Int
    ) async throws(SourceError) -> (versions: [FileVersion], isWhole: Bool) {
        let versions = try await history.versions(of: path, at: commit, limit: limit)
        guard let last = versions.last else { return ([], false) }
        guard last.file != nil,
            let parent = try await history.commit(last.revision.id).parents.first
        else { return (versions, true) }
        return (versions, try await source.files(of: parent, at: [path]).isEmpty)
    }

    /// The pins files of a commit, in the folder that its own settings name, or those of the tip where they have mistakes.
    func filedPins(at commit: CommitID) async throws(SourceError) -> [FiledPins] {
        let settings = try await source.files(of: commit, at: [ProjectReader.settingsPath])
        let root: String
        do throws(FileMistakes) {
            root = try reader.settings(from: settings).environmentsFolder
        } catch {
            root = project.settings.environmentsFolder
        }
        return FiledPins.all(in: try await source.files(of: commit, at: [root]), root: root)
    }
}

import PinionFiles
import PinionModel

extension HistoryPorts {
    /// The versions of a file along the first parents of a commit, and whether the oldest is the
    /// file's first.
    func versions(
        of path: String, at commit: CommitID, limit: Int
    ) async throws(SourceError) -> (versions: [FileVersion], isWhole: Bool) {
        let versions = try await history.versions(of: path, at: commit, limit: limit)
        guard let last = versions.last else { return ([], false) }
        guard last.file != nil else { return (versions, true) }
        return (versions, try await history.isFirst(last, of: path))
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

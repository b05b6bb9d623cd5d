package import PinionFiles
package import PinionModel

/// The port of the history of deliveries: a repository at its tracked branch's tip.
package protocol HistoryPort: Sendable {
    /// The files of the tip.
    var project: Project { get }
    var tip: Revision { get }
    /// The reader of commits' files.
    var reader: ProjectReader { get }
    /// The tracked branch.
    var source: any Source { get }
    /// The history of the tracked branch.
    var history: any History { get }

    func ledger() async throws(LedgerError) -> any Ledger
    /// Returns the doubts about the history of an environment, a sentence each.
    func historyNotes(of environment: Environment.Name) async throws -> [String]
    /// Returns the environments with a ledger but no folder that were not retired, a sentence each.
    func vanished() async throws -> [String]
}

extension HistoryPort {
    /// Reads the versions of a file along the first parents of a commit, and whether these are all:
    /// the oldest one's commit removed the file, or brought it.
    func versions(
        of path: String, at commit: CommitID, limit: Int
    ) async throws(SourceError) -> (versions: [FileVersion], isWhole: Bool) {
        let versions = try await history.versions(of: path, at: commit, limit: limit)
        guard let oldest = versions.last else { return ([], false) }
        if oldest.file == nil { return (versions, true) }
        return (versions, try await history.isFirst(oldest, of: path))
    }

    /// Reads the pins files of a commit, in the folder that its own settings name, or the tip's
    /// settings if those have mistakes.
    func filedPins(at commit: CommitID) async throws(SourceError) -> [FiledPins] {
        let files = try await source.files(of: commit, at: [ProjectReader.settingsPath])
        let settings = (try? reader.settings(from: files)) ?? project.settings
        let root = settings.environmentsFolder
        return FiledPins.all(in: try await source.files(of: commit, at: [root]), root: root)
    }
}

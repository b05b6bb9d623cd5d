import PinionFiles
import PinionModel

/// The content of the base and the head of a change, read from no more files than needed.
struct ReviewReading: Sendable {
    /// The base's commit.
    let commit: CommitID
    /// The scope of the change.
    let scope: ReviewScope
    /// The paths that differ.
    let paths: [String]
    /// The base, or its mistakes if even its settings or folder cannot be read.
    let base: Result<Project, FileMistakes>
    /// The head's environments, with the base's settings.
    let head: Result<Project, FileMistakes>
    /// The head's settings, if they differ; otherwise `nil`.
    let settings: Result<ProjectSettings, FileMistakes>?
    /// The environments that the head retires and whose folders it has.
    let revived: [String]

    /// The environments that are retired once the change is merged.
    var retired: [Retirement] {
        let before = (try? base.get().settings.retired) ?? []
        return settings.map { (try? $0.get().retired) ?? [] } ?? before
    }
}

// Reading of the files of a change.
extension Reviewer {
    func read(from base: CommitID, to head: CommitID) async throws(SourceError) -> ReviewReading {
        let paths = try await port.history.changedPaths(from: base, to: head)
        let root = port.settings.environmentsFolder
        let path = ProjectReader.settingsPath
        let scope = ReviewScope(paths, root: root, settings: path)
        let rules = try await port.source.files(of: base, at: [path])
        let old = try await files(of: base, scope.folders, scope)
        let sources = port.reader.promotionSources(in: old.touched, root: root)
        let new = try await files(of: head, Set(scope.folders + sources).sorted(), scope)
        var changed: Result<ProjectSettings, FileMistakes>?
        if scope.changesSettings {
            let stem = path.prefix { $0 != "." }
            let files = try await port.source.files(of: head, at: [path, "\(stem).yml"])
            changed = Result { () throws(FileMistakes) in try port.reader.settings(from: files) }
        }
        let retired = changed.map { (try? $0.get().retired) ?? [] } ?? port.settings.retired
        return ReviewReading(
            commit: base, scope: scope, paths: paths, base: project(rules + old.all),
            head: project(rules + new.all), settings: changed,
            revived: try await folders(of: retired.map(\.environment.description), at: head))
    }

    /// Returns those of some environments that have a folder.
    private func folders(
        of names: [String], at commit: CommitID
    ) async throws(SourceError) -> [String] {
        let root = port.settings.environmentsFolder
        guard !names.isEmpty else { return [] }
        let files = try await port.source.files(of: commit, at: names.map { "\(root)/\($0)" })
        return names.filter { name in files.contains { $0.path.hasPrefix("\(root)/\(name)/") } }
    }

    private func project(_ files: [RepositoryFile]) -> Result<Project, FileMistakes> {
        Result { () throws(FileMistakes) in
            try port.reader.project(from: files, comparesRetired: false)
        }
    }

    /// Reads the files of some environments, those of their promotion sources, and from there on
    /// only the rules of further sources.
    private func files(
        of commit: CommitID, _ folders: [String], _ scope: ReviewScope
    ) async throws(SourceError) -> (touched: [RepositoryFile], all: [RepositoryFile]) {
        let root = port.settings.environmentsFolder
        if scope.isStructural {
            let all = try await port.source.files(of: commit, at: [root])
            return (
                all.filter { file in folders.contains { file.path.hasPrefix("\(root)/\($0)/") } },
                all
            )
        }
        guard !folders.isEmpty else { return ([], []) }
        let touched = try await port.source.files(of: commit, at: folders.map { "\(root)/\($0)" })
        var all = touched
        var known = Set(folders)
        var suffix = ""
        while true {
            let more = port.reader.promotionSources(in: all, root: root).filter {
                !known.contains($0)
            }
            guard !more.isEmpty else { return (touched, all) }
            known.formUnion(more)
            all += try await port.source.files(
                of: commit, at: more.map { "\(root)/\($0)\(suffix)" })
            suffix = "/environment.yaml"
        }
    }
}

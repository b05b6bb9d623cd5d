package import PinionModel
package import PinionReading
import PinionSites
import PinionSyntax

/// Reads what one commit asks for, from its files.
///
/// This module reads and writes the files that people keep in git. It never touches a disk: it
/// turns bytes into the model's values, and edits into bytes.
package struct ProjectReader: Sendable {
    private let kinds: [any RuntimeFormat.Type]
    private let isKnownZone: @Sendable (String) -> Bool

    /// Takes the one question that files do not answer.
    ///
    /// - Parameters:
    ///   - kinds: The kinds of runtime that an environment file may name.
    ///   - knownZone: Whether a well-formed name, which is also a safe path below the folder of the
    ///     zones, is a time zone here.
    package init(kinds: [any RuntimeFormat.Type], knownZone: @escaping @Sendable (String) -> Bool) {
        (self.kinds, isKnownZone) = (kinds, knownZone)
    }

    /// The path of the file with the project-wide settings.
    package static let settingsPath = "pinion.yaml"

    /// Reads the settings; the defaults where `pinion.yaml` is not among the files.
    package func settings(from files: [RepositoryFile]) throws(FileMistakes) -> ProjectSettings {
        if let wrong = files.first(where: { $0.path == "pinion.yml" }) {
            throw FileMistakes([
                FileMistake(
                    at: FilePosition(startOf: wrong.path),
                    "files that end in .yml are not read", remedy: "rename it to pinion.yaml")
            ])
        }
        guard let file = files.first(where: { $0.path == Self.settingsPath }) else {
            return ProjectSettings()
        }
        let root = try file.tree()
        var reading = FileReading(path: file.path)
        let settings = reading.settings(root)
        guard reading.mistakes.isEmpty else { throw FileMistakes(reading.mistakes) }
        return settings
    }

    /// Reads the settings and every folder of the environments.
    ///
    /// A mistake in one environment is only that environment's result. Where the folder holds no
    /// environment the list is empty; that never means that anything is to be removed.
    ///
    /// - Parameters:
    ///   - files: The files of a commit.
    ///   - comparesRetired: Whether a folder that `retired` says is given up is a mistake.
    /// - Returns: What the commit asks for.
    /// - Throws: the mistakes of `pinion.yaml`, and a link or a file in place of the folder.
    package func project(
        from files: [RepositoryFile], comparesRetired: Bool = true
    ) throws(FileMistakes) -> Project {
        let settings = try settings(from: files)
        let root = settings.environmentsFolder
        try refuseLink(at: root, in: files)
        var drafts = EnvironmentFolder.folders(of: files, in: root).map(draft)
        let tags = drafts.map { ($0.folder, $0.rules.rules.environmentTag, $0.services) }
        let found =
            EnvironmentClashes.scopes(drafts) + EnvironmentClashes.tags(tags)
            + EnvironmentClashes.promotions(drafts)
            + (comparesRetired ? EnvironmentClashes.retirements(drafts, settings) : [])
        for (folder, mistake) in found {
            guard let index = drafts.firstIndex(where: { $0.folder == folder }) else { continue }
            drafts[index].add(mistake)
        }
        return Project(
            settings: settings,
            environments: drafts.map { ReadEnvironment(name: $0.folder, result: $0.result) })
    }

    func draft(_ folder: EnvironmentFolder) -> EnvironmentDraft {
        EnvironmentDraft(folder, kinds: kinds, isKnownZone: isKnownZone)
    }

    /// A link or a file on the way to the environments hides them all.
    private func refuseLink(at root: String, in files: [RepositoryFile]) throws(FileMistakes) {
        guard let file = files.first(where: { $0.path == root || root.hasPrefix($0.path + "/") })
        else { return }
        throw FileMistakes([
            file.mistakeOfLink
                ?? FileMistake(
                    at: FilePosition(startOf: file.path),
                    "the environments' folder \(QuotedText(root)) is a file",
                    remedy: "make it a folder with one folder for each environment")
        ])
    }
}

extension ProjectReader {
    /// The environments that others below the folder `root` are promoted from, ordered.
    ///
    /// Whoever reads only some of a project's files must bring the `environment.yaml` of these.
    package func promotionSources(in files: [RepositoryFile], root: String) -> [String] {
        let drafts = EnvironmentFolder.folders(of: files, in: root).map(draft)
        return Set(drafts.compactMap { $0.rules.rules.promotion?.from.description }).sorted()
    }

    /// The environments below the folder `root`, by name, each without its pins; nil where its
    /// `environment.yaml` does not say what runs its services.
    ///
    /// It tells which machine and objects are an environment's, whatever is wrong with its pins.
    package func environmentsWithoutPins(
        in files: [RepositoryFile], root: String
    ) -> [String: Environment?] {
        let drafts = EnvironmentFolder.folders(of: files, in: root).map(draft)
        return Dictionary(uniqueKeysWithValues: drafts.map { ($0.folder, $0.withoutPins) })
    }
}

package import PinionModel
package import PinionReading
import PinionSites
import PinionSyntax

/// Reads the desired state in one commit from its files.
///
/// This module reads and writes the files that are kept in git. It never touches a disk: it turns
/// bytes into the model's values, and edits into bytes.
package struct ProjectReader: Sendable {
    private let kinds: [any RuntimeFormat.Type]
    private let isKnownZone: @Sendable (String) -> Bool

    /// Makes a reader with the facts that files do not contain.
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

    /// Reads the settings; returns the defaults if there is no `pinion.yaml`.
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
    /// A mistake in one environment only affects its own result. If the folder contains no
    /// environment the list is empty; that never means that something is to be removed.
    ///
    /// - Parameters:
    ///   - files: The files of a commit.
    ///   - comparesRetired: Whether a folder of an environment in `retired` is a mistake.
    /// - Returns: The desired state.
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

    /// Refuses a link or a file on the way to the environments, which would hide them all.
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
    /// Returns the environments that others below the folder `root` are promoted from, sorted.
    ///
    /// A caller that reads only some files of a project must include their `environment.yaml`.
    package func promotionSources(in files: [RepositoryFile], root: String) -> [String] {
        let drafts = EnvironmentFolder.folders(of: files, in: root).map(draft)
        return Set(drafts.compactMap { $0.rules.rules.promotion?.from.description }).sorted()
    }

    /// Returns the environments below the folder `root`, by name, without their pins; `nil` for one
    /// whose `environment.yaml` does not name its runtime.
    ///
    /// They show an environment's machine and objects even if its pins have mistakes.
    package func environmentsWithoutPins(
        in files: [RepositoryFile], root: String
    ) -> [String: Environment?] {
        let drafts = EnvironmentFolder.folders(of: files, in: root).map(draft)
        return Dictionary(uniqueKeysWithValues: drafts.map { ($0.folder, $0.withoutPins) })
    }
}

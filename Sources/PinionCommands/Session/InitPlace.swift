import FoundationEssentials
import PinionFiles
import PinionGit
import PinionModel
import PinionWiring

/// Where `init` writes: the working copy that one stands in.
///
/// It may have no commit yet.
struct InitPlace {
    private let common: CommonOptions
    private let process: ProcessContext

    init(_ common: CommonOptions, _ process: ProcessContext) {
        self.common = common
        self.process = process
    }

    /// The root of the working copy.
    func root() async throws -> String {
        let address = common.choice.address(in: process)
        let place = try await GitPlace.open(
            address, settings: try process.gitSettings(cache: common.cache))
        guard let root = place.workingCopy else {
            throw Complaint(
                "`init` writes into a working copy, and there is none here; run it "
                    + "in a clone")
        }
        return root
    }

    /// The settings as they stand in the working tree: the only time that a working tree is read,
    /// since nothing is
    /// decided by it.
    static func settings(in root: String) throws -> ProjectSettings {
        let path = ProjectReader.settingsPath
        guard let bytes = FileManager.default.contents(atPath: "\(root)/\(path)") else {
            return ProjectSettings()
        }
        let file = RepositoryFile(path: path, contents: Array(bytes))
        return try ProjectReader(kinds: []) { _ in true }.settings(from: [file])
    }
}

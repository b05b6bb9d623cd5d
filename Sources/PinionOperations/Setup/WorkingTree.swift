import FoundationEssentials
import PinionFiles
import PinionGit
import PinionModel
import PinionProcess
import PinionWiring

/// The working copy that `init` adds files to; it may have no commit yet.
struct WorkingTree: Sendable {
    /// The path of the root.
    let root: String

    /// Opens the working copy that was named, or the one around the current folder.
    init(_ choice: RepositoryChoice, _ process: ProcessContext) async throws {
        let place = try await SourceRepository.open(
            choice.address(in: process), settings: try process.gitSettings(cache: choice.cache))
        guard let root = place.workingCopy else {
            throw Complaint(
                "`init` writes into a working copy, and there is none here; run it in a clone")
        }
        self.root = root
    }

    /// Reads the settings of the working tree, which nothing else reads or decides by.
    func settings() throws -> ProjectSettings {
        try ProjectReader(kinds: []) { _ in true }.settings(from: settingsFiles)
    }

    /// The settings' file, if there is one.
    var settingsFiles: [RepositoryFile] {
        let path = ProjectReader.settingsPath
        let bytes = FileManager.default.contents(atPath: "\(root)/\(path)")
        return bytes.map { [RepositoryFile(path: path, contents: Array($0))] } ?? []
    }

    /// Refuses a path through a symbolic link, which could lead out of the working tree.
    func refuseLinks(_ path: String) throws(Complaint) {
        var place = root
        for part in path.split(separator: "/") {
            place += "/\(part)"
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: place)
            guard target == nil else {
                throw Complaint("\(place) is a symbolic link; make it a folder of the repository")
            }
        }
    }

    /// Refuses a path that exists; the remedy is the alternative to another environment's name.
    func refuseExisting(_ path: String, remedy: String) throws(Complaint) {
        guard FileManager.default.fileExists(atPath: "\(root)/\(path)") else { return }
        throw Complaint(
            "\(root)/\(path) exists, and init overwrites nothing; name another environment, or "
                + remedy)
    }

    /// Writes a new file and the folders above it; the remedy is the advice if that fails.
    func write(_ bytes: [UInt8], to path: String, remedy: String) throws(Complaint) {
        let full = "\(root)/\(path)"
        do {
            try FileManager.default.createDirectory(
                atPath: String(full[..<(full.lastIndex(of: "/") ?? full.startIndex)]),
                withIntermediateDirectories: true)
            try Data(bytes).write(to: URL(filePath: full), options: .withoutOverwriting)
        } catch {
            throw Complaint("cannot write \(full): \(FileFault(error)); \(remedy)")
        }
    }
}

import PinionModel
import PinionSites

/// The files of one folder below the folder of the environments.
struct EnvironmentFolder {
    /// The folder's name.
    let name: String
    /// The folder's path from the repository's root.
    let path: String
    /// The files, sorted by path.
    private(set) var files: [RepositoryFile] = []

    /// Sorts files into their environments' folders; files in other places are left out.
    static func folders(of files: [RepositoryFile], in root: String) -> [EnvironmentFolder] {
        var folders: [String: EnvironmentFolder] = [:]
        for file in files where file.path.hasPrefix(root + "/") {
            let inside = file.path.dropFirst(root.count + 1)
            let name = String(inside.prefix { $0 != "/" })
            // A plain file beside the environments, such as a README, is not an environment.
            guard inside.count > name.count || file.mistakeOfLink != nil else { continue }
            folders[name, default: EnvironmentFolder(name: name, path: "\(root)/\(name)")]
                .files.append(file)
        }
        return folders.values.sorted { $0.name < $1.name }.map { folder in
            var folder = folder
            folder.files.sort { $0.path < $1.path }
            return folder
        }
    }

    /// Returns a file's path inside the folder.
    func inside(_ file: RepositoryFile) -> Substring { file.path.dropFirst(path.count + 1) }

    /// The environment file, if there is one.
    var environmentFile: RepositoryFile? { files.first { inside($0) == "environment.yaml" } }

    /// The files `pins.yaml` and `*.pins.yaml`.
    var pinsFiles: [RepositoryFile] { files.filter { Self.isPins(inside($0)) } }

    /// The mistakes for links, and for files that are not read although they were meant to be.
    var misplaced: [FileMistake] {
        files.compactMap { file in
            if let link = file.mistakeOfLink { return link }
            let inside = inside(file)
            let name = inside.split(separator: "/").last ?? inside
            let isRead = { (name: Substring) in name == "environment.yaml" || Self.isPins(name) }
            let start = FilePosition(startOf: file.path)
            if name.lowercased().hasSuffix(".yml"), isRead(name.lowercased().dropLast(3) + "yaml") {
                return FileMistake(
                    at: start, "files that end in .yml are not read",
                    remedy: "rename it to \(name.lowercased().dropLast(3))yaml")
            }
            if !isRead(name), isRead(Substring(name.lowercased())) {
                return FileMistake(
                    at: start,
                    "names are read in small letters alone, so that this file is not read",
                    remedy: "rename it to \(name.lowercased())")
            }
            guard inside.contains("/"), isRead(name) else { return nil }
            return FileMistake(
                at: start, "environments do not nest, so that this file is not read",
                remedy: "move it to \(path), or to a folder beside it")
        }
    }

    private static func isPins(_ name: Substring) -> Bool {
        name == "pins.yaml" || (name.hasSuffix(".pins.yaml") && !name.contains("/"))
    }
}

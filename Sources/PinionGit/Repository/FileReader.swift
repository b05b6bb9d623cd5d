import PinionModel

/// Lists and reads the files of a commit; every folder on the way is checked.
struct FileReader {
    /// A file as listed in a tree.
    struct Found: Hashable, Sendable {
        /// The path from the repository's root.
        let path: String
        /// The entry: mode and id.
        let entry: TreeEntry
    }

    private let handle: RepositoryHandle
    private var found: [String: Found] = [:]

    init(_ handle: RepositoryHandle) { self.handle = handle }

    /// Lists the files at and below `roots`, in path order; missing roots are left out.
    mutating func list(_ commit: ObjectID, at roots: [String]) throws(GitError) -> [Found] {
        let root = try handle.entries(of: handle.commit(commit).tree, path: "")
        for path in Set(roots).sorted() {
            let components = path.split(separator: "/").map(String.init)
            if components.isEmpty {
                for entry in root { try add(entry, inside: "", depth: 1) }
            } else {
                try descend(components[...], in: root, inside: "")
            }
        }
        return found.values.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    /// Returns the files of a commit at and below `roots`, in path order.
    mutating func files(
        of commit: ObjectID, at roots: [String]
    ) throws(GitError) -> [RepositoryFile] {
        var totalBytes = 0
        var files: [RepositoryFile] = []
        for found in try list(commit, at: roots) {
            let file = try file(found)
            totalBytes += file.contents.count
            guard totalBytes <= Limits.totalBytes else {
                throw .tooLarge(
                    object: "the commit's pins and rules, with \(found.path),",
                    limit: Limits.totalBytes.asBytes)
            }
            files.append(file)
        }
        return files
    }

    private mutating func descend(
        _ path: ArraySlice<String>, in entries: [TreeEntry], inside folder: String
    ) throws(GitError) {
        guard let name = path.first,
            let entry = entries.first(where: { $0.name.elementsEqual(name.utf8) })
        else { return }
        let rest = path.dropFirst()
        guard !rest.isEmpty, entry.mode == .folder else {
            // A file, link or submodule in a folder's place is listed, for its reader to refuse.
            return try add(entry, inside: folder, depth: 1)
        }
        let inner = folder + name
        try descend(rest, in: handle.entries(of: entry.id, path: inner), inside: inner + "/")
    }

    private mutating func add(
        _ entry: TreeEntry, inside folder: String, depth: Int
    ) throws(GitError) {
        guard let name = entry.component, name.printable == name else {
            throw .malformed(
                object: folder.isEmpty ? "the root folder" : "the folder \(folder)",
                reason: "the name \(entry.label.quoted) is not text")
        }
        let path = folder + name
        guard found.count < Limits.files, depth <= Limits.depth else {
            throw .tooLarge(
                object: "the folder of \(path)",
                limit: "\(Limits.files) files in \(Limits.depth) folders inside each other")
        }
        guard entry.mode == .folder else {
            found[path] = Found(path: path, entry: entry)
            return
        }
        for inner in try handle.entries(of: entry.id, path: path) {
            try add(inner, inside: path + "/", depth: depth + 1)
        }
    }

    /// Reads a file's contents.
    func file(_ found: Found) throws(GitError) -> RepositoryFile {
        let kind: RepositoryFile.Kind
        switch found.entry.mode {
        case .symbolicLink:
            return RepositoryFile(path: found.path, kind: .symbolicLink, contents: [])
        case .submodule, .folder:
            return RepositoryFile(path: found.path, kind: .submodule, contents: [])
        case .file: kind = .file
        case .executable: kind = .executable
        }
        let id = found.entry.id
        guard let header = try handle.header(of: id), header.kind == .blob else {
            throw .missing(object: "the file \(found.path) (\(id.short))")
        }
        guard header.size <= Limits.blobBytes else {
            return RepositoryFile(path: found.path, kind: kind, contents: [], isTooLarge: true)
        }
        let bytes = try handle.bytes(of: id, as: .blob, atMost: Limits.blobBytes)
        return RepositoryFile(path: found.path, kind: kind, contents: bytes)
    }
}

import FoundationEssentials

/// The project's own files, found from where this file was compiled.
struct SourceTree {
    /// One file, by its path from the project's root.
    struct File {
        let path: String
        let text: String

        var lineCount: Int { text.utf8.count { $0 == UInt8(ascii: "\n") } }
        /// The folder below `Sources` or `Tests`: the target's name.
        var target: String {
            let parts = path.split(separator: "/")
            return parts.count > 1 ? String(parts[1]) : ""
        }
        /// The modules that the file imports.
        var imports: [String] { ImportLine.modules(in: text) }
    }

    static let root = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        .dropLast(3).joined(separator: "/")

    /// Every file below a folder whose name has one of the endings, sorted by path.
    ///
    /// What is built or kept by tools (`.build…`, `.git`, `.pinion`) is not the project's.
    static func files(below folder: String = "", endings: [String]) throws -> [File] {
        let start = folder.isEmpty ? root : "\(root)/\(folder)"
        var found: [File] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: start).sorted() {
            if [".build", ".git", ".pinion"].contains(where: { name.hasPrefix($0) }),
                name != ".gitignore"
            {
                continue
            }
            let path = folder.isEmpty ? name : "\(folder)/\(name)"
            var isFolder = false
            guard FileManager.default.fileExists(atPath: "\(root)/\(path)", isDirectory: &isFolder)
            else { continue }
            if isFolder {
                found += try files(below: path, endings: endings)
            } else if endings.contains(where: name.hasSuffix) {
                let bytes = try Data(contentsOf: URL(filePath: "\(root)/\(path)"))
                found.append(File(path: path, text: String(decoding: bytes, as: UTF8.self)))
            }
        }
        return found
    }

    /// The Swift files of a folder.
    static func swift(_ folder: String) throws -> [File] {
        try files(below: folder, endings: [".swift"])
    }
}

/// The reading of import declarations.
enum ImportLine {
    private static let kinds: Set<Substring> = [
        "typealias", "struct", "class", "enum", "protocol", "let", "var", "func",
    ]
    private static let modifiers: Set<Substring> = [
        "public", "package", "internal", "fileprivate", "private",
    ]

    /// The modules that a source text imports, in order; of `import struct A.B` it is `A`.
    static func modules(in text: String) -> [String] {
        text.split(separator: "\n").compactMap { module(in: $0) }
    }

    private static func module(in line: Substring) -> String? {
        var words = line.split { $0 == " " || $0 == "\t" || $0 == ";" }[...]
        while let word = words.first, modifiers.contains(word) || word.hasPrefix("@") {
            words = words.dropFirst()
        }
        guard words.popFirst() == "import" else { return nil }
        if let kind = words.first, kinds.contains(kind) { words = words.dropFirst() }
        return words.first?.split(separator: ".").first.map(String.init)
    }
}

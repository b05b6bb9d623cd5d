package import PinionModel
import PinionSites
package import PinionSyntax

extension RepositoryFile {
    /// Returns the checked text of a file; throws everything that keeps it from being read.
    func text() throws(FileMistakes) -> SourceText {
        if let mistake = mistakeOfKind ?? mistakeOfSize { throw FileMistakes([mistake]) }
        do throws(SyntaxError) { return try SourceText(path: path, bytes: contents) } catch {
            throw FileMistakes(error)
        }
    }

    /// Returns the tree of a YAML file; throws everything that keeps it from being read.
    func tree() throws(FileMistakes) -> YAMLNode {
        let text = try text()
        do throws(SyntaxError) { return try YAMLNode(parsing: text) } catch {
            throw FileMistakes(error)
        }
    }

    /// Returns the file after some edits of its text.
    func edited(_ edits: [Edit]) throws(FilesError) -> RepositoryFile {
        do throws(SyntaxError) {
            return RepositoryFile(
                path: path, kind: kind, contents: try contents.applying(edits, named: path))
        } catch {
            throw FilesError(error)
        }
    }

    /// The mistake if a file is of the wrong kind to be read.
    var mistakeOfKind: FileMistake? {
        if let link = mistakeOfLink { return link }
        guard kind == .executable else { return nil }
        return FileMistake(
            at: start, "the file is marked as executable",
            remedy: "take the mark off: git update-index --chmod=-x \(path)")
    }

    /// The mistake if an entry is a link or a submodule.
    var mistakeOfLink: FileMistake? {
        switch kind {
        case .file, .executable: nil
        case .symbolicLink:
            FileMistake(
                at: start, "the file is a symbolic link",
                remedy: "commit the file itself in its place")
        case .submodule:
            FileMistake(
                at: start, "the folder is a submodule",
                remedy: "commit its files in this repository")
        }
    }

    private var mistakeOfSize: FileMistake? {
        guard isTooLarge else { return nil }
        return FileMistake(
            at: start, "the file is larger than 4 MiB", remedy: "split it into smaller files")
    }

    private var start: FilePosition { FilePosition(startOf: path) }
}

extension FileMistakes {
    /// Converts the problems of a text into mistakes of its file.
    package init(_ error: SyntaxError) {
        self.init(
            error.problems.map {
                FileMistake(
                    at: FilePosition(error.path, $0.position), $0.problem, remedy: $0.remedy)
            })
    }
}

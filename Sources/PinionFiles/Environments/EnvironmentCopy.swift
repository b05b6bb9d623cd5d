package import PinionModel
import PinionReading
import PinionSites
import PinionSyntax

/// A copy of an environment's folder for another machine, byte for byte but for what must differ.
///
/// In environment.yaml that is the `id`, the endpoint if another is given, `apply`, which an
/// operator sets, and a comment of its own before all others.
package struct EnvironmentCopy: Sendable {
    /// The name of the copied environment.
    let former: String
    /// The name of the new environment.
    let name: String
    /// The folder of all environments.
    let root: String
    /// The machine of the new environment.
    let machine: String
    /// The endpoint of the new machine; `nil` if the former environment's is right for it too.
    let endpoint: String?

    package init(
        of former: String, to name: String, in root: String, machine: String, endpoint: String?
    ) {
        (self.former, self.name, self.root) = (former, name, root)
        (self.machine, self.endpoint) = (machine, endpoint)
    }

    /// Returns the files of the new folder, made from those of a commit.
    ///
    /// They are read back together with all others; a mistake that results anywhere is thrown.
    package func files(
        of commit: CommitID, from all: [RepositoryFile], with reader: ProjectReader
    ) throws -> [RepositoryFile] {
        let folder = "\(root)/\(former)/"
        let copies = try all.filter { $0.path.hasPrefix(folder) }.map { file in
            let copy = RepositoryFile(
                path: "\(root)/\(name)/\(file.path.dropFirst(folder.count))", kind: file.kind,
                contents: file.contents, isTooLarge: file.isTooLarge)
            guard file.path == "\(folder)environment.yaml" else { return copy }
            return try commented(try edited(copy, with: reader), commit)
        }
        let others = all.filter { !$0.path.hasPrefix("\(root)/\(name)/") }
        for read in try reader.project(from: others + copies).environments
        where read.name == name || read.name == former {
            _ = try read.result.get()
        }
        return copies
    }

    private func edited(
        _ copy: RepositoryFile, with reader: ProjectReader
    ) throws -> RepositoryFile {
        let moved = try MachineEdit.applying(machine, to: copy, with: reader)
        let source = try moved.text()
        let tree = try moved.tree()
        var edits: [Edit] = []
        if let apply = tree["apply"], apply.scalar != ApplyMode.never.rawValue {
            edits.append(Edit.replacing(value: apply, with: ApplyMode.never.rawValue, in: source))
        }
        if let endpoint {
            let settings = tree["runtime"]?.entries?.first?.value
            guard let written = settings?["endpoint"] else {
                throw FilesError.notEditable(
                    FileMistake(
                        at: FilePosition(startOf: copy.path),
                        "environment \(former) names no endpoint that could be another one",
                        remedy: "run it on the machine that \(name) is for, without --endpoint"))
            }
            edits.append(Edit.replacing(value: written, with: "\(YAMLText(endpoint))", in: source))
        }
        return try moved.edited(edits)
    }

    private func commented(_ file: RepositoryFile, _ commit: CommitID) throws -> RepositoryFile {
        let source = try file.text()
        let comment =
            "# Made by `pinion init \(name) --from \(former)` from commit \(commit.short): "
            + "the settings and pins of \(former), for another machine."
        return RepositoryFile(
            path: file.path, kind: file.kind,
            contents: Array(comment.utf8) + source.lineEnding + file.contents)
    }
}

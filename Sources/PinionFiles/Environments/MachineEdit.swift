package import PinionModel
import PinionReading
import PinionSites
import PinionSyntax

/// The edit that writes another machine's id into an environment's file and changes no other byte.
package enum MachineEdit {
    /// Returns the changed file, or the same one if it has the id already.
    ///
    /// The result is read back: its rules must be the former ones, and its runtime except the id.
    package static func applying(
        _ machine: String, to file: RepositoryFile?, with reader: ProjectReader
    ) throws -> RepositoryFile {
        guard let file else { throw FilesError.notEditable(mistake("environment.yaml", machine)) }
        let before = read(file, reader)
        guard before?.runtime.id != machine else { return file }
        let source = try file.text()
        let root = try file.tree()
        guard let runtime = root["runtime"], let kind = before?.runtime.kind,
            let block = runtime[kind]
        else { throw FilesError.notEditable(mistake(file.path, machine)) }
        let entry = "id: \(YAMLText(machine))"
        let edits: [Edit]
        if let former = block["id"] {
            edits = [Edit.replacing(value: former, with: "\(YAMLText(machine))", in: source)]
        } else if block.isFlow {
            edits = try Edit.inserting(entries: [entry], intoFlow: block, in: source)
        } else {
            edits = Edit.inserting(lines: [entry], intoBlock: block, in: source)
        }
        let edited = try file.edited(edits)
        let after = read(edited, reader)
        guard let after, let before, after.rules == before.rules, after.runtime.id == machine,
            after.runtime.isEqual(to: before.runtime.moved(to: machine))
        else { throw FilesError.notEditable(mistake(file.path, machine)) }
        return edited
    }

    private static func read(
        _ file: RepositoryFile, _ reader: ProjectReader
    ) -> PinionModel::Environment? {
        let parts = file.path.split(separator: "/").map(String.init)
        guard parts.count >= 2 else { return nil }
        let root = parts.dropLast(2).joined(separator: "/")
        return reader.environmentsWithoutPins(in: [file], root: root)[parts[parts.count - 2]] ?? nil
    }

    private static func mistake(_ path: String, _ machine: String) -> FileMistake {
        FileMistake(
            at: FilePosition(startOf: path), "the file would not read back as planned",
            remedy: "write by hand: `id: \(machine)` in its runtime")
    }
}

package import PinionModel
import PinionSyntax

/// An entry of `retired`, put into `pinion.yaml` so that no other byte changes.
package enum RetirementEdit {
    /// The changed file; a new one where there is none.
    ///
    /// The result is read back: its settings are the former ones, with this retirement.
    package static func applying(
        _ retirement: Retirement, to file: RepositoryFile?, with reader: ProjectReader
    ) throws -> RepositoryFile {
        let path = ProjectReader.settingsPath
        let before = try reader.settings(from: file.map { [$0] } ?? [])
        if before.retired.contains(retirement), let file { return file }
        let contents =
            try file.map { try Self.contents(of: $0, with: retirement) }
            ?? Array("retired:\n  \(entry(retirement))\n".utf8)
        let edited = RepositoryFile(path: path, kind: file?.kind ?? .file, contents: contents)
        let after = try reader.settings(from: [edited])
        let others = before.retired.filter { $0.environment != retirement.environment }
        guard after.changes(to: before).allSatisfy({ $0 == "retired" }),
            Set(after.retired) == Set(others + [retirement])
        else {
            throw FilesError.notEditable(
                FileMistake(
                    at: FilePosition(path: path, line: 1, column: 1),
                    "the settings would not read back as planned", remedy: remedy(retirement)))
        }
        return edited
    }

    private static func contents(
        of file: RepositoryFile, with retirement: Retirement
    ) throws -> [UInt8] {
        let source = try file.text()
        let root = try file.tree()
        guard let present = root["retired"] else {
            let lines = ["retired:", "  \(entry(retirement))"]
            guard !root.isFlow else {
                return try PinEdit.applying(
                    Edit.inserting(
                        entries: ["retired: { \(entry(retirement)) }"], intoFlow: root, in: source),
                    to: source)
            }
            return try PinEdit.applying(
                Edit.inserting(lines: lines, intoBlock: root, in: source), to: source)
        }
        let name = retirement.environment.description
        if let former = present[name] {
            return try PinEdit.applying(
                [Edit.replacing(value: former, with: value(retirement), in: source)], to: source)
        }
        let edits =
            try present.isFlow
            ? Edit.inserting(entries: [entry(retirement)], intoFlow: present, in: source)
            : Edit.inserting(lines: [entry(retirement)], intoBlock: present, in: source)
        return try PinEdit.applying(edits, to: source)
    }

    private static func entry(_ retirement: Retirement) -> String {
        "\(YAMLText(retirement.environment.description)): \(value(retirement))"
    }

    private static func value(_ retirement: Retirement) -> String {
        "{ reason: \(YAMLText(retirement.reason)), ledger: \(YAMLText(retirement.ledger.description)) }"
    }

    private static func remedy(_ retirement: Retirement) -> String {
        "write by hand: \(entry(retirement)) under `retired`"
    }
}

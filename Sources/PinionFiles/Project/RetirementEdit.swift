package import PinionModel
import PinionReading
import PinionSites
import PinionSyntax

/// The edit that writes an entry of `retired` into `pinion.yaml` and changes no other byte.
package enum RetirementEdit {
    /// Returns the changed file, or a new one if there is none.
    ///
    /// The result is read back: its settings must be the former ones, with this retirement.
    package static func applying(
        _ retirement: Retirement, to file: RepositoryFile?, with reader: ProjectReader
    ) throws -> RepositoryFile {
        let path = ProjectReader.settingsPath
        let before = try reader.settings(from: file.map { [$0] } ?? [])
        if before.retired.contains(retirement), let file { return file }
        let edited =
            try file.map { try $0.edited(Self.edits(of: $0, with: retirement)) }
            ?? RepositoryFile(
                path: path, contents: Array("retired:\n  \(entry(retirement))\n".utf8))
        let after = try reader.settings(from: [edited])
        let others = before.retired.filter { $0.environment != retirement.environment }
        guard after.changes(to: before).allSatisfy({ $0 == "retired" }),
            Set(after.retired) == Set(others + [retirement])
        else {
            throw FilesError.notEditable(
                FileMistake(
                    at: FilePosition(startOf: path),
                    "the settings would not read back as planned", remedy: remedy(retirement)))
        }
        return edited
    }

    private static func edits(
        of file: RepositoryFile, with retirement: Retirement
    ) throws -> [Edit] {
        let source = try file.text()
        let root = try file.tree()
        let entry = entry(retirement)
        guard let present = root["retired"] else {
            return root.isFlow
                ? try Edit.inserting(entries: ["retired: { \(entry) }"], intoFlow: root, in: source)
                : Edit.inserting(lines: ["retired:", "  \(entry)"], intoBlock: root, in: source)
        }
        if let former = present[retirement.environment.description] {
            return [Edit.replacing(value: former, with: value(retirement), in: source)]
        }
        return present.isFlow
            ? try Edit.inserting(entries: [entry], intoFlow: present, in: source)
            : Edit.inserting(lines: [entry], intoBlock: present, in: source)
    }

    private static func entry(_ retirement: Retirement) -> String {
        "\(YAMLText(retirement.environment.description)): \(value(retirement))"
    }

    private static func value(_ retirement: Retirement) -> String {
        "{ reason: \(YAMLText(retirement.reason)), "
            + "ledger: \(YAMLText(retirement.ledger.description)) }"
    }

    private static func remedy(_ retirement: Retirement) -> String {
        "write by hand: \(entry(retirement)) under `retired`"
    }
}

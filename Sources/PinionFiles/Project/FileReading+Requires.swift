import PinionModel
import PinionReading
import PinionSyntax

extension FileReading {
    /// Refuses a file whose `requires` this program does not meet; false then.
    ///
    /// Read before all else, so that what only a newer version knows is not called a mistake.
    mutating func meetsRequirement(_ root: YAMLNode) -> Bool {
        guard let node = root.entries?.first(where: { $0.name == "requires" })?.value else {
            return true
        }
        let want = "a range of versions of Pinion, such as \">=0.2\""
        guard let written = text(node, as: "requires", want: want) else { return false }
        do throws(VersionRange.Malformed) {
            let range = try VersionRange(parsing: written)
            guard let own = SemanticVersion(parsing: ProgramVersion.current), range.contains(own)
            else {
                refuse(
                    node,
                    "this repository requires Pinion \(written), and this is "
                        + ProgramVersion.current, "install a version that it allows")
                return false
            }
            return true
        } catch {
            refuse(node, "`requires` is \(QuotedText(written)): \(error)", "write \(want)")
            return false
        }
    }
}

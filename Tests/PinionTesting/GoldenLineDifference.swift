/// What changed between two texts, line by line, with two lines around each change.
package struct LineDifference: Sendable, CustomStringConvertible {
    private var lines: [(mark: Character, text: Substring)] = []

    /// The difference that leads from one text to the other.
    package init(from old: String, to new: String) {
        let oldLines = old.split(separator: "\n", omittingEmptySubsequences: false)
        let newLines = new.split(separator: "\n", omittingEmptySubsequences: false)
        let changes = newLines.difference(from: oldLines)
        let removed = Set(changes.removals.map(Self.position))
        let inserted = Set(changes.insertions.map(Self.position))
        var (before, after) = (0, 0)
        while before < oldLines.count || after < newLines.count {
            if removed.contains(before) {
                lines.append(("-", oldLines[before]))
                before += 1
            } else if inserted.contains(after) {
                lines.append(("+", newLines[after]))
                after += 1
            } else {
                lines.append((" ", oldLines[before]))
                before += 1
                after += 1
            }
        }
    }

    package var description: String {
        var shown: [String] = []
        var last = -1
        for index in lines.indices where isNearChange(index) {
            if index != last + 1 { shown.append("  …") }
            shown.append("\(lines[index].mark) \(lines[index].text)")
            last = index
        }
        return shown.joined(separator: "\n")
    }

    private static func position(of change: CollectionDifference<Substring>.Change) -> Int {
        switch change {
        case .insert(let offset, _, _), .remove(let offset, _, _): offset
        }
    }

    private func isNearChange(_ index: Int) -> Bool {
        let around = max(0, index - 2)...min(lines.count - 1, index + 2)
        return lines[around].contains { $0.mark != " " }
    }
}

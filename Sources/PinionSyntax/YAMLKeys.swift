/// The keys of one mapping, compared so that no two can be mistaken for each other.
///
/// Two keys clash if they are equal after case folding and Unicode normalisation; without folding,
/// only if their bytes are equal.
struct YAMLKeys {
    private typealias Key = (name: String, folded: String, line: Int)

    private static let fewest = 8

    private let fold: Bool
    private var keys: [Key] = []
    private var indexes: [String: Int] = [:]

    init(fold: Bool) { self.fold = fold }

    /// Adds a key, or returns the problem if it clashes with an earlier one.
    mutating func insert(_ name: String, at position: Position) -> YAMLComplaint? {
        let folded = fold ? Self.folded(name) : Self.exact(name)
        if let earlier = index(of: folded) { return clash(name, with: keys[earlier]) }
        keys.append((name, folded, position.line))
        if keys.count > Self.fewest { remember() }
        return nil
    }

    private func index(of folded: String) -> Int? {
        if indexes.isEmpty { return keys.firstIndex { $0.folded == folded } }
        return indexes[folded]
    }

    /// Adds the last key to the index; a few keys are searched faster without one.
    private mutating func remember() {
        if indexes.isEmpty {
            for (index, key) in keys.enumerated() { indexes[key.folded] = index }
        } else {
            indexes[keys[keys.count - 1].folded] = keys.count - 1
        }
    }

    private func clash(_ name: String, with earlier: Key) -> YAMLComplaint {
        let shown = ShownText(name)
        let line = earlier.line
        if name.utf8.elementsEqual(earlier.name.utf8) {
            return YAMLComplaint(
                problem: "the key \(shown) stands twice, first in line \(line)",
                remedy: "keep one of the two")
        }
        let other = ShownText(earlier.name)
        if name == earlier.name {
            return YAMLComplaint(
                problem: "the key \(shown) is the one of line \(line) in another Unicode form",
                remedy: "keep one of the two")
        }
        return YAMLComplaint(
            problem: "the key \(shown) differs only in letter case from \(other) in line \(line)",
            remedy: "keep one of the two, or give them different names")
    }

    /// Returns a key as its bytes, because Swift compares strings regardless of their Unicode form.
    private static func exact(_ name: String) -> String {
        if name.utf8.allSatisfy({ $0 < 0x80 }) { return name }
        return name.utf8.map { String($0, radix: 16) }.joined(separator: " ")
    }

    /// Folds to upper case first, so that `ß` equals `SS` and both lower-case sigmas are equal.
    private static func folded(_ name: String) -> String {
        var hasUpper = false
        for byte in name.utf8 {
            if byte >= 0x80 { return name.uppercased().lowercased() }
            if byte >= UInt8(ascii: "A"), byte <= UInt8(ascii: "Z") { hasUpper = true }
        }
        return hasUpper ? name.lowercased() : name
    }
}

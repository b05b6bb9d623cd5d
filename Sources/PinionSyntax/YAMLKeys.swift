/// The keys of one mapping, compared so that no two can be taken for one another.
///
/// Two keys clash when they are equal after case folding and in Unicode's canonical form; where
/// keys do not fold, only when their bytes are the same.
struct YAMLKeys {
    private typealias Key = (name: String, folded: String, line: Int)

    private static let fewest = 8

    private let fold: Bool
    private var keys: [Key] = []
    private var indexes: [String: Int] = [:]

    init(fold: Bool) { self.fold = fold }

    /// Takes a key in, or says with which earlier one it clashes.
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

    /// Looking through a few keys is faster than hashing them; a table is made when they are many.
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

    /// Texts are equal in Swift across Unicode forms; their bytes are not.
    private static func exact(_ name: String) -> String {
        if name.utf8.allSatisfy({ $0 < 0x80 }) { return name }
        return name.utf8.map { String($0, radix: 16) }.joined(separator: " ")
    }

    /// Upper case first, so that `ß` meets `SS` and both forms of sigma meet.
    private static func folded(_ name: String) -> String {
        var hasUpper = false
        for byte in name.utf8 {
            if byte >= 0x80 { return name.uppercased().lowercased() }
            if byte >= UInt8(ascii: "A"), byte <= UInt8(ascii: "Z") { hasUpper = true }
        }
        return hasUpper ? name.lowercased() : name
    }
}

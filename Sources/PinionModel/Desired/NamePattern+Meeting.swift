extension NamePattern {
    /// Whether some name matches both patterns.
    package func meets(_ other: NamePattern) -> Bool {
        let isLiteral = !description.utf8.contains(Self.star)
        if isLiteral || !other.description.utf8.contains(Self.star) {
            return isLiteral ? other.matches(description) : matches(other.description)
        }
        return Self.meet(Array(description.utf8), Array(other.description.utf8))
    }

    private static let star = UInt8(ascii: "*")

    /// Compares from the ends: `reached[j]` says whether `one[i...]` and `other[j...]` can match.
    private static func meet(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        var below: [Bool] = []
        for i in (0...one.count).reversed() {
            var reached = [Bool](repeating: false, count: other.count + 1)
            for j in (0...other.count).reversed() {
                let isAtStar =
                    (i < one.count && one[i] == star) || (j < other.count && other[j] == star)
                if i == one.count, j == other.count {
                    reached[j] = true
                } else if isAtStar {
                    reached[j] = (i < one.count && below[j]) || (j < other.count && reached[j + 1])
                } else if i < one.count, j < other.count, one[i] == other[j] {
                    reached[j] = below[j + 1]
                }
            }
            below = reached
        }
        return below[0]
    }
}

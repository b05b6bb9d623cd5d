/// Splits the text of a range into comparisons with versions.
enum VersionRangeText {
    /// An operator with the text of its version.
    typealias Comparison = (operator: VersionOperator, version: ArraySlice<UInt8>)

    /// The most characters of a range.
    static let longest = 256

    private static let space = UInt8(ascii: " ")

    /// Reads the comparisons of each alternative; a version must meet all those of one of them.
    static func alternatives(
        of text: some StringProtocol
    ) throws(VersionRange.Malformed) -> [[Comparison]] {
        let bytes = Array(text.utf8)
        guard bytes.count <= longest else { throw .tooLong }
        guard bytes.contains(where: { $0 != space }) else { throw .empty }
        var alternatives: [[Comparison]] = []
        for side in sides(of: bytes) { alternatives.append(try comparisons(in: side)) }
        return alternatives
    }

    /// Returns the texts between the `||`.
    private static func sides(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var sides: [ArraySlice<UInt8>] = []
        var rest = bytes[...]
        while let bar = rest.firstRange(of: "||".utf8) {
            sides.append(rest[..<bar.lowerBound])
            rest = rest[bar.upperBound...]
        }
        return sides + [rest]
    }

    private static func comparisons(
        in side: ArraySlice<UInt8>
    ) throws(VersionRange.Malformed) -> [Comparison] {
        let words = side.split { $0 == space || $0 == UInt8(ascii: ",") }
        guard !words.isEmpty else { throw .emptyAlternative }
        if words.contains(where: { $0.elementsEqual("-".utf8) }) {
            guard words.count == 3, words[1].elementsEqual("-".utf8) else { throw .hyphen }
            return [(.from, words[0]), (.upTo, words[2])]
        }
        var comparisons: [Comparison] = []
        var waiting: VersionOperator?
        for word in words {
            let (comparison, rest) = VersionOperator.split(word)
            guard waiting == nil || comparison == .equal && rest.count == word.count else {
                throw .missingVersion
            }
            if rest.isEmpty {
                waiting = comparison
            } else {
                let used = waiting ?? comparison
                waiting = nil
                try used.refuseUnclear()
                comparisons.append((used, rest))
            }
        }
        guard waiting == nil else { throw .missingVersion }
        return comparisons
    }
}

/// An operator before a version in a range.
///
/// An operator must come before any other that it begins with: `split` tries them in this order.
enum VersionOperator: String, CaseIterable {
    case pessimistic = "~>", unequal = "!=", from = ">=", upTo = "<="
    case above = ">", below = "<", equal = "=", caret = "^", tilde = "~"

    /// Splits a word into the operator at its front, or `=` if it has none, and the rest.
    static func split(_ word: ArraySlice<UInt8>) -> (VersionOperator, rest: ArraySlice<UInt8>) {
        for candidate in allCases {
            let text = candidate.rawValue.utf8
            if word.starts(with: text) { return (candidate, word.dropFirst(text.count)) }
        }
        return (.equal, word)
    }

    func refuseUnclear() throws(VersionRange.Malformed) {
        if self == .pessimistic { throw .pessimistic }
        if self == .unequal { throw .unequal }
    }

    /// Returns the conditions that it means; missing numbers are filled in as npm does.
    func conditions(
        for pattern: VersionPattern
    ) throws(VersionRange.Malformed) -> [VersionCondition] {
        let lower = VersionCondition(.from, pattern.lowest)
        guard let major = pattern.major else {
            guard self != .above, self != .below else { throw .nothing }
            return [lower]
        }
        switch self {
        case .from: return [lower]
        case .caret: return [lower, Self.below(pattern.caretEnd(major))]
        case .tilde: return [lower, Self.below(pattern.tildeEnd(major))]
        case .equal, .pessimistic, .unequal:
            guard let version = pattern.whole else {
                return [lower, Self.below(pattern.end(major))]
            }
            return [VersionCondition(.exactly, version)]
        case .below:
            guard pattern.whole == nil else { return [VersionCondition(.below, pattern.lowest)] }
            return [Self.below(pattern.lowest, isWritten: pattern.asksForAll)]
        case .upTo:
            guard let version = pattern.whole else {
                return [Self.below(pattern.end(major), isWritten: pattern.asksForAll)]
            }
            return [VersionCondition(.upTo, version)]
        case .above:
            guard let version = pattern.whole else {
                let end = pattern.end(major).withPreRelease(pattern.preRelease)
                return [VersionCondition(.from, end)]
            }
            return [VersionCondition(.above, version)]
        }
    }

    /// Returns the condition for everything below a version and below its pre-releases.
    private static func below(
        _ version: SemanticVersion, isWritten: Bool = false
    ) -> VersionCondition {
        VersionCondition(
            .below, version.withPreRelease(SemanticVersion.lowest), isWritten: isWritten)
    }
}

extension SemanticVersion {
    fileprivate func withPreRelease(_ identifiers: [Identifier]) -> SemanticVersion {
        SemanticVersion(major, minor, patch, preRelease: identifiers)
    }
}

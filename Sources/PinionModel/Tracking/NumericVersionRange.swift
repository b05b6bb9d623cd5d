/// A range of versions with any number of numbers: `>=1.27 <2`, `^16`, `~1.40.4`, `2024.x`.
///
/// The syntax is that of ``VersionRange``. A version in it stands for all that begin with it: `1.27`
/// and `<=1.27` take 1.27.3, and `>1.27` does not. `^` keeps the first number that is not 0, `~` the
/// first two. There are no pre-releases; a text after `-` is refused.
package struct NumericVersionRange: Hashable, Sendable, CustomStringConvertible {
    /// The range as written.
    package let description: String
    private let intervals: [Interval]

    package init(parsing text: some StringProtocol) throws(VersionRange.Malformed) {
        description = String(text)
        var intervals: [Interval] = []
        for comparisons in try VersionRangeText.alternatives(of: text) {
            var interval = Interval()
            for (comparison, version) in comparisons {
                interval.narrow(to: try Interval(comparison, version))
            }
            intervals.append(interval)
        }
        self.intervals = intervals
    }

    /// Whether a version belongs to the range.
    package func contains(_ version: NumericVersion) -> Bool {
        intervals.contains { $0.contains(version) }
    }
}

/// The versions from one on, and below another; `nil` is no bound.
private struct Interval: Hashable, Sendable {
    private var lower: NumericVersion?
    private var upper: NumericVersion?

    /// Creates the interval of all versions.
    init() {}

    /// Creates the interval that a comparison means.
    init(
        _ comparison: VersionOperator, _ text: ArraySlice<UInt8>
    ) throws(VersionRange.Malformed) {
        guard let version = try Self.version(text) else {
            guard comparison != .above, comparison != .below else { throw .nothing }
            return
        }
        switch comparison {
        case .from: lower = version
        case .above: lower = version.end
        case .below: upper = version
        case .upTo: upper = version.end
        case .equal, .pessimistic, .unequal: (lower, upper) = (version, version.end)
        case .caret:
            let first = version.parts.firstIndex { !$0.isZero } ?? version.parts.count - 1
            (lower, upper) = (version, version.prefix(first + 1).end)
        case .tilde: (lower, upper) = (version, version.prefix(2).end)
        }
    }

    /// Reads numbers up to one that is written as `x`, `X` or `*`; `nil` if that is the first.
    private static func version(
        _ text: ArraySlice<UInt8>
    ) throws(VersionRange.Malformed) -> NumericVersion? {
        var parts: [Numeral] = []
        var isOpen = false
        let numbers = text.first == UInt8(ascii: "v") ? text.dropFirst() : text
        for word in numbers.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
            if word.count == 1, word.allSatisfy("xX*".utf8.contains) {
                isOpen = true
            } else {
                guard !isOpen, let part = Numeral(word) else { throw .notNumeric }
                parts.append(part)
            }
        }
        return parts.isEmpty ? nil : NumericVersion(parts: parts)
    }

    func contains(_ version: NumericVersion) -> Bool {
        (lower.map { version >= $0 } ?? true) && (upper.map { version < $0 } ?? true)
    }

    /// Keeps what belongs to another interval as well.
    mutating func narrow(to other: Interval) {
        if let bound = other.lower { lower = max(lower ?? bound, bound) }
        if let bound = other.upper { upper = min(upper ?? bound, bound) }
    }
}

extension NumericVersion {
    fileprivate func prefix(_ count: Int) -> NumericVersion {
        NumericVersion(parts: Array(parts.prefix(count)))
    }
}

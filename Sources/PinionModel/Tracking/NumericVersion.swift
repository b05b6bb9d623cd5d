/// A version of any number of numbers: `16.4`, `1.40.4.8679`, `2024.01.15`.
///
/// Numbers are compared one after the other, each with any number of digits and whatever leading
/// zeros; one that is missing counts as 0, so that `1.27` equals `1.27.0`.
package struct NumericVersion: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The numbers as they are written, at least one.
    package let parts: [Numeral]

    /// Creates a version from numbers, of which there must be at least one.
    init(parts: [Numeral]) { self.parts = parts }

    /// Reads numbers with single `.`, `-` or `_` between them; `nil` for any other text.
    package init?(_ bytes: some Collection<UInt8>) {
        var parts: [Numeral] = []
        for digits in bytes.split(omittingEmptySubsequences: false, whereSeparator: \.isSeparator) {
            guard let part = Numeral(digits) else { return nil }
            parts.append(part)
        }
        self.parts = parts
    }

    /// The numbers without leading zeros, with dots between them.
    package var description: String { parts.map(\.description).joined(separator: ".") }

    /// Returns the first version after all that begin with the same numbers: 1.28 after 1.27.
    var end: NumericVersion {
        NumericVersion(parts: parts.dropLast() + parts.suffix(1).map(\.successor))
    }

    private var significant: ArraySlice<Numeral> {
        parts[..<((parts.lastIndex { !$0.isZero } ?? -1) + 1)]
    }

    package static func == (one: NumericVersion, other: NumericVersion) -> Bool {
        one.significant == other.significant
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(significant) }

    /// Orders number by number.
    package static func < (one: NumericVersion, other: NumericVersion) -> Bool {
        one.significant.lexicographicallyPrecedes(other.significant)
    }
}

extension UInt8 {
    /// Whether it separates the numbers of a version.
    fileprivate var isSeparator: Bool { self == 0x2e || self == 0x2d || self == 0x5f }
}

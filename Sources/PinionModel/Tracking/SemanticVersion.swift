/// A version by Semantic Versioning 2.0.0 (semver.org) in a tag: `1.8.3`, `v2.0.0-rc.1`.
///
/// A leading `v` is ignored. All three numbers must be there: `1.8` names a channel that moves, not
/// a version. There is no build metadata, since a tag has no `+`. Each of the three numbers has at
/// most 18 digits; numbers in a pre-release may have any number of digits.
package struct SemanticVersion: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The three numbers.
    package let major, minor, patch: Int
    /// The parts after the first `-`, split at dots; empty for a release.
    package let preRelease: [Identifier]

    init(_ major: Int, _ minor: Int, _ patch: Int, preRelease: [Identifier] = []) {
        (self.major, self.minor, self.patch, self.preRelease) = (major, minor, patch, preRelease)
    }

    /// Reads a version; `nil` for any other text.
    package init?(parsing text: some StringProtocol) {
        var bytes = Array(text.utf8)[...]
        if bytes.first == UInt8(ascii: "v") { bytes.removeFirst() }
        guard let major = Self.leadingNumber(of: &bytes), bytes.popFirst() == Self.dot,
            let minor = Self.leadingNumber(of: &bytes), bytes.popFirst() == Self.dot,
            let patch = Self.leadingNumber(of: &bytes)
        else { return nil }
        guard let mark = bytes.popFirst() else {
            self.init(major, minor, patch)
            return
        }
        guard mark == UInt8(ascii: "-"), let preRelease = Self.identifiers(bytes) else {
            return nil
        }
        self.init(major, minor, patch, preRelease: preRelease)
    }

    package var isPreRelease: Bool { !preRelease.isEmpty }

    /// The canonical text, without `v`.
    package var description: String {
        let core = "\(major).\(minor).\(patch)"
        guard isPreRelease else { return core }
        return core + "-" + preRelease.map(\.description).joined(separator: ".")
    }

    /// Whether both have the same three numbers.
    func hasCore(of other: SemanticVersion) -> Bool {
        (major, minor, patch) == (other.major, other.minor, other.patch)
    }

    /// Orders by precedence (semver.org 2.0.0, item 11): a pre-release comes before its release.
    package static func < (one: SemanticVersion, other: SemanticVersion) -> Bool {
        guard one.hasCore(of: other) else {
            return (one.major, one.minor, one.patch) < (other.major, other.minor, other.patch)
        }
        guard one.isPreRelease, other.isPreRelease else {
            return one.isPreRelease && !other.isPreRelease
        }
        return one.preRelease.lexicographicallyPrecedes(other.preRelease)
    }
}

extension SemanticVersion {
    /// A part of a pre-release between dots.
    package enum Identifier: Hashable, Sendable, Comparable, CustomStringConvertible {
        /// Digits alone: compared as a number, before every text.
        case number(Numeral)
        /// Anything else: compared by its ASCII bytes.
        case text(String)

        /// The part's text.
        package var description: String {
            switch self {
            case .number(let number): number.description
            case .text(let text): text
            }
        }

        /// Orders by precedence.
        package static func < (one: Identifier, other: Identifier) -> Bool {
            switch (one, other) {
            case (.number(let one), .number(let other)): one < other
            case (.text(let one), .text(let other)): one < other
            case (.number, .text): true
            case (.text, .number): false
            }
        }
    }

    /// Reads one of the three numbers: up to 18 digits without leading zeros.
    static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard !digits.isEmpty, digits.first != 0x30 || digits.count == 1 else { return nil }
        return PinionModel.number(digits)
    }

    private static let dot = UInt8(ascii: ".")

    /// Removes one of the three numbers from the front and returns it.
    private static func leadingNumber(of bytes: inout ArraySlice<UInt8>) -> Int? {
        let end = bytes.firstIndex { !$0.isDigit } ?? bytes.endIndex
        let digits = bytes[..<end]
        bytes = bytes[end...]
        return number(digits)
    }

    /// Reads the parts of a pre-release; `nil` if one is empty or has a forbidden character.
    static func identifiers(_ bytes: ArraySlice<UInt8>) -> [Identifier]? {
        var identifiers: [Identifier] = []
        for part in bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
            guard !part.isEmpty, part.allSatisfy({ $0.isAlphanumeric || $0 == 0x2d }) else {
                return nil
            }
            guard let number = Numeral(part) else {
                identifiers.append(.text(String(decoding: part, as: UTF8.self)))
                continue
            }
            guard part.first != 0x30 || part.count == 1 else { return nil }
            identifiers.append(.number(number))
        }
        return identifiers
    }
}

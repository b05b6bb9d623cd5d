/// A version in a range; its last numbers may be missing, or be `x`, `X` or `*`.
struct VersionPattern: Hashable, Sendable {
    let major, minor, patch: Int?
    let preRelease: [SemanticVersion.Identifier]

    init(_ text: ArraySlice<UInt8>) throws(VersionRange.Malformed) {
        var text = text
        if text.first == UInt8(ascii: "v") { text.removeFirst() }
        guard !text.contains(UInt8(ascii: "+")) else { throw .build }
        let dash = text.firstIndex(of: UInt8(ascii: "-"))
        let core = text[..<(dash ?? text.endIndex)]
        var numbers: [Int?] = []
        for part in core.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
            let isOpen = part.count == 1 && part.allSatisfy("xX*".utf8.contains)
            let number = SemanticVersion.number(part)
            guard isOpen || number != nil && !numbers.contains(nil) else { throw .condition }
            numbers.append(number)
        }
        guard numbers.count <= 3 else { throw .condition }
        numbers += Array(repeating: nil, count: 3 - numbers.count)
        (major, minor, patch) = (numbers[0], numbers[1], numbers[2])
        preRelease = try dash.map { text[($0 + 1)...] }.map(Self.identifiers) ?? []
        guard preRelease.isEmpty || patch != nil || preRelease == SemanticVersion.lowest else {
            throw .partialPreRelease
        }
    }

    private static func identifiers(
        _ text: ArraySlice<UInt8>
    ) throws(VersionRange.Malformed) -> [SemanticVersion.Identifier] {
        guard let identifiers = SemanticVersion.identifiers(text) else { throw .condition }
        return identifiers
    }

    /// The version, if all three numbers are given.
    var whole: SemanticVersion? { patch == nil ? nil : lowest }

    /// The lowest version that matches the pattern.
    var lowest: SemanticVersion {
        SemanticVersion(major ?? 0, minor ?? 0, patch ?? 0, preRelease: preRelease)
    }

    /// Whether the pattern ends in `-0`.
    var asksForAll: Bool { preRelease == SemanticVersion.lowest }

    /// Returns the first version after all that match the pattern.
    func end(_ major: Int) -> SemanticVersion {
        guard let minor else { return SemanticVersion(major + 1, 0, 0) }
        guard let patch else { return SemanticVersion(major, minor + 1, 0) }
        return SemanticVersion(major, minor, patch + 1)
    }

    /// Returns the first version whose left-most non-zero number differs.
    func caretEnd(_ major: Int) -> SemanticVersion {
        guard let minor, major == 0 else { return SemanticVersion(major + 1, 0, 0) }
        guard let patch, minor == 0 else { return SemanticVersion(0, minor + 1, 0) }
        return SemanticVersion(0, 0, patch + 1)
    }

    /// Returns the first version with another minor number, or another major one if none is given.
    func tildeEnd(_ major: Int) -> SemanticVersion {
        minor.map { SemanticVersion(major, $0 + 1, 0) } ?? SemanticVersion(major + 1, 0, 0)
    }
}

package import PinionModel

/// A pin's `track` rule together with its present tag: it reads tags, and orders them.
///
/// What the rule leaves open, the present tag fixes: `versions` without a pattern takes tags that
/// differ from it in the numbers of the version alone, and `semver` takes no other variant.
package struct TagRule: Hashable, Sendable {
    /// The pin's rule.
    let track: Track
    /// The pin's tag; `nil` if its image has none.
    let present: ImageReference.Tag?
    private let shape: TagShape?
    private let variant: [String]

    package init(_ track: Track, at present: ImageReference.Tag?) {
        (self.track, self.present) = (track, present)
        shape = present.flatMap(TagShape.init)
        variant =
            present.flatMap { SemanticVersion(parsing: $0.description) }.map(\.variant) ?? []
    }

    /// Returns what the rule reads in a tag; `nil` if it cannot read it.
    ///
    /// A version outside the range is read too: its pin can move up into the range.
    func reading(of tag: ImageReference.Tag) -> TagReading? {
        switch track {
        case .versions(let range, let pattern?):
            guard let place = pattern.groups.firstIndex(of: Track.versionGroup),
                let keys = pattern.keys(of: tag), let numbers = Self.versions(keys),
                let version = numbers[place]
            else { return nil }
            return TagReading(
                .versions(numbers), isInRange: range.contains(version),
                form: version.parts.count)
        case .versions(let range, nil):
            guard let version = shape?.version(in: tag) else { return nil }
            return TagReading(
                .versions([version]), isInRange: range.contains(version),
                form: version.parts.count)
        case .semver(let range):
            guard let version = SemanticVersion(parsing: tag.description),
                version.variant == variant
            else { return nil }
            let isMarked = tag.description.utf8.first == UInt8(ascii: "v")
            return TagReading(
                .version(version), isInRange: range.contains(version), form: isMarked ? 1 : 0)
        case .regex(let pattern, .numerical):
            return pattern.keys(of: tag).flatMap(Self.numbers).map {
                TagReading(.versions($0))
            }
        case .regex(let pattern, .alphabetical), .regex(let pattern, nil):
            return pattern.keys(of: tag).map { keys in
                TagReading(.texts(keys.map { $0.map { String(decoding: $0, as: UTF8.self) } }))
            }
        case .tag: return nil
        }
    }

    /// Returns the versions that groups hold; `nil` if one holds anything else.
    private static func versions(_ keys: [ArraySlice<UInt8>?]) -> [NumericVersion?]? {
        let versions = keys.map { $0.flatMap { NumericVersion($0) } }
        return zip(keys, versions).allSatisfy { $0 == nil || $1 != nil } ? versions : nil
    }

    /// Returns the integers that groups hold; `nil` if one holds anything else.
    private static func numbers(_ keys: [ArraySlice<UInt8>?]) -> [NumericVersion?]? {
        versions(keys).flatMap { $0.allSatisfy { ($0?.parts.count ?? 1) == 1 } ? $0 : nil }
    }

    /// Returns why nothing can be found by this rule; `nil` if something can.
    var obstacle: String? {
        if case .tag = track { return nil }
        guard let present else { return "its image has no tag, so that nothing says what is newer" }
        if reading(of: present) == nil { return unreadable(present) }
        guard case .semver(let range) = track,
            let version = SemanticVersion(parsing: present.description), version.isPreRelease,
            !range.asks(for: version)
        else { return nil }
        return "its tag \(present) reads as a pre-release, and semver \(range) asks for none; a "
            + "variant such as -alpine is tracked by `versions`"
    }

    private func unreadable(_ tag: ImageReference.Tag) -> String {
        switch track {
        case .semver:
            "its tag \(tag) is no whole version such as 1.8.3; `versions` reads other ones"
        case .versions(_, nil): "its tag \(tag) holds no version"
        case .versions(_, let pattern?), .regex(let pattern, _):
            pattern.keys(of: tag) == nil
                ? "its tag \(tag) does not match the pattern \(pattern)"
                : "what the pattern \(pattern) takes out of its tag \(tag) is no number"
        case .tag: "its tag \(tag) is not followed"
        }
    }

    /// Returns a clause for a new tag with another suffix than the present one; `nil` otherwise.
    ///
    /// The numbers in a variant may rise, as in `-alpine3.19` and `-alpine3.20`.
    func changedSuffix(in tag: ImageReference.Tag) -> String? {
        guard case .semver = track, !variant.isEmpty, let present,
            let former = SemanticVersion(parsing: present.description)?.suffix,
            let new = SemanticVersion(parsing: tag.description)?.suffix, new != former
        else { return nil }
        return "with the suffix \(new) in place of \(former)"
    }
}

/// The rank of a tag by a rule, and what else tells its version from others.
struct TagReading: Hashable, Sendable {
    let rank: TagRank
    /// Whether the rule lets it be proposed.
    let isInRange: Bool
    /// Tells ways to write one version apart: with `v` or without, with two numbers or with three.
    let form: Int

    init(_ rank: TagRank, isInRange: Bool = true, form: Int = 0) {
        (self.rank, self.isInRange, self.form) = (rank, isInRange, form)
    }
}

/// A tag's rank in the order of a rule; only ranks of the same rule are compared.
///
/// Several keys are compared in turn; one that is missing comes before all others.
enum TagRank: Hashable, Sendable, Comparable {
    case version(SemanticVersion)
    case versions([NumericVersion?])
    case texts([String?])

    static func < (one: TagRank, other: TagRank) -> Bool {
        switch (one, other) {
        case (.version(let one), .version(let other)): one < other
        case (.versions(let one), .versions(let other)): isLess(one, other)
        case (.texts(let one), .texts(let other)): isLess(one, other)
        case (.version, _), (.versions, .texts): true
        case (.versions, _), (.texts, _): false
        }
    }

    private static func isLess<Key: Comparable>(_ one: [Key?], _ other: [Key?]) -> Bool {
        one.lexicographicallyPrecedes(other) { one, other in
            guard let one else { return other != nil }
            return other.map { one < $0 } ?? false
        }
    }
}

/// What stands around the version in a tag, and how many numbers the version has.
private struct TagShape: Hashable, Sendable {
    private let prefix, suffix: [UInt8]
    private let count: Int

    /// Finds the version in a tag; `nil` if there is no digit.
    ///
    /// It stands at the front, if need be after a `v`; else it is what has the most numbers.
    init?(_ tag: ImageReference.Tag) {
        let bytes = Array(tag.description.utf8)
        let runs = Self.runs(in: bytes)
        let leading = runs.first.flatMap { run in
            run.lowerBound == 0 || bytes[..<run.lowerBound].elementsEqual("v".utf8) ? run : nil
        }
        let dots = { (run: Range<Int>) in bytes[run].count { $0 == UInt8(ascii: ".") } }
        guard let run = leading ?? runs.reversed().max(by: { dots($0) < dots($1) }) else {
            return nil
        }
        (prefix, suffix) = (Array(bytes[..<run.lowerBound]), Array(bytes[run.upperBound...]))
        count = dots(run) + 1
    }

    /// Returns the version in a tag of this shape; `nil` for any other tag.
    func version(in tag: ImageReference.Tag) -> NumericVersion? {
        let bytes = Array(tag.description.utf8)
        guard bytes.count > prefix.count + suffix.count, bytes.starts(with: prefix),
            bytes.suffix(suffix.count).elementsEqual(suffix)
        else { return nil }
        let middle = bytes[prefix.count..<(bytes.count - suffix.count)]
        guard middle.allSatisfy({ Self.isDigit($0) || $0 == UInt8(ascii: ".") }),
            let version = NumericVersion(middle), version.parts.count == count
        else { return nil }
        return version
    }

    /// Returns the ranges of digits with single dots between them.
    private static func runs(in bytes: [UInt8]) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        var place = 0
        while place < bytes.count {
            guard isDigit(bytes[place]) else {
                place += 1
                continue
            }
            var end = place + 1
            while end < bytes.count {
                if isDigit(bytes[end]) {
                    end += 1
                } else if bytes[end] == UInt8(ascii: "."), end + 1 < bytes.count,
                    isDigit(bytes[end + 1])
                {
                    end += 2
                } else {
                    break
                }
            }
            runs.append(place..<end)
            place = end
        }
        return runs
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}

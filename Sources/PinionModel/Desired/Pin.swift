/// An image, fixed by its digest, that a commit approved for one container.
package struct Pin: Hashable, Sendable {
    /// `nil` in the short form, which pins the service's only container.
    package let container: String?
    /// The image that must run.
    package var image: PinnedImage
    /// The rule that finds newer images for proposals.
    package var track: Track?
    package var hold: Hold?
    /// The place where the pin is written.
    package var site: FilePosition

    package init(
        container: String? = nil, image: PinnedImage, track: Track? = nil, hold: Hold? = nil,
        site: FilePosition
    ) {
        (self.container, self.image, self.track, self.hold) = (container, image, track, hold)
        self.site = site
    }
}

/// The rule that finds newer images for a pin.
package enum Track: Hashable, Sendable {
    /// Versions of any number of numbers in a range; the pattern, or without one the present tag,
    /// fixes the rest of the tag.
    case versions(NumericVersionRange, pattern: TagPattern?)
    /// Versions in a semantic version range.
    case semver(VersionRange)
    /// Tags that match a regular expression, in alphabetical order by default.
    case regex(TagPattern, order: TagOrder?)
    /// The digest of a channel tag.
    case tag(ImageReference.Tag)

    /// The name of the group that holds the version in the pattern of `versions`.
    package static let versionGroup = "version"
}

/// A committed refusal to move a pin: to certain digests, or, if none is listed, to any.
package struct Hold: Hashable, Sendable {
    /// The refused digests, sorted; if empty, the pin is frozen.
    package let refuse: [Digest]
    package let reason: String?
    /// The last day of the hold, which ends at 24:00 UTC; `nil` if it has no end.
    package let until: CalendarDate?

    package init(refuse: [Digest] = [], reason: String? = nil, until: CalendarDate? = nil) {
        (self.refuse, self.reason, self.until) = (refuse.sorted(), reason, until)
    }

    package func isInForce(at now: Timestamp) -> Bool {
        until.map { now < $0.endInUTC } ?? true
    }

    package func verdict(on digest: Digest, at now: Timestamp) -> HoldVerdict {
        guard isInForce(at: now) else { return .none }
        if refuse.isEmpty { return .frozen }
        return refuse.contains(digest) ? .refused : .none
    }
}

/// A hold's verdict on a digest.
package enum HoldVerdict: Hashable, Sendable {
    case none
    /// The hold refuses every other digest.
    case frozen
    /// The hold refuses this digest.
    case refused
}

/// A position in a file of the repository; lines and columns count from 1.
package struct FilePosition: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The file's path, relative to the repository's root.
    package let path: String
    package let line: Int
    /// Counts characters, not bytes.
    package let column: Int

    package init(path: String, line: Int, column: Int) {
        (self.path, self.line, self.column) = (path, line, column)
    }

    package var description: String { "\(path):\(line):\(column)" }

    package static func < (one: FilePosition, other: FilePosition) -> Bool {
        (one.path, one.line, one.column) < (other.path, other.line, other.column)
    }
}

/// A mistake in a file: `path:line:column: what is wrong; what would be right`.
package struct FileMistake: Error, Hashable, Sendable, Comparable, CustomStringConvertible {
    package let position: FilePosition
    /// The mistake.
    package let problem: String
    /// The correction.
    package let remedy: String

    package init(at position: FilePosition, _ problem: String, remedy: String) {
        (self.position, self.problem, self.remedy) = (position, problem, remedy)
    }

    package var description: String { "\(position): \(problem); \(remedy)" }

    package static func < (one: FileMistake, other: FileMistake) -> Bool {
        (one.position, one.problem) < (other.position, other.problem)
    }
}

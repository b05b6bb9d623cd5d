/// A reference with a digest that a commit approved for one container.
package struct Pin: Hashable, Sendable {
    /// The container; nil for the short form, which means the service's only container.
    package let container: String?
    /// What must run.
    package var image: PinnedImage
    /// Where proposals for it come from.
    package let track: Track?
    /// A committed refusal to move it, or to take certain digests.
    package var hold: Hold?
    /// Where it stands: file and line.
    package var site: FilePosition

    package init(
        container: String? = nil, image: PinnedImage, track: Track? = nil, hold: Hold? = nil,
        site: FilePosition
    ) {
        (self.container, self.image, self.track) = (container, image, track)
        (self.hold, self.site) = (hold, site)
    }
}

/// Where proposals for a pin come from.
package enum Track: Hashable, Sendable {
    /// Versions in a semantic version range.
    case semver(VersionRange)
    /// Tags that match a regular expression, in an order; alphabetical where none is given.
    case regex(TagPattern, order: TagOrder?)
    /// The digest of a channel tag.
    case tag(ImageReference.Tag)
}

/// A committed refusal: with digests it bars those only, without it freezes the pin for automation.
package struct Hold: Hashable, Sendable {
    /// The digests that are refused, ordered.
    package let refuse: [Digest]
    /// Why.
    package let reason: String?
    /// The last day of the hold; it ends at 24:00 UTC of that day.
    package let until: CalendarDate?

    /// Puts a hold together.
    package init(refuse: [Digest] = [], reason: String? = nil, until: CalendarDate? = nil) {
        self.refuse = refuse.sorted()
        self.reason = reason
        self.until = until
    }

    /// Whether it is in force at a moment.
    package func isInForce(at now: Timestamp) -> Bool {
        until.map { now < $0.endInUTC } ?? true
    }

    /// What it says against a digest at a moment.
    package func stand(on digest: Digest, at now: Timestamp) -> HoldStand {
        guard isInForce(at: now) else { return .none }
        if refuse.isEmpty { return .frozen }
        return refuse.contains(digest) ? .refused : .none
    }
}

/// What a hold says against a digest.
package enum HoldStand: Hashable, Sendable {
    /// Nothing.
    case none
    /// It lets the pin take no other digest at all.
    case frozen
    /// It refuses this one.
    case refused
}

/// A place in a file of the repository: lines and columns count from 1.
package struct FilePosition: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The file's path, relative to the repository.
    package let path: String
    /// The line, from 1.
    package let line: Int
    /// The column in characters, from 1.
    package let column: Int

    /// Names a place.
    package init(path: String, line: Int, column: Int) {
        self.path = path
        self.line = line
        self.column = column
    }

    /// `path:line:column`.
    package var description: String { "\(path):\(line):\(column)" }

    /// Orders by file, then place.
    package static func < (one: FilePosition, other: FilePosition) -> Bool {
        (one.path, one.line, one.column) < (other.path, other.line, other.column)
    }
}

/// Something wrong in a file: `path:line:column: what is wrong; what would be right`.
package struct FileMistake: Error, Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Where.
    package let position: FilePosition
    /// What is wrong.
    package let problem: String
    /// What would be right.
    package let remedy: String

    /// Puts a mistake together.
    package init(at position: FilePosition, _ problem: String, remedy: String) {
        self.position = position
        self.problem = problem
        self.remedy = remedy
    }

    /// One line for people.
    package var description: String { "\(position): \(problem); \(remedy)" }

    /// Orders by place.
    package static func < (one: FileMistake, other: FileMistake) -> Bool {
        (one.position, one.problem) < (other.position, other.problem)
    }
}

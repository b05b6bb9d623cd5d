package import PinionModel

/// A tag's rank in the order of a `track` rule; only ranks of the same rule are compared.
enum TagRank: Hashable, Sendable, Comparable {
    case version(SemanticVersion)
    case number(Numeral)
    case text(String)
}

extension Track {
    /// Returns a tag's rank in the rule's order; `nil` if the rule cannot order it.
    ///
    /// A version outside the range has a rank too: its pin can move up into the range.
    func rank(of tag: ImageReference.Tag) -> TagRank? {
        switch self {
        case .semver: return SemanticVersion(parsing: tag.description).map(TagRank.version)
        case .regex(let pattern, .numerical):
            return pattern.key(of: tag).flatMap { Numeral($0.utf8) }.map(TagRank.number)
        case .regex(let pattern, .alphabetical), .regex(let pattern, nil):
            return pattern.key(of: tag).map(TagRank.text)
        case .tag: return nil
        }
    }

    /// Whether a tag of a rank may be proposed.
    func admits(_ rank: TagRank) -> Bool {
        guard case .semver(let range) = self, case .version(let version) = rank else { return true }
        return range.contains(version)
    }

    /// Returns why nothing can be found for a pin by this rule; `nil` if it can.
    ///
    /// A version with a suffix reads as a pre-release, whether `-rc.1` or `-alpine`. If the range
    /// asks for none, a release above it may be another variant, so the pin is left alone.
    func obstacle(for image: PinnedImage) -> String? {
        if case .tag = self { return nil }
        guard let tag = image.tag else {
            return "its image has no tag, so that nothing says what is newer"
        }
        switch (self, rank(of: tag)) {
        case (.semver(let range), .version(let version)?):
            guard version.isPreRelease, !range.asks(for: version) else { return nil }
            return "its tag \(tag) reads as a pre-release, and semver \(range) asks for none"
        case (.semver, _): return "its tag \(tag) is no whole version such as 1.8.3"
        case (.regex(let pattern, _), nil):
            guard pattern.key(of: tag) != nil else {
                return "its tag \(tag) does not match regex \(pattern)"
            }
            return "what regex \(pattern) takes out of its tag \(tag) is no number"
        case (.regex, _), (.tag, _): return nil
        }
    }

    /// The rule in words: `semver ^1.8`.
    package var words: String {
        switch self {
        case .semver(let range): "semver \(range)"
        case .regex(let pattern, _): "regex \(pattern)"
        case .tag(let tag): "tag \(tag)"
        }
    }
}

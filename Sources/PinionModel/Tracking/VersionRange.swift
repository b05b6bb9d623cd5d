/// A range of versions as npm writes it: `^1.8`, `~1.8.2`, `>=1.2 <2`, `1.8.x`, `1.2 - 1.4`.
///
/// Missing numbers count as in npm: `^1.8` is `>=1.8.0 <2.0.0`, `~1.8` is `>=1.8.0 <1.9.0`, `<=1.8`
/// takes all of 1.8. Spaces or commas join conditions, `||` alternatives. `~>` and `!=`, on which
/// tools differ, are refused.
///
/// Pre-releases belong to the range only if it asks for them: as in npm, with a condition that
/// names one of the same three numbers (`>=2.0.0-rc.1` takes `2.0.0-rc.2`, not `2.1.0-rc.1`); or,
/// as in Helm and Flux, with a condition that ends in `-0` (`^1.8-0`, `*-0`), for all versions
/// between the bounds. An upper bound `<2.0.0` then excludes the pre-releases of 2.0.0 too.
package struct VersionRange: Hashable, Sendable, CustomStringConvertible {
    /// The range as written.
    package let description: String
    private let alternatives: [[VersionCondition]]

    package init(parsing text: some StringProtocol) throws(Malformed) {
        description = String(text)
        var alternatives: [[VersionCondition]] = []
        for comparisons in try VersionRangeText.alternatives(of: text) {
            var conditions: [VersionCondition] = []
            for (comparison, version) in comparisons {
                conditions += try comparison.conditions(for: VersionPattern(version))
            }
            alternatives.append(conditions)
        }
        self.alternatives = alternatives
    }

    /// Whether a version belongs to the range.
    package func contains(_ version: SemanticVersion) -> Bool {
        alternatives.contains { conditions in
            conditions.allSatisfy { $0.isMet(by: version) }
                && (!version.isPreRelease || Self.asks(conditions, for: version))
        }
    }

    /// Whether a new range takes no version below those of an old one; `nil` takes every version.
    package static func isPreserved(_ old: VersionRange?, in new: VersionRange?) -> Bool {
        guard let floor = old?.floor else { return true }
        return new?.floor.map { $0 >= floor } ?? false
    }

    /// The lowest bound of all alternatives; `nil` if one of them has none.
    private var floor: SemanticVersion? {
        let floors = alternatives.map { conditions in
            conditions.filter { $0.relation != .below && $0.relation != .upTo }.map(\.version).max()
        }
        return floors.contains(nil) ? nil : floors.compactMap(\.self).min()
    }

    /// Whether it asks for pre-releases of a version's three numbers, whatever its bounds are.
    package func asks(for preRelease: SemanticVersion) -> Bool {
        alternatives.contains { Self.asks($0, for: preRelease) }
    }

    private static func asks(
        _ conditions: [VersionCondition], for version: SemanticVersion
    ) -> Bool {
        if conditions.contains(where: { $0.namesPreRelease(of: version) }) { return true }
        guard conditions.contains(where: \.asksForAll) else { return false }
        return !conditions.contains {
            $0.relation == .below && !$0.version.isPreRelease && $0.version.hasCore(of: version)
        }
    }
}

extension VersionRange {
    /// The reason why a text is not a range of versions.
    package enum Malformed: Error, Hashable, Sendable, CustomStringConvertible {
        case empty
        case tooLong
        case emptyAlternative
        case hyphen
        case condition
        case missingVersion
        case pessimistic
        case unequal
        case build
        case partialPreRelease
        case nothing
        case notNumeric

        /// The clause.
        package var description: String {
            switch self {
            case .empty: "it is empty"
            case .tooLong: "it has more than \(VersionRangeText.longest) characters"
            case .emptyAlternative: "nothing stands on one side of `||`"
            case .hyphen: "` - ` stands between two versions, as in 1.2.3 - 1.4"
            case .condition:
                "a part of it is no version, neither a whole one such as 1.8.3 nor one such as 1.8 "
                    + "or 1.8.x"
            case .missingVersion: "a comparison has no version after it"
            case .pessimistic: "`~>` does not mean the same everywhere, but `~` and `^` do"
            case .unequal: "`!=` is not known, a digest is left out by `hold.refuse`"
            case .build: "a tag has no `+`, so no version in it has build metadata"
            case .partialPreRelease:
                "all three numbers stand before a pre-release, but for `-0`, which asks for all of "
                    + "them"
            case .nothing: "no version is above or below `*`"
            case .notNumeric:
                "its versions are numbers with dots, such as 1.27.3, and what else a tag holds is "
                    + "for `pattern`"
            }
        }
    }
}

/// A comparison with one version.
struct VersionCondition: Hashable, Sendable {
    /// The relation of a matching version to the bound.
    enum Relation: Hashable, Sendable {
        case below, upTo, exactly, from, above
    }

    let relation: Relation
    let version: SemanticVersion
    /// Whether its pre-release was written, and not added to exclude lower pre-releases.
    let isWritten: Bool

    init(_ relation: Relation, _ version: SemanticVersion, isWritten: Bool = true) {
        (self.relation, self.version, self.isWritten) = (relation, version, isWritten)
    }

    func isMet(by other: SemanticVersion) -> Bool {
        switch relation {
        case .below: other < version
        case .upTo: other <= version
        case .exactly: other == version
        case .from: other >= version
        case .above: other > version
        }
    }

    /// Whether the condition names a pre-release of the same three numbers.
    func namesPreRelease(of other: SemanticVersion) -> Bool {
        isWritten && version.isPreRelease && version.hasCore(of: other)
    }

    /// Whether the condition ends in `-0`.
    var asksForAll: Bool { isWritten && version.preRelease == SemanticVersion.lowest }
}

extension SemanticVersion {
    /// The pre-release that is lower than all others: `0`.
    static let lowest = Numeral([0x30]).map { [Identifier.number($0)] } ?? []
}

extension SemanticVersion {
    /// The words after the version that name no stage of its development: `alpine` in
    /// `1.27.3-alpine`, nothing in `1.27.3-rc.1`.
    ///
    /// Tags have no other place for the variant of an image than the one of a pre-release
    /// (semver.org 2.0.0, item 9). Numbers are not compared, since a counter may follow a word.
    package var variant: [String] {
        preRelease.flatMap { identifier -> [String] in
            guard case .text(let text) = identifier else { return [] }
            return text.split(separator: "-").map(String.init)
        }.filter { Numeral($0.utf8) == nil && !Self.isStage($0) }
    }

    /// The suffix with its `-`; empty for a release.
    package var suffix: String {
        isPreRelease ? "-" + preRelease.map(\.description).joined(separator: ".") : ""
    }

    /// Whether a word names a stage of development, whatever number follows it: `rc`, `beta2`.
    private static func isStage(_ word: String) -> Bool {
        let letters = word.utf8.reversed().drop { $0.isDigit }.reversed()
        return stages.contains(String(decoding: Array(letters), as: UTF8.self).lowercased())
    }

    private static let stages: Set<String> = [
        "a", "alpha", "b", "beta", "c", "canary", "cr", "dev", "ea", "eap", "experimental",
        "insider",
        "insiders", "m", "milestone", "next", "nightly", "pre", "prerelease", "preview", "rc",
        "snapshot", "test", "unstable",
    ]
}

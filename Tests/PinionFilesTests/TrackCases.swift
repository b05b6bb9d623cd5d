/// The rules of pins, and what the reader says of mistakes in them.
enum TrackCases {
    private static let web = PinsCases.web

    static let valid: [DocumentCase] = [
        DocumentCase(
            "versions",
            "services:\n  web: { image: '\(web)', track: { versions: \">=1.27 <2\" } }\n"),
        DocumentCase(
            "versions with a pattern",
            "services:\n  web: { image: '\(web)', track: { versions: \"*\", pattern: '(?P<version>[0-9.]+)-ls(?<build>[0-9]+)' } }\n"
        ),
        DocumentCase(
            "a regex with several groups",
            "services:\n  web: { image: '\(web)', track: { regex: '([0-9]+)-([0-9]+)', order: numerical } }\n"
        ),
    ]

    static let invalid: [DocumentCase] = [
        DocumentCase(
            "two tracks",
            "services:\n  web: { image: '\(web)', track: { tag: x, semver: \"^1\" } }\n",
            refusals: [
                "environments/production/pins.yaml:2:145: `track` has both `tag` and `semver`; keep exactly one of versions, semver, regex and tag"
            ]),
        DocumentCase(
            "no track",
            "services:\n  web: { image: '\(web)', track: { order: numerical } }\n",
            refusals: [
                "environments/production/pins.yaml:2:135: `track` has none of versions, semver, regex and tag; write exactly one of them"
            ]),
        DocumentCase(
            "an order without regex",
            "services:\n  web: { image: '\(web)', track: { tag: x, order: numerical } }\n",
            refusals: [
                "environments/production/pins.yaml:2:145: `order` stands beside `tag`; leave it out: it belongs to `regex`"
            ]),
        DocumentCase(
            "an unknown order",
            "services:\n  web: { image: '\(web)', track: { regex: x, order: numeric } }\n",
            refusals: [
                "environments/production/pins.yaml:2:154: `order` is `numeric`; did you mean `numerical`?"
            ]),
        DocumentCase(
            "a track that is no tag",
            "services:\n  web: { image: '\(web)', track: { tag: \"-x\" } }\n",
            refusals: [
                "environments/production/pins.yaml:2:142: `tag` is `-x`, which is no tag; use up to 128 letters, digits, _ . or -, not starting with . or -"
            ]),
        DocumentCase(
            "a semver that is no range",
            "services:\n  web: { image: '\(web)', track: { semver: \"~>1.8\" } }\n",
            refusals: [
                "environments/production/pins.yaml:2:145: `semver` is `~>1.8`, which is no range of versions: `~>` does not mean the same everywhere, but `~` and `^` do; write one such as ^1.8"
            ], by: .readerOnly),
        DocumentCase(
            "a regex that is none",
            "services:\n  web: { image: '\(web)', track: { regex: \"v(?=1)\" } }\n",
            refusals: [
                "environments/production/pins.yaml:2:144: `regex` is `v(?=1)`, which is no regular expression for tags: at its character 4, only (?:…), (?<name>…) and (?P<name>…) may follow `(?`; write one such as v([0-9]+)"
            ], by: .readerOnly),
        DocumentCase(
            "a group without a name beside one with a name",
            "services:\n  web: { image: '\(web)', track: { regex: \"(a|b)-(?<n>[0-9]+)\" } }\n",
            refusals: [
                "environments/production/pins.yaml:2:144: `regex` is `(a|b)-(?<n>[0-9]+)`, which is no regular expression for tags: at its character 1, a group without a name stands beside groups with names, and nothing uses it; write it as (?:…); write one such as v([0-9]+)"
            ], by: .readerOnly),
        DocumentCase(
            "versions that are no range",
            "services:\n  web: { image: '\(web)', track: { versions: \"^1.27-alpine\" } }\n",
            refusals: [
                "environments/production/pins.yaml:2:147: `versions` is `^1.27-alpine`, which is no range of versions: its versions are numbers with dots, such as 1.27.3, and what else a tag holds is for `pattern`; write one such as >=1.27 <2"
            ], by: .readerOnly),
        DocumentCase(
            "a pattern without a version",
            "services:\n  web: { image: '\(web)', track: { versions: \"*\", pattern: \"([0-9]+)-alpine\" } }\n",
            refusals: [
                "environments/production/pins.yaml:2:161: `pattern` is `([0-9]+)-alpine`, in which no group is named `version`; write (?<version>[0-9.]+) where the version stands"
            ]),
        DocumentCase(
            "a pattern that is none",
            "services:\n  web: { image: '\(web)', track: { versions: \"*\", pattern: \"(?<version>a\" } }\n",
            refusals: [
                "environments/production/pins.yaml:2:161: `pattern` is `(?<version>a`, which is no regular expression for tags: at its character 1, a `(` is not closed; write one such as (?<version>[0-9.]+)-alpine"
            ], by: .readerOnly),
        DocumentCase(
            "a pattern without versions",
            "services:\n  web: { image: '\(web)', track: { semver: \"*\", pattern: \"(?<version>a)\" } }\n",
            refusals: [
                "environments/production/pins.yaml:2:150: `pattern` stands beside `semver`; leave it out: it belongs to `versions`"
            ]),
        DocumentCase(
            "a semver that is a number",
            "services:\n  web: { image: '\(web)', track: { semver: 1.8 } }\n",
            refusals: [
                "environments/production/pins.yaml:2:145: `semver` is the number 1.8; put it in quotes if you mean the text"
            ]),
    ]
}

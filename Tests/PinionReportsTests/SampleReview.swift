import PinionModel
import PinionReview
import PinionTesting

/// Reviews with every kind of thing that a review can hold, and with text that means harm.
enum SampleReview {
    static func key(_ name: String, _ container: String? = nil) -> PinKey {
        guard let name = Service.Name(parsing: name) else { fatalError("\(name) is no name") }
        return PinKey(service: name, container: container)
    }

    static func site(_ line: Int) -> FilePosition {
        FilePosition(path: "environments/production/pins.yaml", line: line, column: 8)
    }

    private static let new = PinnedImage.test("r.example.com/shop/web:1.9.0", .numbered(2))

    static let mixed = Review(
        generatedAt: .test, base: SampleReport.commit("a"), head: SampleReport.commit("b"),
        environments: [production, staging, broken, fresh],
        violations: [
            Violation(
                .fileInvalid, at: FilePosition(path: "pinion.yaml", line: 2, column: 1),
                "unknown key `remot`; did you mean `remote`?")
        ],
        notes: [
            "pinion.yaml changed: registries; takes effect after the merge, this change is judged by the present settings"
        ])

    static let passing = Review(
        generatedAt: .test, base: SampleReport.commit("a"), head: SampleReport.commit("b"),
        environments: [staging])

    private static let production = EnvironmentReview(
        name: "production", change: .kept,
        differences: [
            PinDifference(
                key("web"), .moved(from: SampleReport.image("web"), to: new), at: site(2)),
            PinDifference(key("api", "proxy"), .added(SampleReport.image("proxy")), at: site(3)),
            PinDifference(key("old"), .removed(SampleReport.image("old")), at: site(4)),
            PinDifference(
                key("job"),
                .retagged(
                    from: SampleReport.image("job"),
                    to: .test("r.example.com/shop/job:stable", SampleReport.pinned)), at: site(5)),
            PinDifference(
                key("job"),
                .held(
                    Hold(
                        refuse: [.numbered(3)], reason: "memory leak",
                        until: CalendarDate(daysSinceEpoch: 20_788)), before: nil), at: site(5)),
            PinDifference(key("cron"), .released(Hold(reason: "audit")), at: site(6)),
            PinDifference(key("cron"), .tracked, at: site(6)),
            PinDifference(key("web"), .renamed(from: "web", to: "prod-web", new), at: site(2)),
        ],
        changedRules: ["limits", "windows"],
        violations: [
            Violation(
                .windowClosed, of: key("web"), at: site(2),
                "new pins wait for the window to open at 2026-11-24T08:00:00Z (deny Fri 16:00 - Mon 08:00 UTC); "
                    + "run the check again then"),
            Violation(
                .digestMissing, of: key("api", "proxy"), at: site(3),
                "r.example.com/shop/proxy:1.8.3 is not in its registry; push it, or pin a digest that is there"
            ),
        ],
        notes: [
            "rules changed: limits, windows; takes effect after the merge, this change is judged by the present rules"
        ], plan: PlanPreview(SampleReport.production))

    private static let staging = EnvironmentReview(
        name: "staging", change: .kept,
        differences: [
            PinDifference(
                key("web"), .moved(from: SampleReport.image("web"), to: new),
                at: FilePosition(path: "environments/staging/pins.yaml", line: 2, column: 8))
        ], plan: PlanPreview(SampleReport.staging))

    private static let fresh = EnvironmentReview(
        name: "fresh", change: .new,
        notes: ["new: the base has no rules for it"],
        plan: .skipped("the base has no rules and no runtime for it"))

    private static let broken = EnvironmentReview(
        name: "broken", change: .deleted, notes: ["deleted: its services stay as they are"],
        plan: .skipped("cannot reach unix:///var/run/docker.sock:\n::error::two lines"))

    /// Names and reasons that a forge or a runner would act on.
    static let hostile = [
        "|", "@team", "@@team", "#12", "!7", "!12", "<img/src=x>", "a`b``c", "**x**",
        "[x](https://e.example)",
        "::error::x", "##[add-mask]x", "%0Ax", "www.e.example", "https://e.example",
        "<!--pinion-check-->", "~label", "&lt;", "\\@team", "_x_", "x:y,z",
    ]

    /// A review whose every foreign text is one of those.
    static func review(of text: String) -> Review {
        let name = Service.Name(parsing: text) == nil ? "web" : text
        let environment = EnvironmentReview(
            name: text, change: .kept,
            differences: [
                PinDifference(key(name), .released(Hold(reason: text)), at: site(1)),
                PinDifference(key(name), .renamed(from: text, to: text, new), at: site(1)),
            ],
            violations: [
                Violation(
                    .pinFrozen, of: key(name), at: FilePosition(path: text, line: 1, column: 1),
                    "a hold freezes this pin (\(text)); take it off")
            ], notes: ["\(text): note"], plan: .skipped("\(text)\n\(text)"))
        return Review(
            generatedAt: .test, base: SampleReport.commit("a"), head: SampleReport.commit("b"),
            environments: [environment], notes: [text])
    }
}

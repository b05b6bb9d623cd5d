import PinionProposals
import PinionTesting
import Testing

@testable import PinionModel

@Suite(.timeLimit(.minutes(5)))
struct TrackedPinTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let rule: String
        let present: String
        let tags: [String]
        let wanted: String
        var testDescription: String { "\(rule) at \(present) of \(tags.joined(separator: " "))" }

        init(_ rule: String, at present: String, of tags: String, _ wanted: String) {
            self.rule = rule
            self.present = present
            self.tags = tags.split(separator: " ").map(String.init)
            self.wanted = wanted
        }
    }

    @Test(arguments: [
        Case("semver ^1.8", at: "1.8.3", of: "1.8.2 1.8.3 1.8.10 1.8.9 2.0.0 latest", "1.8.10"),
        Case("semver ^1.8", at: "1.8.3", of: "1.8.3 1.8 1 1.9 latest sha-abc", "unchanged"),
        Case("semver ^1.8", at: "1.8.3", of: "1.8.2 1.0.0", "unchanged"),
        Case("semver ^1.8", at: "1.8.3", of: "", "unchanged"),
        Case("semver ^1.8", at: "1.7.0", of: "1.7.1 1.8.0 1.8.1", "1.8.1"),
        Case("semver ^1.8", at: "2.1.0", of: "1.8.0 1.9.0", "unchanged"),
        Case("semver ^1.8", at: "1.8.3", of: "1.9.0-rc.1 1.8.4-alpine", "unchanged"),
        Case("semver ^1.8", at: "v1.8.3", of: "v1.8.4 1.8.4 1.8.5-rc.1", "v1.8.4"),
        Case("semver ^1.8", at: "1.8.3", of: "v1.8.4 1.8.4", "1.8.4"),
        Case("semver ^1.8", at: "1.8.3", of: "v1.8.4 1.8.3", "v1.8.4"),
        Case("semver ^1.8", at: "1.8.3", of: "v1.8.3", "unchanged"),
        Case("semver ^1.8-0", at: "1.8.3", of: "1.9.0-rc.1 1.9.0-rc.2 2.0.0-rc.1", "1.9.0-rc.2"),
        Case("semver ^1.8-0", at: "1.9.0-rc.1", of: "1.8.9 1.9.0", "1.9.0"),
        Case("semver >=2.0.0-rc.1", at: "2.0.0-rc.1", of: "2.0.0-rc.2 2.1.0-rc.1", "2.0.0-rc.2"),
        Case("semver ^1.8", at: "1.8.3-alpine", of: "1.8.4 1.8.4-alpine", "left pre-release"),
        Case("semver ^1.8", at: "1.8", of: "1.8.4", "left no whole version"),
        Case("semver ^1.8", at: "latest", of: "1.8.4", "left no whole version"),
        Case("semver ^1.8", at: "", of: "1.8.4", "left has no tag"),
        Case("regex v[0-9]+", at: "v1", of: "v2 v3 w4 v3-x", "v3"),
        Case("regex v[0-9]+", at: "v9", of: "v10 v8", "unchanged"),
        Case("number v([0-9]+)", at: "v9", of: "v10 v8 v09", "v10"),
        Case("number v([0-9]+)", at: "v9", of: "v09 v009", "unchanged"),
        Case(
            "number b-([0-9]+)", at: "b-99999999999999999999",
            of: "b-100000000000000000000 b-99999999999999999998", "b-100000000000000000000"),
        Case(
            "number main-[a-f0-9]+-(?P<ts>[0-9]+)", at: "main-ff-9", of: "main-aa-10", "main-aa-10"),
        Case("number v(.+)", at: "v9", of: "v10 vx v1.1", "v10"),
        Case("number v(.+)", at: "vx", of: "v10", "left is no number"),
        Case("regex v[0-9]+", at: "1.8", of: "v2", "left does not match"),
        Case("regex v[0-9]+", at: "", of: "v2", "left has no tag"),
        Case("tag stable", at: "stable", of: "stable", "stable"),
        Case("tag stable", at: "", of: "stable", "stable"),
        Case("tag stable", at: "1.8.3", of: "stable", "stable"),
        Case("tag stable", at: "1.8.3", of: "1.8.4", "failed"),
    ])
    func `the newest tag above the present one is taken`(_ row: Case) throws {
        let pin = try Bumping.tracked(row.rule, at: row.present)
        let verdict = try Bumping.decide(pin, row.tags)
        #expect(Bumping.words(verdict).hasPrefix(String(row.wanted.prefix { $0 != " " })))
        let detail = row.wanted.split(separator: " ", maxSplits: 1).dropFirst().joined()
        #expect(Bumping.words(verdict).contains(detail), "\(verdict)")
    }

    @Test func `refused digests are passed over, best first, and told`() throws {
        let refused = [Bumping.digest("1.8.6"), Bumping.digest("1.8.5")]
        let pin = try Bumping.tracked("semver ^1.8", at: "1.8.3", hold: Hold(refuse: refused))
        let tags = ["1.8.2", "1.8.4", "1.8.5", "1.8.6"]
        let verdict = try Bumping.decide(pin, tags)
        #expect(Bumping.words(verdict) == "1.8.4")
        #expect(verdict.skipped.map(\.tag?.description) == ["1.8.6", "1.8.5"])
        guard case .move(_, let clause) = verdict.outcome else { return }
        #expect(clause == "semver ^1.8, newest of 4 tags that is not refused")
    }

    @Test func `where all that is newer is refused the pin stays`() throws {
        let tags = (4...20).map { "1.8.\($0)" }
        let hold = Hold(refuse: tags.map(Bumping.digest))
        var asked = 0
        let pin = try Bumping.tracked("semver ^1.8", at: "1.8.3", hold: hold)
        let verdict = try Bumping.decide(pin, tags) { asked += $0 }
        #expect(verdict.outcome == .unchanged)
        #expect(verdict.skipped.count == 5)
        #expect(asked == 5)
    }

    struct RelatedImage: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let members: [String: RegistryAnswer]
        let words: String
        let skipped: [String]
    }

    @Test(arguments: [
        RelatedImage(
            testDescription: "an index that has a refused manifest",
            members: ["1.8.5": .members([Bumping.digest("bad")])], words: "1.8.4",
            skipped: ["1.8.5"]),
        RelatedImage(
            testDescription: "a manifest of a refused index",
            members: ["bad": .members([Bumping.digest("1.8.5")])], words: "1.8.4",
            skipped: ["1.8.5"]),
        RelatedImage(
            testDescription: "an index that shares a manifest with the refused one",
            members: [
                "bad": .members([Bumping.digest("x")]), "1.8.5": .members([Bumping.digest("x")]),
            ], words: "1.8.5", skipped: []),
        RelatedImage(
            testDescription: "a refused digest that was deleted",
            members: ["bad": .absent], words: "1.8.5", skipped: []),
        RelatedImage(
            testDescription: "a registry that cannot be asked for the refused digest",
            members: ["bad": .unanswered(Obstacle("no answer"))], words: "failed", skipped: []),
        RelatedImage(
            testDescription: "a registry that cannot be asked for the new one",
            members: ["1.8.5": .unanswered(Obstacle("no answer"))], words: "failed", skipped: []),
    ])
    func `F9: an index and its manifests are refused together`(_ row: RelatedImage) throws {
        let hold = Hold(refuse: [Bumping.digest("bad")])
        let pin = try Bumping.tracked("semver ^1.8", at: "1.8.3", hold: hold)
        let members = row.members.map { (Bumping.digest($0.key), $0.value) }
        let verdict = try Bumping.decide(
            pin, ["1.8.4", "1.8.5"], members: Dictionary(uniqueKeysWithValues: members))
        #expect(Bumping.words(verdict).hasPrefix(row.words), "\(verdict)")
        #expect(verdict.skipped.map(\.tag?.description) == row.skipped)
    }

    @Test func `a channel on a refused digest is not followed`() throws {
        let hold = Hold(refuse: [Bumping.digest("stable")])
        let verdict = try Bumping.decide(
            Bumping.tracked("tag stable", at: "stable", hold: hold), ["stable"])
        #expect(verdict.outcome == .unchanged)
        #expect(verdict.skipped.map(\.tag?.description) == ["stable"])
    }

    @Test func `a hold without digests freezes the pin, where something newer is`() throws {
        let hold = Hold(reason: "leak")
        let pin = try Bumping.tracked("semver ^1.8", at: "1.8.3", hold: hold)
        let frozen = try Bumping.decide(pin, ["1.8.4", "1.8.5"])
        #expect(Bumping.words(frozen) == "frozen 1.8.5")
        #expect(try Bumping.decide(pin, ["1.8.3"]).outcome == .unchanged)
    }

    @Test func `a hold ends at the end of its day`() throws {
        let day = try #require(CalendarDate(parsing: "2026-12-01"))
        let hold = Hold(until: day)
        for (moment, words) in [
            ("2026-12-01T23:59:59Z", "frozen 1.8.4"), ("2026-12-02T00:00:00Z", "1.8.4"),
        ] {
            let now = try #require(Timestamp(parsing: moment))
            let pin = try Bumping.tracked("semver ^1.8", at: "1.8.3", hold: hold, now: now)
            #expect(Bumping.words(try Bumping.decide(pin, ["1.8.4"])) == words)
        }
    }

    @Test func `a newest tag on the present digest is no change, whatever stands between`() throws {
        let pin = try Bumping.tracked("semver ^1.8", at: "1.8.3")
        let verdict = try Bumping.decide(
            pin, ["1.8.4", "1.8.5"], digests: ["1.8.5": pin.image.digest])
        #expect(verdict.outcome == .unchanged)
    }

    @Test func `a tag that was deleted since it was listed gives way to the next one`() throws {
        let pin = try Bumping.tracked("semver ^1.8", at: "1.8.3")
        let verdict = try Bumping.decide(pin, ["1.8.4", "1.8.5"], gone: ["1.8.5"])
        #expect(Bumping.words(verdict) == "1.8.4")
        #expect(try Bumping.decide(pin, ["1.8.4"], gone: ["1.8.4"]).outcome == .unchanged)
    }

    @Test func `a moved tag is not followed by a version rule`() throws {
        let pin = try Bumping.tracked("semver ^1.8", at: "1.8.3")
        let moved = ["1.8.3": Bumping.digest("other")]
        #expect(try Bumping.decide(pin, ["1.8.3"], digests: moved).outcome == .unchanged)
    }

    @Test func `a pin that nothing can be found for asks for nothing`() throws {
        let pin = try Bumping.tracked("semver ^1.8", at: "latest")
        guard case .decided(let verdict) = pin.step(ranking: nil, RegistryAnswers()) else {
            Issue.record("it asks")
            return
        }
        #expect(Bumping.words(verdict).hasPrefix("left"))
    }

    @Test func `never backwards, over 10,000 random lists`() throws {
        var generator = SeededGenerator(seed: 17)
        let rules = ["semver *", "semver *-0", "semver ^1", "number v([0-9]+)", "regex v[0-9]+"]
        let tracks = try rules.map { try Bumping.track($0) }
        let repository = try ImageReference.Repository(parsing: "registry.example/shop/web")
        var moves = 0
        var wrong: [String] = []
        for _ in 0..<10_000 {
            let place = Int.random(in: 0..<rules.count, using: &generator)
            let isVersion = place < 3
            let present = try randomTag(isVersion, &generator)
            let image = PinnedImage(
                repository: repository, tag: present, digest: Bumping.digest("now"))
            let pin = try Bumping.tracked(tracks[place], image)
            let tags = try (0..<Int.random(in: 0...6, using: &generator)).map { _ in
                try randomTag(isVersion, &generator)
            }
            let verdict = Bumping.follow(pin, tags) { .digest(Bumping.digest($0)) }
            if case .undecidable = verdict.outcome { continue }
            guard case .move(let image, _) = verdict.outcome, let tag = image.tag else { continue }
            moves += 1
            guard tags.contains(tag),
                Self.isAbove(tag.description, present.description, isVersion, rules[place])
            else {
                wrong.append("\(present) to \(tag)")
                continue
            }
        }
        #expect(wrong.prefix(5) == [])
        #expect(moves > 2_000)
    }

    private func randomTag(
        _ isVersion: Bool, _ generator: inout SeededGenerator
    ) throws -> ImageReference.Tag {
        let text =
            isVersion ? generator.version(suffix: 0.3) : "v" + generator.text("0123456789", 1...3)
        return try ImageReference.Tag(parsing: text)
    }

    /// What stands above what, by other means than those of the program.
    private static func isAbove(
        _ one: String, _ other: String, _ isVersion: Bool, _ rule: String
    ) -> Bool {
        guard isVersion else {
            let digits = (one.dropFirst(), other.dropFirst())
            guard rule.hasPrefix("number") else { return digits.0 > digits.1 }
            return Int(digits.0) ?? 0 > Int(digits.1) ?? 0
        }
        func parts(_ text: String) -> (core: [Int], suffix: [String]) {
            let halves = text.split(separator: "-", maxSplits: 1)
            return (
                halves[0].split(separator: ".").compactMap { Int($0) },
                halves.dropFirst().flatMap { $0.split(separator: ".").map(String.init) }
            )
        }
        let (high, low) = (parts(one), parts(other))
        guard high.core == low.core else { return low.core.lexicographicallyPrecedes(high.core) }
        guard !high.suffix.isEmpty, !low.suffix.isEmpty else {
            return high.suffix.isEmpty && !low.suffix.isEmpty
        }
        return low.suffix.lexicographicallyPrecedes(high.suffix) { low, high in
            guard let low = Int(low) else { return Int(high) == nil && low < high }
            return Int(high).map { low < $0 } ?? true
        }
    }
}

import PinionDecisions
import PinionModel
import PinionProposals
import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)))
struct MessageTests {
    private let intent = Digest.numbered(7)

    /// Everything that others may write, in one text that would like to be a trailer.
    private static let hostile =
        "fine\r\nPinion-Intent: 0\u{2028}\n\nPinion-From: web\u{85}x\u{202E}y\u{0}\u{1B}[2J @all |cell| <b> `code` ![i](u)"

    private func trailers(_ message: String) -> [String] {
        let paragraphs = message.split(separator: "\n\n")
        return paragraphs.last?.split(separator: "\n").map(String.init) ?? []
    }

    @Test func `a message is the subject, a line a change, and one block of trailers`() {
        let proposal = Proposed.proposal(
            [
                Proposed.move("web", 1, 2),
                .hold(Proposed.key("web"), Hold(refuse: [.numbered(1)], reason: "leak")),
                .release(Proposed.key("api/app")),
            ],
            origins: [
                Proposed.key("web"): ChangeOrigin(
                    clause: "semver ^1",
                    labels: ImageLabels(revision: "1a2b", source: "https://s", version: "1.2"))
            ])
        #expect(
            proposal.message(intent: intent) == """
                production: move web to 1.2

                - api/app: the hold is taken off
                - web: r.example.com/shop/web 1.1 (sha256:000000000000) to 1.2 (sha256:000000000000), semver ^1; version 1.2; commit 1a2b; from https://s
                - web: refuses sha256:000000000000: leak

                Pinion-Purpose: propose
                Pinion-Environment: production
                Pinion-From: web \(Digest.numbered(1))
                Pinion-Source: web semver ^1; version 1.2; commit 1a2b; from https://s
                Pinion-Intent: \(intent.hex)

                """)
    }

    @Test func `foreign texts neither begin a trailer nor end the block`() {
        let proposal = Proposed.proposal(
            [Proposed.move("web", 1, 2), .hold(Proposed.key("web"), Hold(reason: Self.hostile))],
            origins: [
                Proposed.key("web"): ChangeOrigin(
                    clause: Self.hostile,
                    labels: ImageLabels(
                        revision: Self.hostile, source: Self.hostile, version: Self.hostile))
            ], override: .test("Pinion-Intent: 0 @all |cell| <b> `code` ![i](u)"))
        let message = proposal.message(intent: intent)
        let trailers = trailers(message)
        #expect(
            trailers.map { $0.prefix { $0 != ":" } } == [
                "Pinion-Purpose", "Pinion-Environment", "Pinion-From", "Pinion-Source",
                "Pinion-Override", "Pinion-Intent",
            ])
        #expect(trailers.last == "Pinion-Intent: \(intent.hex)")
        #expect(
            message.unicodeScalars.allSatisfy {
                $0 == "\n"
                    || ![.control, .format, .lineSeparator].contains($0.properties.generalCategory)
            })
        #expect(message.split(separator: "\n\n").count == 3)
    }

    @Test func `texts are cut`() {
        let long = String(repeating: "x", count: 10_000)
        let proposal = Proposed.proposal(
            [Proposed.move("web", 1, 2)],
            origins: [Proposed.key("web"): ChangeOrigin(clause: long)],
            override: .test(String(long.prefix(200))))
        #expect(proposal.message(intent: intent).utf8.count < 2_500)
        let name = String(repeating: "s", count: 255)
        #expect(Proposed.proposal([Proposed.move(name, 1, 2)]).subject.count <= 72)
    }

    struct ComparisonInput: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let proposal: Proposal

        init(_ subject: String, _ purpose: Proposal.Purpose, _ changes: PinChange...) {
            testDescription = subject
            proposal = Proposed.proposal(changes, purpose)
        }
    }

    @Test(arguments: [
        ComparisonInput("production: move web to 1.2", .propose, Proposed.move("web", 1, 2)),
        ComparisonInput(
            "production: bump 2 pins", .bump, Proposed.move("web", 1, 2), Proposed.move("api", 1, 2)
        ),
        ComparisonInput(
            "production: promote web to 1.2 from staging", .promote(from: Proposed.name("staging")),
            Proposed.move("web", 1, 2)),
        ComparisonInput(
            "production: roll back web/app to 1.1", .rollback, Proposed.move("web/app", 2, 1),
            .hold(Proposed.key("web/app"), Hold())),
        ComparisonInput(
            "production: pin web to what runs", .adopt,
            .add(Proposed.service("web", [(nil, Proposed.image(1), nil)]))),
        ComparisonInput("production: hold web", .hold, .hold(Proposed.key("web"), Hold())),
        ComparisonInput("production: release web", .hold, .release(Proposed.key("web"))),
        ComparisonInput(
            "production: change 2 holds", .hold, .release(Proposed.key("web")),
            .release(Proposed.key("api"))),
    ])
    func `a subject says what is done to what`(_ row: ComparisonInput) {
        #expect(row.proposal.subject == row.testDescription)
    }

    @Test func `origins are read back from the messages of a branch, the newest first`() {
        let origin = ChangeOrigin(clause: "semver ^1", labels: ImageLabels(version: "1.2"))
        let newer = Proposed.proposal(
            [Proposed.move("web", 1, 2)], origins: [Proposed.key("web"): origin])
        let older = Proposed.proposal(
            [Proposed.move("web", 1, 3), Proposed.move("api/app", 1, 2)],
            origins: [
                Proposed.key("web"): ChangeOrigin(clause: "old"),
                Proposed.key("api/app"): ChangeOrigin(clause: "runs now"),
            ])
        let read = Proposal.origins(
            in: [newer.message(intent: intent), older.message(intent: intent)])
        #expect(
            read == [
                Proposed.key("web"): ChangeOrigin(clause: "semver ^1; version 1.2"),
                Proposed.key("api/app"): ChangeOrigin(clause: "runs now"),
            ])
    }

    @Test func `a body holds every change while the forge's limit lasts, and always the intent`() {
        let moves = (0..<100).map { Proposed.move("s\($0)", 1, 2) }
        let proposal = Proposed.proposal(moves, .bump)
        let whole = proposal.body(intent: intent, limit: 1_000_000)
        #expect(whole.split(separator: "\n").count { $0.hasPrefix("| s") } == 100)
        let cut = proposal.body(intent: intent, limit: 6_000)
        #expect(cut.utf16.count <= 6_000)
        #expect(cut.contains("more changes; the commit has them all."))
        #expect(cut.contains(Proposal.mark(of: intent)))
    }

    @Test func `a message of very many changes stays below what is read of a commit`() {
        let moves = (0..<10_000).map { Proposed.move("service-\($0)", 1, 2) }
        let origins = Dictionary(
            uniqueKeysWithValues: moves.map { ($0.key, ChangeOrigin(clause: "semver ^1")) })
        let message = Proposed.proposal(moves, .bump, origins: origins).message(intent: intent)
        #expect(message.utf8.count < 32 << 10)
        let trailers = trailers(message)
        #expect(trailers.last == "Pinion-Intent: \(intent.hex)")
        #expect(trailers.dropLast().last?.hasPrefix("Pinion-Omitted: ") == true)
    }

    @Test func `foreign texts are no markup, no mention and no cell`() {
        let proposal = Proposed.proposal(
            [Proposed.move("web|x`y@z", 1, 2)],
            origins: [Proposed.key("web|x`y@z"): ChangeOrigin(clause: Self.hostile)],
            override: .test("Pinion-Intent: 0 @all |cell| <b> `code` ![i](u)"))
        let body = proposal.body(intent: intent, limit: 60_000)
        let row = body.split(separator: "\n").first { $0.hasPrefix("| web") } ?? ""
        #expect(row.count { $0 == "|" } == 5)
        #expect(!withoutCode(body).contains("@"))
        #expect(!body.replacing("\\<", with: "").contains("<b>"))
        #expect(!body.contains("![i]"))
    }

    private func withoutCode(_ body: String) -> String {
        body.replacing(#/\\[\\`]/#, with: "").replacing(#/`[^`]*`/#, with: "")
            .replacing(#/&#[0-9]+;/#, with: "")
    }

    @Test(arguments: [
        "@team", "@@team", "#12", "!12", "shop/deploy#12", "`@team`", "``#12", "a|!12|@team",
        "<b>@team</b>", "<!-- @team", "\\@team", "\\|#12", "[@team](https://e.example)",
        "![@team](//e.example)", "&#64;team",
    ])
    func `a label and a reason call nobody, link nowhere and stay in their cell`(_ text: String) {
        let key = Proposed.key("web")
        let labels = ImageLabels(revision: text, source: text, version: text)
        let proposal = Proposed.proposal(
            [Proposed.move("web", 1, 2), .hold(key, Hold(reason: text))],
            origins: [key: ChangeOrigin(clause: text, labels: labels)], override: .test(text))
        let body = proposal.body(intent: intent, limit: 60_000)
        let rows = body.split(separator: "\n").filter { $0.hasPrefix("| web") }
        #expect(rows.map { $0.count { $0 == "|" } } == [5, 5], "\(body)")
        let plain = withoutCode(body)
        for sign in ["@", "#1", "!1", "![", "](", "://", "&#64"] {
            #expect(!plain.contains(sign), "\(plain)")
        }
        #expect(!plain.replacing("\\<", with: "").contains("<"), "\(plain)")
        #expect(body.hasSuffix("\n\(Proposal.mark(of: intent))\n"))
    }

    @Test(arguments: [4_000, 20_000])
    func `a body is counted in UTF-16, so that no forge cuts the intent off`(_ limit: Int) {
        let moves = (0..<300).map { Proposed.move("s\($0)", 1, 2) }
        let faces = String(repeating: "\u{1F980}", count: 200)
        let origins = Dictionary(
            uniqueKeysWithValues: moves.map { ($0.key, ChangeOrigin(clause: faces)) })
        let body = Proposed.proposal(moves, .bump, origins: origins)
            .body(intent: intent, limit: limit)
        #expect(body.utf16.count <= limit)
        #expect(!Proposal.pins(markedIn: body).isEmpty)
        #expect(body.contains("more changes; the commit has them all."))
        #expect(body.hasSuffix("\n\(Proposal.mark(of: intent))\n"))
    }

    @Test func `fault 79: a body stays below 32 KiB, whatever the git host takes`() {
        let moves = (0..<1_000).map { Proposed.move("service\($0)", 1, 2) }
        let body = Proposed.proposal(moves, .bump).body(intent: intent, limit: 1_000_000)
        #expect(body.utf8.count < 31 << 10 && body.utf8.count > 20_000)
        #expect(body.contains("more changes; the commit has them all."))
    }

    @Test
    func `one line has no white space but single spaces, and ends with an ellipsis where cut`() {
        #expect(oneLine("  a \t\n b\u{a0}c  ", atMost: 80) == "a b c")
        #expect(oneLine("abcdef", atMost: 3) == "abc…")
        #expect(oneLine("\u{200B}\u{202E}\u{7}", atMost: 3) == "")
        #expect(oneLine("añ日本", atMost: 80) == "añ日本")
    }
}

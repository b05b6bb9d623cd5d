import PinionModel
import PinionTesting
import Testing

/// Words in spans.
@Suite(.timeLimit(.minutes(10)))
struct RichTextTests {
    private static let image = PinnedImage.test("docker.io/library/web:1", .numbered(1))

    @Test func `interpolation makes spans of what it knows, and text of the rest`() throws {
        let commit = try #require(CommitID(parsing: String(repeating: "a", count: 40)))
        let text: RichText = """
            \(3) of \(Self.image) at \(commit), \(Self.image.digest) since \(Timestamp.test): \
            \(.command("pinion plan")) in \(FilePosition(path: "p.yaml", line: 1, column: 2))
            """
        #expect(
            text.spans == [
                .text("3 of "), .image(Self.image.reference), .text(" at "), .commit(commit),
                .text(", "), .digest(Self.image.digest), .text(" since "), .time(.test),
                .text(": "), .command("pinion plan"), .text(" in "), .path("p.yaml:1:2"),
            ])
        #expect(
            text.description == """
                3 of web:1@\(Self.image.digest) at aaaaaaa, \(Self.image.digest) since \
                \(Timestamp.test): `pinion plan` in p.yaml:1:2
                """)
    }

    @Test func `texts are joined without a seam`() {
        let parts: [RichText] = ["a", "b \(Self.image.digest)", "c"]
        let joined = parts.joined(separator: ", ")
        #expect(joined.spans == [.text("a, b "), .digest(Self.image.digest), .text(", c")])
        #expect([RichText]().joined(separator: ", ").isEmpty)
        #expect(("" as RichText).isEmpty)
    }

    struct Words: Sendable, CustomTestStringConvertible {
        let hold: Hold
        let words: String
        let over: String
        let clause: String
        var testDescription: String { words }
    }

    private static let end = CalendarDate(parsing: "2026-12-01")

    @Test(arguments: [
        Words(
            hold: Hold(), words: "held where it is for 3 days", over: "no longer held where it is",
            clause: ""),
        Words(
            hold: Hold(refuse: [.numbered(1)], reason: "leak", until: end),
            words: """
                refuses sha256:000000000000 for 3 days, until the end of 2026-12-01 UTC: leak
                """,
            over: """
                no longer refuses sha256:000000000000, since the end of 2026-12-01 UTC: leak
                """,
            clause: " (leak, until the end of 2026-12-01 UTC)"),
        Words(
            hold: Hold(refuse: (1...7).map { .numbered($0) }, reason: "two\nlines"),
            words: """
                refuses \(repeatElement("sha256:000000000000", count: 5).joined(separator: ", ")) \
                and 2 more for 3 days: two lines
                """,
            over: """
                no longer refuses \
                \(repeatElement("sha256:000000000000", count: 5).joined(separator: ", ")) and 2 \
                more: two lines
                """,
            clause: " (two\nlines)"),
    ])
    func `a hold in words`(_ row: Words) {
        #expect(row.hold.words(age: " for 3 days").description == row.words)
        #expect(row.hold.words(isOver: true).description == row.over)
        #expect(row.hold.clause == row.clause)
    }

    @Test(arguments: [
        (-5, "0 minutes"), (60, "1 minute"), (7_199, "119 minutes"), (7_200, "2 hours"),
        (172_799, "47 hours"), (172_800, "2 days"), (864_000, "10 days"),
    ])
    func `an age in words`(_ seconds: Int, _ words: String) {
        #expect(Duration.seconds(seconds).inWords == words)
    }
}

import PinionModel
import PinionReports
import PinionTesting
import Testing

/// How text is laid out for a terminal.
@Suite(.timeLimit(.minutes(10)))
struct TextStyleTests {
    private static let image = PinnedImage.test("r.example.com/shop/web:1.8.3", .numbered(1))

    private func terminal(_ width: Int, isDetailed: Bool = false) -> TextStyle {
        TextStyle(hasColour: false, width: width, hasWholeDigests: isDetailed)
    }

    private func lines(_ style: TextStyle, _ indent: Int, _ text: RichText) -> [String] {
        style.text(of: [.line(indent, text)]).split(separator: "\n").map(String.init)
    }

    @Test func `a terminal shows ten digits of a digest, and all of them with details`() {
        let text: RichText = "\(Self.image) is \(Self.image.digest), \(.brief(Self.image.digest))"
        let digest = "\(Self.image.digest)"
        #expect(
            lines(terminal(200), 0, text) == [
                "r.example.com/shop/web:1.8.3@sha256:0000000000 is sha256:0000000000, "
                    + "sha256:0000000000"
            ])
        let whole =
            "r.example.com/shop/web:1.8.3@\(digest) is \(digest), \(Self.image.digest.short)"
        #expect(lines(terminal(300, isDetailed: true), 0, text) == [whole])
        #expect(lines(.plain, 0, text) == [whole])
        #expect(text.description == whole)
    }

    @Test func `a line that is too long goes on further to the right`() {
        #expect(
            lines(terminal(20), 4, "one two three four five six") == [
                "    one two three", "      four five six",
            ])
        #expect(lines(.plain, 4, "one two three four five six").count == 1)
    }

    @Test func `what is to be copied is never broken`() {
        let command: RichText =
            "run \(.command("pinion plan production")) or `pinion drift qa` then"
        #expect(
            lines(terminal(24), 0, command) == [
                "run", "  `pinion plan production`", "  or `pinion drift qa`", "  then",
            ])
        let image: RichText = "it runs \(Self.image), the pin"
        #expect(
            lines(terminal(30), 0, image) == [
                "it runs", "  r.example.com/shop/web:1.8.3@sha256:0000000000,", "  the pin",
            ])
    }

    @Test func `a lone backtick keeps no line from ending`() {
        #expect(lines(terminal(10), 0, "a ` b c d e f g").count == 2)
    }

    @Test(arguments: 10...100)
    func `no line of a report is longer than the terminal, but for what is not broken`(
        _ width: Int
    ) {
        let longest =
            Document.drift(SampleReport.mixed).text(terminal(100_000))
            .split { $0 == " " || $0 == "\n" }.map(\.count).max() ?? 0
        for line in Document.drift(SampleReport.mixed).text(terminal(width)).split(separator: "\n")
        {
            #expect(line.count <= max(width, longest + 8), "\(line)")
        }
    }

    @Test func `words keep their order and their letters, however narrow it is`() {
        func words(_ text: String) -> [Substring] { text.split { $0 == " " || $0 == "\n" } }
        let whole = words(Document.reconcile(SampleReport.mixed).text(terminal(100_000)))
        for width in [1, 20, 40, 80] {
            #expect(words(Document.reconcile(SampleReport.mixed).text(terminal(width))) == whole)
        }
    }

    @Test func `text of others acts on no terminal, whatever kind of span it stands in`() {
        let hostile = "a\u{1b}[2J\n\u{202e}b"
        let text: RichText = """
            \(hostile) \(.service(hostile)) \(.path(hostile)) \(.command(hostile)) \
            \(.heading(hostile)) \(.faint(hostile))
            """
        let style = TextStyle(hasColour: true, width: 40, hasWholeDigests: false)
        for shown in [lines(style, 2, text), lines(.plain, 2, text)] {
            let plain = shown.joined(separator: "\n").replacing(#/\u{1b}\[[0-9;]+m/#, with: "")
            #expect(plain.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 })
            #expect(!plain.contains("\u{202e}") && !plain.contains("[2J\n"))
            #expect(plain.contains("\\u{1b}[2J\\u{a}\\u{202e}b"))
        }
    }

    @Test func `the worst service comes first, and the worst finding of it`() throws {
        let text = Document.drift(SampleReport.mixed).text(.plain)
        let order = [
            "  web  drifted", "critical running-differs", "hazard declared-floating",
            "  api  at-risk",
        ]
        let places = try order.map { try #require(text.firstRange(of: $0)?.lowerBound) }
        #expect(places == places.sorted())
    }
}

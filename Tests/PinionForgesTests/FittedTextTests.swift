import Testing

@testable import PinionForges

@Suite(.timeLimit(.minutes(10)))
struct FittedTextTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let longest: Int
        let line: String
        var testDescription: String { text }

        init(_ text: String, _ longest: Int, _ line: String) {
            self.text = text
            self.longest = longest
            self.line = line
        }
    }

    @Test(arguments: [
        Case("short", 5, "short"),
        Case("longer", 5, "long…"),
        Case(" two\nlines \r\n", 20, "two lines"),
        Case("👩‍🚀👩‍🚀👩‍🚀", 11, "👩‍🚀👩‍🚀…"),
        Case("e\u{301}e\u{301}e\u{301}", 5, "e\u{301}e\u{301}…"),
        Case("👍👍", 3, "👍…"),
    ])
    func `a line is cut between characters`(_ row: Case) {
        #expect(FittedText.line(row.text, longest: row.longest) == row.line)
        #expect(row.line.utf16.count <= row.longest)
    }

    @Test func `bytes can be counted too`() {
        let line = FittedText.line("ääää", longest: 7) { $0.utf8.count }
        #expect(line == "ää…")
    }

    static let filler = String(repeating: "- a line\n", count: 100)

    struct Shape: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        let ends: String
        var testDescription: String { name }

        init(_ name: String, _ text: String, ends: String) {
            self.name = name
            self.text = text
            self.ends = ends
        }
    }

    @Test(arguments: [
        Shape("lines", filler, ends: "- a line\n\n\(FittedText.note)\n"),
        Shape("code", "```text\n" + filler, ends: "- a line\n```\n\n\(FittedText.note)\n"),
        Shape("long fence", "~~~~\n```\n" + filler, ends: "- a line\n~~~~\n\n\(FittedText.note)\n"),
        Shape("closed code", "```\nx\n```\n" + filler, ends: "- a line\n\n\(FittedText.note)\n"),
        Shape(
            "details", "<details><summary>s</summary>\n\n" + filler,
            ends: "- a line\n\n</details>\n\n\(FittedText.note)\n"),
        Shape("a comment", "seen\n<!-- hidden\n" + filler, ends: "seen\n\n\(FittedText.note)\n"),
        Shape(
            "one long line", String(repeating: "👍", count: 900), ends: "👍…\n\n\(FittedText.note)\n"),
    ])
    func `Markdown is cut at a line, closed, and says so`(_ row: Shape) {
        let cut = FittedText.markdown(row.text, longest: 600)
        #expect(cut.hasSuffix(row.ends), "\(cut)")
        #expect(cut.utf16.count <= 600)
    }

    @Test func `what fits is not touched`() {
        #expect(FittedText.markdown("a\n\n```\n", longest: 600) == "a\n\n```\n")
    }
}

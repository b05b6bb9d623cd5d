import PinionModel
import PinionReports
import PinionReview
import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)))
struct CheckReportTests {
    @Test func `a review as text`() throws {
        try Golden.check(Document.review(SampleReview.mixed).text(.plain), "check.txt")
        try Golden.check(Document.review(SampleReview.passing).text(.plain), "check-passing.txt")
    }

    @Test func `a review as JSON`() throws {
        try Golden.check(Document.review(SampleReview.mixed).json(), "check.json")
    }

    @Test func `a review as Markdown`() throws {
        try Golden.check(CheckMarkdown.text(of: SampleReview.mixed), "check.md")
    }

    @Test func `a review as annotations`() throws {
        try Golden.check(
            Document.review(SampleReview.mixed).written("github"), "check-github.txt")
    }

    @Test func `hostile text as Markdown and annotations`() throws {
        let all = SampleReview.hostile.map { SampleReview.review(of: $0) }
        try Golden.check(
            all.map { CheckMarkdown.text(of: $0) }.joined(separator: "\n"), "check-hostile.md")
        try Golden.check(
            all.map(CheckAnnotations.text).joined(), "check-hostile-github.txt")
    }

    @Test(arguments: SampleReview.hostile)
    func `an annotation is one line that sets nothing but what it says`(_ text: String) {
        for line in CheckAnnotations.text(of: SampleReview.review(of: text)).split(separator: "\n")
        {
            #expect(line.hasPrefix("::error file=") || line.hasPrefix("::notice title="), "\(line)")
            let head = line.dropFirst(2).prefix { $0 != ":" }
            #expect(
                head.split(separator: ",").count == (line.hasPrefix("::error") ? 4 : 1), "\(line)")
        }
    }

    @Test func `nothing outside of code calls anybody, opens a tag or makes a link`() {
        for text in SampleReview.hostile {
            let markdown = CheckMarkdown.text(of: SampleReview.review(of: text))
            let plain = markdown.replacing(#/(`+).*?\1/#, with: "").replacing(
                #/&#[0-9]+;/#, with: "")
            for sign in ["@t", "#1", "!1", "!7", "~l", "://", "www.", "&lt"] {
                #expect(!plain.contains(sign), "\(text): \(plain)")
            }
            let tag = plain.replacing("\\<", with: "")
            #expect(!tag.contains("<"), "\(text): \(plain)")
        }
    }

    @Test(arguments: [300, 500, 1_000, 2_000, 4_000])
    func `a limit leaves whole parts out, and says so`(_ limit: Int) {
        let all = CheckMarkdown.text(of: SampleReview.mixed)
        let text = CheckMarkdown.text(of: SampleReview.mixed, limit: limit)
        #expect(text.utf16.count <= limit)
        guard all.utf16.count > limit else { return }
        #expect(text.contains("Parts of this report are left out"))
        #expect(text.hasPrefix("### Pinion: "))
        let lines = Set(all.split(separator: "\n"))
        for line in text.split(separator: "\n").dropLast() { #expect(lines.contains(line)) }
        #expect(text.count { $0 == "`" }.isMultiple(of: 2))
    }

    @Test func `violations stay when plans do not fit`() {
        let text = CheckMarkdown.text(of: SampleReview.mixed, limit: 1_200)
        #expect(text.contains("digest-missing") && text.contains("window-closed"))
        #expect(!text.contains("plan: 4 changes"))
    }

    @Test func `every status of a commit has its state and a sentence`() {
        let statuses = SampleReview.mixed.statuses(against: "main at 1a2b3c4")
        #expect(
            statuses.map { "\($0.context) \($0.state)" } == [
                "pinion error", "pinion/rules error", "pinion/broken success",
                "pinion/fresh success",
                "pinion/production error", "pinion/staging success",
            ])
        #expect(
            statuses[0].sentence.hasPrefix(
                "main at 1a2b3c4: file-invalid (and 2 more): unknown key"))
        #expect(
            statuses[4].sentence.hasPrefix(
                "main at 1a2b3c4: digest-missing api/proxy (and 1 more): "))
        let none = Review(
            generatedAt: .test, base: SampleReport.commit("a"), head: SampleReport.commit("b"))
        #expect(
            none.statuses(against: "main at 1a2b3c4").map(\.sentence) == [
                "main at 1a2b3c4: may be merged; no environment is touched",
                "main at 1a2b3c4: no rule is relaxed",
            ])
    }
}

import PinionModel
@testable import PinionReview
import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)))
struct TemplateChangeTests {
    private static func one(
        _ verdict: TemplateText.Mention.Verdict, _ container: String, line: Int = 1
    ) -> TemplateText.Mention {
        TemplateText.Mention(
            verdict, owner: "Task", container: container,
            at: FilePosition(path: "shop.yaml", line: line, column: 1), "\(container) is \(verdict)"
        )
    }

    private static func floating(_ container: String, line: Int = 1) -> TemplateText.Mention {
        TemplateText.Mention(
            .floating, owner: "Task", container: container,
            at: FilePosition(path: "shop.yaml", line: line, column: 1),
            "\(container) floats; pin it")
    }

    private static func macro(_ name: String) -> TemplateText.Mention {
        TemplateText.Mention(
            .written, owner: name, container: nil,
            at: FilePosition(path: "shop.yaml", line: 9, column: 1), name)
    }

    /// A nested stack, with where its template is.
    private static func part(_ source: String = "a") -> TemplateText.Mention {
        TemplateText.Mention(
            .opaque, owner: "Part", container: nil,
            at: FilePosition(path: "shop.yaml", line: 7, column: 1), "Part (\(source)) is closed")
    }

    /// What the nested stack is given.
    private static func given(_ parameter: String) -> TemplateText.Mention {
        TemplateText.Mention(
            .pinned, owner: "Part", container: parameter,
            at: FilePosition(path: "shop.yaml", line: 8, column: 1), "\(parameter) is pinned")
    }

    private static func read(_ mentions: TemplateText.Mention...) -> TemplateChange.Reading {
        .read(TemplateText(mentions))
    }

    private static let written =
        "; nothing wrote it before the change: write it out, or let who may merge without this check decide"
    private static let wayOut =
        "; it was known before the change: write it out, or let who may merge without this check decide"

    private static let lost =
        "; an image that is not here any more was known before the change: write it out, or let who may merge without "
        + "this check decide"

    private static let mistake = FileMistake(
        at: FilePosition(path: "shop.yaml", line: 2, column: 3), "no template", remedy: "mend it")

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let base: TemplateChange.Reading
        let head: TemplateChange.Reading
        let violations: [String]
        let notes: [String]

        init(
            _ description: String, _ base: TemplateChange.Reading, _ head: TemplateChange.Reading,
            _ violations: [String] = [], notes: [String] = []
        ) {
            testDescription = description
            self.base = base
            self.head = head
            self.violations = violations
            self.notes = notes
        }
    }

    @Test(arguments: [
        Case("nothing floats", read(), read()),
        Case(
            "one floats that did not", read(), read(floating("web")),
            ["template-floating shop.yaml:1:1: web floats; pin it"]),
        Case(
            "a new template floats", .missing, read(floating("web")),
            ["template-floating shop.yaml:1:1: web floats; pin it"]),
        Case(
            "one floats as before, on another line", read(floating("web")),
            read(floating("web", line: 5)),
            notes: ["as before the change: shop.yaml:5:1: web floats; pin it"]),
        Case(
            "one floats as before, and another one", read(floating("web")),
            read(floating("web"), floating("proxy", line: 2)),
            ["template-floating shop.yaml:2:1: proxy floats; pin it"],
            notes: ["as before the change: shop.yaml:1:1: web floats; pin it"]),
        Case(
            "a second one of the same name", read(floating("web")),
            read(floating("web"), floating("web", line: 2)),
            ["template-floating shop.yaml:2:1: web floats; pin it"],
            notes: ["as before the change: shop.yaml:1:1: web floats; pin it"]),
        Case("one is pinned now", read(floating("web")), read()),
        Case(
            "an image is not known any more", read(one(.pinned, "web")), read(one(.unknown, "web")),
            ["template-unknown shop.yaml:1:1: web is unknown" + wayOut]),
        Case(
            "one that floated is not known any more", read(floating("web")),
            read(one(.unknown, "web")),
            ["template-unknown shop.yaml:1:1: web is unknown" + wayOut]),
        Case(
            "one of two branches is not known any more", read(one(.pinned, "web")),
            read(one(.pinned, "web"), one(.unknown, "web", line: 2)),
            ["template-unknown shop.yaml:2:1: web is unknown" + wayOut]),
        Case(
            "another name stands for what was known", read(one(.pinned, "web")),
            read(one(.unknown, "www")),
            ["template-unknown shop.yaml:1:1: www is unknown" + wayOut]),
        Case(
            "a container that is not known comes in", read(one(.pinned, "web")),
            read(one(.pinned, "web"), one(.unknown, "log")),
            notes: ["cannot be judged: shop.yaml:1:1: log is unknown"]),
        Case(
            "an image was never known", read(one(.unknown, "web")), read(one(.unknown, "web")),
            notes: ["cannot be judged: shop.yaml:1:1: web is unknown"]),
        Case(
            "a new template that is not known", .missing,
            read(one(.unknown, "web"), macro("a macro")),
            notes: [
                "cannot be judged: shop.yaml:1:1: web is unknown",
                "cannot be judged: shop.yaml:9:1: a macro",
            ]),
        Case(
            "a creation has to be given it", read(floating("web")), read(one(.supplied, "web"))),
        Case(
            "what a creation was given is read from elsewhere", read(one(.supplied, "web")),
            read(one(.unknown, "web")),
            ["template-unknown shop.yaml:1:1: web is unknown" + wayOut]),
        Case(
            "what was known goes into a nested stack", read(one(.pinned, "web")), read(part()),
            ["template-unknown shop.yaml:7:1: Part (a) is closed" + lost]),
        Case(
            "a nested stack comes in beside what is known", read(one(.pinned, "web")),
            read(one(.pinned, "web"), part()),
            notes: ["cannot be judged: shop.yaml:7:1: Part (a) is closed"]),
        Case(
            "a nested stack is not given its image any more", read(part(), given("WebImage")),
            read(part()), ["template-unknown shop.yaml:7:1: Part (a) is closed" + lost]),
        Case(
            "a nested stack is given its image by another name", read(part(), given("WebImage")),
            read(part(), given("AppImage")),
            notes: ["cannot be judged: shop.yaml:7:1: Part (a) is closed"]),
        Case(
            "a container is taken away beside a nested stack",
            read(one(.pinned, "web"), part(), given("WebImage")), read(part(), given("WebImage")),
            notes: ["cannot be judged: shop.yaml:7:1: Part (a) is closed"]),
        Case(
            "a nested stack has another template", read(part()), read(part("b")),
            notes: [
                "cannot be judged: shop.yaml:7:1: Part (b) is closed; it is another template than before the change"
            ]),
        Case(
            "something comes to write a part", read(one(.pinned, "web")),
            read(one(.pinned, "web"), macro("a macro")),
            ["template-unknown shop.yaml:9:1: a macro" + written]),
        Case(
            "something wrote a part before", read(macro("a macro")), read(macro("a macro")),
            notes: ["cannot be judged: shop.yaml:9:1: a macro"]),
        Case(
            "something else comes to write a part", read(macro("a macro")),
            read(macro("a macro"), macro("a loop")),
            ["template-unknown shop.yaml:9:1: a loop" + written],
            notes: ["cannot be judged: shop.yaml:9:1: a macro"]),
        Case(
            "a nested stack comes in", read(), read(one(.opaque, "Part")),
            notes: ["cannot be judged: shop.yaml:1:1: Part is opaque"]),
        Case(
            "it cannot be read any more", read(), .unreadable([mistake]),
            ["file-invalid shop.yaml:2:3: no template; mend it"]),
        Case(
            "it could not be read before", .unreadable([mistake]), .unreadable([mistake]),
            notes: ["as before the change: shop.yaml:2:3: no template; mend it"]),
        Case(
            "what could not be read before floats", .unreadable([mistake]),
            read(floating("web")),
            ["template-floating shop.yaml:1:1: web floats; pin it"]),
        Case(
            "it is gone", read(), .missing,
            [
                "file-invalid shop.yaml:1:1: the template is not there any more, and environment.yaml names "
                    + "it; take it out of `templates` as well"
            ]),
        Case(
            "it never was there", .missing, .missing,
            notes: ["the template shop.yaml is not there, and environment.yaml names it"]),
    ])
    func `only what a change makes worse speaks against it`(_ row: Case) {
        let change = TemplateChange(path: "shop.yaml", base: row.base, head: row.head)
        let lines = change.violations.map { violation in
            "\(violation.kind.rawValue) \(violation.position.map { "\($0)" } ?? ""): \(violation.sentence)"
        }
        #expect(lines == row.violations)
        #expect(change.notes == row.notes)
    }

    @Test func `what goes into another template that is named is not lost`() {
        let review = Review(generatedAt: .test, base: .test(1), head: .test(2))
        let moved = TemplateChange(
            path: "shop.yaml", base: Self.read(Self.one(.pinned, "web")),
            head: Self.read(Self.part()))
        func other(_ container: String) -> TemplateChange {
            TemplateChange(
                path: "part.yaml", base: .missing, head: Self.read(Self.one(.pinned, container)))
        }
        #expect(review.adding([moved]).verdict == .refused)
        #expect(review.adding([moved, other("web")]).verdict == .passes)
        #expect(review.adding([moved, other("log")]).verdict == .refused)
    }

    @Test func `a container that floats newly refuses the merge`() {
        let review = Review(generatedAt: .test, base: .test(1), head: .test(2))
        let change = TemplateChange(
            path: "shop.yaml", base: Self.read(), head: Self.read(Self.floating("web")))
        #expect(review.verdict == .passes)
        #expect(review.adding([change]).verdict == .refused)
        #expect(review.adding([]) == review)
    }
}

import PinionModel
import PinionReview
import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)))
struct DifferenceTests {
    @Test func `every difference of pins has its word`() {
        let old: [Service] = [
            .test("gone", image("a")), .test("moved", image("a")), .test("same", image("a")),
            .test("tagged", image("a")), .held("freed", image("a"), Hold()),
            .held("reheld", image("a"), Hold()), .test("named", image("a")),
            .test("held", image("a")),
        ]
        let new: [Service] = [
            .test("fresh", image("a")), .test("moved", image("b")), .test("same", image("a")),
            .test("tagged", image("a", tag: ":9")), .test("freed", image("a")),
            .held("reheld", image("a"), Hold(reason: "x")),
            .test("named", image("a"), runtimeName: "other"), .held("held", image("a"), Hold()),
        ]
        let words = Change(old: old, new: new).subject.differences.map {
            "\($0.key) \($0.kind.word)"
        }
        #expect(
            words == [
                "freed released", "fresh added", "gone removed", "held held", "moved moved",
                "reheld held", "tagged retagged", "named renamed",
            ])
    }

    @Test func `a service's other name in the runtime is told of each of its pins`() {
        let pins = [Pin.test(image("a"), container: "app"), .test(image("b"), container: "log")]
        let more = pins + [.test(image("c"), container: "new")]
        let change = Change(
            old: [.test("web", pins)], new: [.test("web", runtimeName: "other", more)])
        #expect(
            change.subject.differences.map { "\($0.key) \($0.kind.word)" } == [
                "web/new added", "web/app renamed", "web/log renamed",
            ])
        #expect(
            change.subject.differences.map(\.newImage) == [image("c"), image("a"), image("b")])
    }

    @Test func `the same digest in another repository is another image`() {
        let change = Change(new: [.test("web", .test("other.example.com/web:1", .letter("a")))])
        #expect(change.subject.differences.map(\.kind.word) == ["moved"])
    }

    @Test func `a short form that becomes a container is a pin gone and a pin added`() {
        let change = Change(new: [.test("web", [.test(image("a"), container: "app")])])
        #expect(
            change.subject.differences.map { "\($0.key) \($0.kind.word)" } == [
                "web removed", "web/app added",
            ])
    }

    struct Scope: Sendable, CustomTestStringConvertible {
        let paths: [String]
        let folders: [String]
        let isStructural: Bool
        var testDescription: String { paths.joined(separator: " ") }
    }

    @Test(arguments: [
        Scope(paths: ["README.md"], folders: [], isStructural: false),
        Scope(paths: ["env/a/pins.yaml"], folders: ["a"], isStructural: false),
        Scope(
            paths: ["env/a/pins.yaml", "env/b/web.pins.yaml"], folders: ["a", "b"],
            isStructural: false),
        Scope(paths: ["env/a/environment.yaml"], folders: ["a"], isStructural: true),
        Scope(paths: ["env/a"], folders: ["a"], isStructural: true),
        Scope(paths: ["env"], folders: [], isStructural: true),
        Scope(paths: ["environment/a/pins.yaml"], folders: [], isStructural: false),
    ])
    func `the paths that differ tell what has to be read`(_ row: Scope) {
        let scope = ReviewScope(row.paths, root: "env", settings: "pinion.yaml")
        #expect(scope.folders == row.folders)
        #expect(scope.isStructural == row.isStructural)
        #expect(!scope.changesSettings)
        #expect(ReviewScope(["pinion.yml"], root: "env", settings: "pinion.yaml").changesSettings)
    }

    struct Messages: Sendable, CustomTestStringConvertible {
        let messages: [String]
        let environments: Set<String>?
        var testDescription: String { messages.joined(separator: " | ") }
    }

    @Test(arguments: [
        Messages(
            messages: ["production: bump\n\nPinion-Environment: production\n"],
            environments: ["production"]),
        Messages(
            messages: [
                "a\n\nPinion-Environment: a\r\nPinion-Override: now",
                "b\n\ntext\n\nPinion-Environment: b",
            ], environments: ["a", "b"]),
        Messages(messages: ["Pinion-Environment: production"], environments: nil),
        Messages(messages: ["a\n\nPinion-Environment: a\n\nand more text"], environments: nil),
        Messages(messages: ["a\n\nPinion-Environment:   "], environments: nil),
        Messages(messages: ["a\n\nAs was said:\nPinion-Environment: a"], environments: nil),
        Messages(messages: [], environments: nil),
    ])
    func `trailers of the last paragraph name environments`(_ row: Messages) {
        #expect(ChangeTrailers(of: row.messages).environments == row.environments)
    }

    @Test func `a reason to override is read once`() {
        let message = "a\n\nPinion-Override: the site is down\n"
        #expect(ChangeTrailers(of: [message, message]).overrides == ["the site is down"])
    }

    @Test func `the keys of pinion yaml that change are named`() {
        let old = ProjectSettings()
        let new = ProjectSettings(
            remote: "https://evil.example.com/x.git",
            registries: [RegistrySettings(host: "r", plainHTTP: true)],
            imageLayout: "images")
        #expect(old.changes(to: new) == ["remote", "registries", "images"])
        #expect(old.changes(to: old) == [])
    }
}

import PinionModel
import Testing

@testable import PinionFiles

@Suite(.timeLimit(.minutes(10)))
struct PinEditTests {
    static let a = PinsCases.a
    static let b = PinsCases.b
    static let old = "registry.example.com/shop/web:1.8.3@\(a)"
    static let new = "registry.example.com/shop/web:1.9.0@\(b)"

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let service: String
        let container: String?
        let before: String
        let after: String

        init(
            _ name: String, in container: String? = nil, _ before: String,
            becomes after: String? = nil
        ) {
            testDescription = name
            service = "web"
            self.container = container
            self.before = "services:\n" + before
            self.after =
                "services:\n"
                + (after ?? before.replacing(PinEditTests.old, with: PinEditTests.new))
        }
    }

    static let cases = [
        Case("plain", "  web: \(old)\n"),
        Case("in single quotes", "  web: '\(old)'  # approved\n"),
        Case("in double quotes", "  \"web\": \"\(old)\" # approved\n"),
        Case("no final newline", "  web: \(old)"),
        Case("CRLF", "  web: \(old)\r\n  # größe\r\n"),
        Case(
            "multi-byte text before it", "  # größe 🚢 ½\n  größe: redis@\(a) # 🚢\n  web: \(old)\n"),
        Case("a line of its own", "  web:\n    \(old)\n"),
        Case(
            "a block mapping",
            "  web:\n    hold: { until: 2026-12-01 }\n    image: \(old) # x\n    name: w\n"),
        Case("a flow mapping", "  web: {name: w,image: '\(old)' ,track: {tag: x}}\n"),
        Case("a flow file", "  {web: \"\(old)\", api: \"redis@\(a)\"}\n"),
        Case("tabs and spaces at the end", "  web: \(old) \t \n\n\n"),
        Case(
            "one container of many", in: "app",
            "  web:\n    containers:\n      app: \(old)\n      proxy: redis@\(a)\n"),
        Case(
            "a container's mapping", in: "app",
            "  web: {containers: {app: {image: '\(old)'}, x: 'redis@\(a)'}}\n"),
        Case("the only container, not named", "  web:\n    containers:\n      app: \(old)\n"),
        Case("the short form, named by its service", in: "web", "  web: \(old)\n"),
        Case("the same reference of another service", "  api: redis@\(a)\n  web: \(old)\n"),
        Case(
            "another spelling in quotes", "  web: \"registry\\x2eexample.com/shop/web@\(a)\"\n",
            becomes: "  web: \"registry.example.com/shop/web:1.9.0@\(b)\"\n"),
        Case("another repository", "  web: redis:7@\(a)\n", becomes: "  web: \(new)\n"),
        Case(
            "a reference over two lines",
            "  web: \"registry.example.com/\\\n    shop/web@\(a)\" # x\n",
            becomes: "  web: \"\(new)\" # x\n"),
    ]

    private func image(_ text: String) throws -> PinnedImage {
        try #require(PinnedImage(ImageReference(parsing: text)))
    }

    private func apply(_ edits: PinEdit..., to text: String) throws -> String {
        let file = Reading.file("pins.yaml", text)
        return try String(decoding: PinEdit.applying(edits, to: file), as: UTF8.self)
    }

    @Test(arguments: cases)
    func `only the bytes of the reference change`(row: Case) throws {
        let edit = PinEdit(
            service: row.service, container: row.container, image: try image(Self.new))
        #expect(try apply(edit, to: row.before) == row.after)
    }

    @Test func `a short name stays short`() throws {
        let edit = PinEdit(
            service: "cache", image: try image("docker.io/library/redis:8@\(Self.b)"))
        #expect(
            try apply(edit, to: "services:\n  cache: redis:7@\(Self.a)\n")
                == "services:\n  cache: redis:8@\(Self.b)\n")
        let port = PinEdit(service: "web", image: try image("localhost:5000/web@\(Self.b)"))
        #expect(
            try apply(port, to: "services: {web: 'localhost:5000/web@\(Self.a)'}")
                == "services: {web: 'localhost:5000/web@\(Self.b)'}")
    }

    @Test func `an image that is pinned already changes nothing, however it is written`() throws {
        let text = "services: # x\n  cache: redis:7@\(Self.a)\n"
        let edit = PinEdit(
            service: "cache", image: try image("docker.io/library/redis:7@\(Self.a)"))
        #expect(try apply(edit, to: text) == text)
    }

    @Test func `several pins change at once`() throws {
        let text = "services:\n  web: \(Self.old)\n  api: redis@\(Self.a) # x\n"
        let edits = try [
            PinEdit(service: "api", image: image("docker.io/library/redis@\(Self.b)")),
            PinEdit(service: "web", image: image(Self.new)),
        ]
        #expect(
            try apply(edits[0], edits[1], to: text)
                == "services:\n  web: \(Self.new)\n  api: redis@\(Self.b) # x\n")
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let service: String
        let container: String?
        let text: String
        let message: String

        init(
            _ name: String, _ service: String, _ container: String?, _ text: String,
            _ message: String
        ) {
            testDescription = name
            self.service = service
            self.container = container
            self.text = "services:\n" + text
            self.message = message
        }
    }

    static let refusals = [
        Refusal(
            "a missing service", "wbe", nil, "  web: \(old)\n",
            "cannot change the pin of `wbe`: it is not in pins.yaml; did you mean `web`?"),
        Refusal(
            "a missing service without a guess", "billing", nil, "  web: \(old)\n",
            "cannot change the pin of `billing`: it is not in pins.yaml; add it to the file by hand"
        ),
        Refusal(
            "a missing container", "web", "side",
            "  web: {containers: {app: '\(old)', proxy: '\(old)'}}\n",
            "cannot change the pin of `web/side`: the service has no such container in pins.yaml; name app or proxy"
        ),
        Refusal(
            "a container of the short form", "web", "app", "  web: \(old)\n",
            "cannot change the pin of `web/app`: the service has no such container in pins.yaml; name web"
        ),
        Refusal(
            "no container named", "web", nil,
            "  web: {containers: {app: '\(old)', proxy: '\(old)'}}\n",
            "cannot change the pin of `web`: it has several containers in pins.yaml; name one of them: web/app or web/proxy"
        ),
        Refusal(
            "a file with mistakes", "web", nil, "  web: \(old)\n  api: redis\n",
            "cannot change a file with mistakes:\npins.yaml:3:8: `redis` has no digest; add the digest that you approve: redis@sha256:…"
        ),
        Refusal(
            "a hold that refuses the new digest", "web", nil,
            "  web: {image: '\(old)', hold: {refuse: ['\(b)']}}\n",
            "cannot change the pin in place: pins.yaml:2:16: the pin's own hold refuses sha256:bbbbbbbbbbbb; "
                + "pin another digest, or take this one out of `hold.refuse`"),
    ]

    @Test(arguments: refusals)
    func `what cannot be edited is said`(row: Refusal) throws {
        let edit = PinEdit(
            service: row.service, container: row.container, image: try image(Self.new))
        let error = #expect(throws: FilesError.self) { try apply(edit, to: row.text) }
        #expect(error?.description == row.message)
    }

    @Test(arguments: ["|-", ">-"])
    func `a block scalar is refused`(style: String) throws {
        let text = "services:\n  web: \(style)\n    \(Self.old)\n"
        let edit = PinEdit(service: "web", image: try image(Self.new))
        let error = #expect(throws: FilesError.self) { try apply(edit, to: text) }
        guard case .notEditable(let mistake) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(mistake.position.line == 2)
    }

    @Test func `two edits of one pin are refused`() throws {
        let edit = PinEdit(service: "web", image: try image(Self.new))
        let other = PinEdit(
            service: "web", image: try image("registry.example.com/shop/web:2@\(Self.b)"))
        #expect(throws: FilesError.self) {
            try apply(edit, other, to: "services:\n  web: \(Self.old)\n")
        }
    }
}

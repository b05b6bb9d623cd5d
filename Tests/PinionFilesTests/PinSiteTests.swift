import PinionModel
import PinionReading
import PinionSites
import PinionSyntax
import Testing

@testable import PinionFiles

/// A pins file with images put into the places that it names; each is found by service and container.
struct SiteEdits {
    private let file: RepositoryFile
    let sites: [ImageSite]

    init(_ text: String) throws {
        file = Reading.file("pins.yaml", text)
        var reading = FileReading(path: file.path)
        reading.sites = []
        _ = reading.pins(try file.tree())
        #expect(reading.mistakes.isEmpty)
        sites = reading.sites ?? []
    }

    func text(_ images: (service: String, container: String?, image: PinnedImage)...) throws
        -> String
    {
        try text(images)
    }

    func text(
        _ images: [(service: String, container: String?, image: PinnedImage)]
    ) throws -> String {
        let edits = try images.compactMap { wanted in
            let site = sites.first {
                $0.service == wanted.service && $0.container == wanted.container
            }
            return try #require(site).edit(naming: wanted.image)
        }
        return String(decoding: try file.edited(edits).contents, as: UTF8.self)
    }
}

@Suite(.timeLimit(.minutes(10)))
struct PinSiteTests {
    static let a = PinsCases.a
    static let b = PinsCases.b
    static let old = "registry.example.com/shop/web:1.8.3@\(a)"
    static let new = "registry.example.com/shop/web:1.9.0@\(b)"

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let container: String?
        let before: String
        let after: String

        init(
            _ name: String, in container: String? = nil, _ before: String,
            becomes after: String? = nil
        ) {
            testDescription = name
            self.container = container
            self.before = "services:\n" + before
            self.after =
                "services:\n"
                + (after ?? before.replacing(PinSiteTests.old, with: PinSiteTests.new))
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

    @Test(arguments: cases)
    func `only the bytes of the reference change`(row: Case) throws {
        #expect(
            try SiteEdits(row.before).text(("web", row.container, image(Self.new))) == row.after)
    }

    @Test func `a short name stays short`() throws {
        let cache = try SiteEdits("services:\n  cache: redis:7@\(Self.a)\n")
        #expect(
            try cache.text(("cache", nil, image("docker.io/library/redis:8@\(Self.b)")))
                == "services:\n  cache: redis:8@\(Self.b)\n")
        let port = try SiteEdits("services: {web: 'localhost:5000/web@\(Self.a)'}")
        #expect(
            try port.text(("web", nil, image("localhost:5000/web@\(Self.b)")))
                == "services: {web: 'localhost:5000/web@\(Self.b)'}")
    }

    @Test func `an image that is pinned already changes nothing, however it is written`() throws {
        let text = "services: # x\n  cache: redis:7@\(Self.a)\n"
        let cache = try image("docker.io/library/redis:7@\(Self.a)")
        #expect(try SiteEdits(text).text(("cache", nil, cache)) == text)
    }

    @Test func `several pins change at once`() throws {
        let text = "services:\n  web: \(Self.old)\n  api: redis@\(Self.a) # x\n"
        #expect(
            try SiteEdits(text).text(
                ("api", nil, image("docker.io/library/redis@\(Self.b)")),
                ("web", nil, image(Self.new)))
                == "services:\n  web: \(Self.new)\n  api: redis@\(Self.b) # x\n")
    }

    @Test func `a site says whose image is written where, and in which bytes`() throws {
        let text = """
            services:
              web: 'redis@\(Self.a)'
              api:
                containers: {app: {hold: {reason: x}, image: redis:7@\(Self.a)}}

            """
        let sites = try SiteEdits(text).sites
        #expect(sites.map { "\($0.position)" } == ["pins.yaml:2:8", "pins.yaml:4:50"])
        #expect(sites.map(\.service) == ["web", "api"])
        #expect(sites.map(\.container) == [nil, "app"])
        #expect(sites.map(\.reference?.description).first == "docker.io/library/redis@\(Self.a)")
        let bytes = Array(text.utf8)
        #expect(
            try sites.map { String(decoding: bytes[try #require($0.scalar.bytes)], as: UTF8.self) }
                == ["redis@\(Self.a)", "redis:7@\(Self.a)"])
    }

    /// YAML 1.2.2, section 8.1: js-yaml and others write every long text so.
    @Test(arguments: ["|-", ">-", ">2-", "|-2", ">-  # approved", "|-\r"])
    func `the line of a block scalar is changed in place`(header: String) throws {
        for ending in ["\n", "\r\n", "\n\n  # größe\n"] {
            let text = { (image: String) in
                "services:\n  größe: \(header)\n    \(image)\(ending)  x: redis@\(Self.a)\n"
            }
            let edits = try SiteEdits(text(Self.old))
            #expect(try edits.text(("größe", nil, image(Self.new))) == text(Self.new))
        }
        let last = try SiteEdits("services:\n  web: \(header)\n    \(Self.old)")
        #expect(
            try last.text(("web", nil, image(Self.new)))
                == "services:\n  web: \(header)\n    \(Self.new)")
    }

    @Test func `two edits of one pin are refused`() throws {
        let edits = try SiteEdits("services:\n  web: \(Self.old)\n")
        let other = try image("registry.example.com/shop/web:2@\(Self.b)")
        #expect(throws: FilesError.self) {
            try edits.text(("web", nil, image(Self.new)), ("web", nil, other))
        }
    }
}

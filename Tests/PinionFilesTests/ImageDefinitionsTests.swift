import PinionFiles
import PinionModel
import PinionSites
import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ImageDefinitionsTests {
    private static let a = "sha256:" + String(repeating: "a", count: 64)
    private static let b = "sha256:" + String(repeating: "b", count: 64)

    private func read(_ text: String) throws -> ImageDefinitions {
        try ImageDefinitions(parsing: Array(text.utf8), named: "i.json")
    }

    private func mistakes(_ body: () throws -> Void) -> [String] {
        do {
            try body()
            return []
        } catch let mistakes as FileMistakes {
            return mistakes.mistakes.map(\.description)
        } catch {
            return ["\(error)"]
        }
    }

    @Test func `a build's output is read in order`() throws {
        let definitions = try read(
            """
            [ {"name": "web", "imageUri": "r.example.com/shop/web:1.9"},
              {"imageUri": "r.example.com/shop/proxy@\(Self.a)", "name": "proxy"} ]
            """)
        #expect(definitions.entries.map(\.name) == ["web", "proxy"])
        #expect(definitions.entries.map { "\($0.position)" } == ["i.json:1:3", "i.json:2:3"])
        #expect(definitions.entries.first?.image.description == "r.example.com/shop/web:1.9")
        let site = try #require(definitions.entries.first?.site)
        #expect("\(site.position)" == "i.json:1:31" && site.container == "web")
        #expect(site.scalar.bytes == 31..<57)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
        let refusals: [String]

        init(_ description: String, _ text: String, _ refusals: [String]) {
            testDescription = description
            self.text = text
            self.refusals = refusals
        }
    }

    private static let want =
        #"write a list such as [{"name": "web", "imageUri": "registry/web@sha256:…"}]"#

    @Test(arguments: [
        Case("an object", "{}", ["i.json:1:1: the file is no list of images; " + want]),
        Case("an empty list", " []", ["i.json:1:2: the file is no list of images; " + want]),
        Case(
            "a text in the list", "[\"web\"]",
            [#"i.json:1:2: the entry is no object; write {"name": …, "imageUri": …}"#]),
        Case(
            "a misspelt key", #"[{"name": "w", "imageURI": "r.io/w:1"}]"#,
            [
                "i.json:1:2: the entry has no `imageUri`; add it",
                "i.json:1:16: unknown key `imageURI`; did you mean `imageUri`?",
            ]),
        Case(
            "a blue/green file's key", #"[{"name": "w", "imageUri": "r.io/w:1", "ImageURI": ""}]"#,
            ["i.json:1:40: unknown key `ImageURI`; did you mean `imageUri`?"]),
        Case(
            "a number for a name", #"[{"name": 1, "imageUri": "r.io/w:1"}]"#,
            ["i.json:1:11: `name` is no text; write a text that is not empty"]),
        Case(
            "neither tag nor digest", "[\n{\"name\": \"ü\", \"imageUri\": \"r.io/w\"}]",
            [
                "i.json:2:27: `imageUri` is `r.io/w`, which names neither tag nor digest; end it with :TAG "
                    + "or @DIGEST"
            ]),
        Case(
            "a container twice",
            #"[{"name": "w", "imageUri": "r.io/w:1"},{"name": "w", "imageUri": "r.io/w:2"}]"#,
            [
                "i.json:1:40: the container `w` stands twice, also at i.json:1:2; name one image for it"
            ]),
        Case(
            "a key twice", #"[{"name": "w", "name": "v", "imageUri": "r.io/w:1"}]"#,
            []),
        Case("what is no JSON", "[{]", []),
    ])
    func `every mistake has its place`(_ row: Case) {
        let found = mistakes { _ = try read(row.text) }
        if row.refusals.isEmpty {
            #expect(found.count == 1 && found[0].hasPrefix("i.json:1:"))
        } else {
            #expect(found == row.refusals)
        }
    }

    @Test func `a file over 100 KB is refused`() {
        let text = "[" + String(repeating: " ", count: ImageDefinitions.mostBytes) + "]"
        #expect(mistakes { _ = try read(text) }.count == 1)
    }

    // MARK: Whose containers

    private func environment() throws -> Environment {
        let pins = """
            services:
              web: r.example.com/shop/web:1@\(Self.a)
              api:
                name: prod-api
                image: r.example.com/shop/api:1@\(Self.a)
              blog:
                containers:
                  app: r.example.com/blog/app:1@\(Self.a)
                  proxy: r.example.com/proxy:1@\(Self.a)
              wiki:
                containers:
                  app: r.example.com/wiki/app:1@\(Self.a)
                  search: r.example.com/wiki/search:1@\(Self.a)

            """
        return try Reading.environment(
            of: Reading.files(["environments/production/pins.yaml": pins])
        ).get()
    }

    private static func text(_ names: String...) -> String {
        let entries = names.map { "{\"name\": \"\($0)\", \"imageUri\": \"r.example.com/x:2\"}" }
        return "[\(entries.joined(separator: ",\n"))]"
    }

    struct Owner: Sendable, CustomTestStringConvertible {
        let text: String
        let service: String?
        let keys: [String]
        let refusals: [String]
        var testDescription: String { "\(text) \(service ?? "")" }

        init(_ text: String, of service: String? = nil, _ keys: [String], _ refusals: [String] = [])
        {
            self.text = text
            self.service = service
            self.keys = keys
            self.refusals = refusals
        }
    }

    @Test(arguments: [
        Owner(text("web"), ["web"]),
        Owner(text("prod-api"), ["api"]),
        Owner(text("proxy", "app"), ["blog/proxy", "blog/app"]),
        Owner(text("search"), ["wiki/search"]),
        Owner(text("app"), of: "wiki", ["wiki/app"]),
        Owner(text("main"), of: "web", ["web"]),
        Owner(
            text("app"), [],
            [
                "i.json:1:1: the container `app` may be of blog or wiki; name the service with --service"
            ]),
        Owner(
            text("web", "nginx"), [],
            [
                "i.json:2:1: no service of production has the container `nginx`; name the service with "
                    + "--service, or pin the container under `containers`"
            ]),
        Owner(
            text("web", "proxy"), [],
            [
                "i.json:1:1: no service of production has the containers `web` and `proxy` together; name "
                    + "the service with --service, or pin the container under `containers`"
            ]),
        Owner(
            text("app", "cache"), of: "wiki", [],
            [
                "i.json:2:1: the service wiki has no container `cache`; its containers are app and search"
            ]),
        Owner(
            text("a", "b"), of: "web", [],
            [
                "i.json:1:2: the service web has no container `a`; it is pinned as one container; leave the "
                    + "others out, or pin each under `containers`",
                "i.json:2:1: the service web has no container `b`; it is pinned as one container; leave the "
                    + "others out, or pin each under `containers`",
            ]),
        Owner(
            text("app"), of: "wki", [],
            ["i.json:1:1: production pins no service `wki`; did you mean `wiki`?"]),
    ])
    func `containers belong to one service`(_ row: Owner) throws {
        let environment = try environment()
        var keys: [String] = []
        let found = mistakes {
            keys = try read(row.text).pins(in: environment, of: row.service)
                .map(\.key.description)
        }
        #expect(keys == row.keys)
        #expect(found == row.refusals)
    }

    // MARK: Writing

    @Test func `what is written has digests and no tags, and reads back as the pins`() throws {
        let services = try environment().services
        for service in services {
            let text = ImageDefinitions.text(of: service)
            #expect(text == ImageDefinitions.text(of: service))
            let entries = try read(text).entries
            #expect(entries.map(\.image.digest) == service.pins.map(\.image.digest))
            #expect(entries.allSatisfy { $0.image.tag == nil })
        }
        let blog = try #require(services.first { $0.name.description == "blog" })
        #expect(
            ImageDefinitions.text(of: blog) == """
                [{"name":"app","imageUri":"r.example.com/blog/app@\(Self.a)"},\
                {"name":"proxy","imageUri":"r.example.com/proxy@\(Self.a)"}]

                """)
    }
}

import PinionModel
import PinionTesting
import Testing

/// The grammar of image references (distribution/reference, "Grammar").
@Suite(.timeLimit(.minutes(10)))
struct ImageReferenceTests {
    private static let hex = "0f3c" + String(repeating: "77aa", count: 15)
    private static let digest = "sha256:" + hex

    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let registry: String
        let path: String
        let tag: String?
        let canonical: String
        let familiar: String

        init(
            _ text: String, _ registry: String, _ path: String, _ tag: String? = nil,
            canonical: String? = nil, familiar: String? = nil
        ) {
            self.text = text
            self.registry = registry
            self.path = path
            self.tag = tag
            self.canonical = canonical ?? text
            self.familiar = familiar ?? self.canonical
        }

        var testDescription: String { text }
    }

    private static let accepted = [
        Case(
            "nginx", "docker.io", "library/nginx", canonical: "docker.io/library/nginx",
            familiar: "nginx"),
        Case(
            "nginx:1.27", "docker.io", "library/nginx", "1.27",
            canonical: "docker.io/library/nginx:1.27", familiar: "nginx:1.27"),
        Case(
            "shop/web", "docker.io", "shop/web", canonical: "docker.io/shop/web",
            familiar: "shop/web"),
        Case(
            "docker.io/nginx", "docker.io", "library/nginx", canonical: "docker.io/library/nginx",
            familiar: "nginx"),
        Case(
            "index.docker.io/nginx", "docker.io", "library/nginx",
            canonical: "docker.io/library/nginx", familiar: "nginx"),
        Case(
            "index.docker.io/shop/web", "docker.io", "shop/web", canonical: "docker.io/shop/web",
            familiar: "shop/web"),
        Case(
            "library/nginx", "docker.io", "library/nginx", canonical: "docker.io/library/nginx",
            familiar: "nginx"),
        Case(
            "library/a/b", "docker.io", "library/a/b", canonical: "docker.io/library/a/b",
            familiar: "library/a/b"),
        // A repository of the hub whose short form would be read as another registry's.
        Case("docker.io/a.b/c", "docker.io", "a.b/c"),
        Case("docker.io/localhost/c", "docker.io", "localhost/c"),
        Case(
            "docker.io/library/localhost", "docker.io", "library/localhost", familiar: "localhost"),
        // A port is no tag, and a tag is no port.
        Case("host:5000/app", "host:5000", "app"),
        Case("host:5000/app:latest", "host:5000", "app", "latest"),
        Case(
            "host:5000", "docker.io", "library/host", "5000",
            canonical: "docker.io/library/host:5000", familiar: "host:5000"),
        Case("localhost/app", "localhost", "app"),
        Case(
            "localhost", "docker.io", "library/localhost", canonical: "docker.io/library/localhost",
            familiar: "localhost"),
        Case("127.0.0.1:5000/x/y", "127.0.0.1:5000", "x/y"),
        Case("[::1]:5000/x", "[::1]:5000", "x"),
        Case("[fe80::1]/x:1", "[fe80::1]", "x", "1"),
        Case("registry.example.com/shop/web:1.8.3", "registry.example.com", "shop/web", "1.8.3"),
        Case("Registry.example.com/web", "Registry.example.com", "web"),
        Case("xn--80ak6aa92e.com/web", "xn--80ak6aa92e.com", "web"),
        Case("a.b/a_b/a__b/a-b/a---b/a.b", "a.b", "a_b/a__b/a-b/a---b/a.b"),
        Case("a.b/x:_", "a.b", "x", "_"),
        Case("a.b/x:A.b-C_d", "a.b", "x", "A.b-C_d"),
        Case("host:65535/x", "host:65535", "x"),
    ]

    @Test(arguments: accepted) func `a reference is read, and printed in both forms`(
        row: Case
    ) throws {
        for suffix in ["", "@" + Self.digest] {
            let reference = try ImageReference(parsing: row.text + suffix)
            #expect(reference.repository.registry == row.registry)
            #expect(reference.repository.path == row.path)
            #expect(reference.tag?.description == row.tag)
            #expect(reference.digest?.description ?? "" == suffix.dropFirst())
            #expect(reference.description == row.canonical + suffix)
            #expect(reference.familiar == row.familiar + suffix)
            #expect(try ImageReference(parsing: reference.description) == reference)
            #expect(try ImageReference(parsing: reference.familiar) == reference)
        }
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let text: String
        let cause: ImageReference.Malformed
        var testDescription: String { text.debugDescription }
    }

    private static let long = String(repeating: "a", count: 245)

    private static let refused = [
        Refusal(text: "", cause: .empty),
        Refusal(text: ":latest", cause: .empty),
        Refusal(text: "@" + digest, cause: .empty),
        Refusal(text: "nginx ", cause: .space),
        Refusal(text: " nginx", cause: .space),
        Refusal(text: "a\nb", cause: .space),
        Refusal(text: "nginx\n", cause: .lineBreak),
        Refusal(text: "nginx\r\n\n", cause: .lineBreak),
        Refusal(text: "\n", cause: .empty),
        Refusal(text: hex, cause: .identifier),
        Refusal(text: "ngіnx", cause: .notASCII),
        Refusal(text: "nginx\u{200b}", cause: .notASCII),
        Refusal(text: "ｎginx", cause: .notASCII),
        Refusal(text: "nginx\u{0}", cause: .notASCII),
        Refusal(text: "Nginx", cause: .component("Nginx")),
        Refusal(text: "Shop/web", cause: .component("Shop")),
        Refusal(text: "a.b/Web", cause: .component("Web")),
        Refusal(text: "a.b/", cause: .component("")),
        Refusal(text: "a.b//x", cause: .component("")),
        Refusal(text: "a.b/x/", cause: .component("")),
        Refusal(text: "/x", cause: .component("")),
        Refusal(text: "https://a.b/x", cause: .registry("https:")),
        Refusal(text: "-nginx", cause: .component("-nginx")),
        Refusal(text: "nginx-", cause: .component("nginx-")),
        Refusal(text: "a___b", cause: .component("a___b")),
        Refusal(text: "a..b", cause: .component("a..b")),
        Refusal(text: "a.-b", cause: .component("a.-b")),
        Refusal(text: "a_-b", cause: .component("a_-b")),
        Refusal(text: "a$b", cause: .component("a$b")),
        Refusal(text: ".b/x", cause: .registry(".b")),
        Refusal(text: "a..b/x", cause: .registry("a..b")),
        Refusal(text: "a_b.c/x", cause: .registry("a_b.c")),
        Refusal(text: "-a.b/x", cause: .registry("-a.b")),
        Refusal(text: "host:/x", cause: .registry("host:")),
        Refusal(text: "host:0/x", cause: .registry("host:0")),
        Refusal(text: "host:65536/x", cause: .registry("host:65536")),
        Refusal(text: "host:+1/x", cause: .registry("host:+1")),
        Refusal(text: "host:1:2/x", cause: .registry("host:1:2")),
        Refusal(text: "[::1/x", cause: .registry("[::1")),
        Refusal(text: "[]:5000/x", cause: .registry("[]:5000")),
        Refusal(text: "[::g]/x", cause: .registry("[::g]")),
        Refusal(text: "nginx:", cause: .tag("")),
        Refusal(text: "nginx:.a", cause: .tag(".a")),
        Refusal(text: "nginx:-a", cause: .tag("-a")),
        Refusal(text: "nginx:a+b", cause: .tag("a+b")),
        Refusal(text: "nginx@", cause: .digest(.notADigest)),
        Refusal(text: "nginx@latest", cause: .digest(.notADigest)),
        Refusal(text: "nginx@" + digest + "@" + digest, cause: .digest(.wrongLength(136))),
        Refusal(text: "nginx@" + digest + ":tag", cause: .digest(.wrongLength(68))),
        Refusal(text: "nginx@sha512:" + hex + hex, cause: .digest(.unsupportedAlgorithm)),
        Refusal(text: "nginx@sha256:" + hex.uppercased(), cause: .digest(.upperCase)),
        Refusal(text: "a.b/" + long + "abcdefg", cause: .tooLong(256)),
    ]

    @Test(arguments: refused) func `faults 31 and 32: what is no reference is refused`(
        row: Refusal
    ) {
        #expect(throws: row.cause) { try ImageReference(parsing: row.text) }
        #expect(!row.cause.description.isEmpty)
    }

    /// Docker reads 64 hexadecimal digits as an image's id only where they are the whole text.
    @Test func `64 hexadecimal digits are a name where more is written`() throws {
        for text in ["\(Self.hex):1", "\(Self.hex)@\(Self.digest)", "library/\(Self.hex)"] {
            let reference = try ImageReference(parsing: text)
            #expect(reference.repository.path == "library/" + Self.hex)
            #expect(try ImageReference(parsing: reference.familiar) == reference)
            let name = reference.repository
            #expect(try ImageReference.Repository(parsing: name.familiar) == name)
        }
        #expect(try ImageReference(parsing: "a.b/" + Self.hex).familiar == "a.b/" + Self.hex)
        #expect(throws: ImageReference.Malformed.identifier) {
            try ImageReference.Repository(parsing: Self.hex)
        }
    }

    @Test func `the longest name and the longest tag are accepted`() throws {
        #expect(try ImageReference(parsing: "a.b/" + Self.long + "abcdef").tag == nil)
        let tag = String(repeating: "a", count: 128)
        #expect(try ImageReference(parsing: "x:\(tag)").tag?.description == tag)
        #expect(throws: ImageReference.Malformed.tag(tag + "a")) {
            try ImageReference(parsing: "x:\(tag)a")
        }
    }

    @Test func `a reference that is read from what it prints is the same`() throws {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<5_000 {
            let reference = try ImageReference(parsing: Self.anyReference(&random))
            #expect(try ImageReference(parsing: reference.description) == reference)
            #expect(try ImageReference(parsing: reference.familiar) == reference)
            #expect(reference.familiar.count <= reference.description.count)
        }
    }

    @Test func `no text makes the parser trap, and what it takes it prints alike`() {
        var random = SeededGenerator(seed: 2)
        for _ in 0..<20_000 {
            let text = random.text("aA0.:/@-_[]sh256é ", 0...24)
            guard let reference = try? ImageReference(parsing: text) else { continue }
            #expect(try! ImageReference(parsing: reference.description) == reference)
            #expect(try! ImageReference(parsing: reference.familiar) == reference)
        }
    }

    @Test func `what floats is looked up under its tag, or under latest`() throws {
        #expect(ImageReference.test("a.b/x").floating == .test("a.b/x:latest"))
        #expect(ImageReference.test("a.b/x:1@\(Self.digest)").floating == .test("a.b/x:1"))
        #expect(ImageReference.test("a.b/x@\(Self.digest)").floating == .test("a.b/x"))
    }

    @Test func `another tag is the same image, another repository is not`() throws {
        let pinned = try #require(PinnedImage(.test("a.b/x:1@\(Self.digest)")))
        #expect(pinned.isSameImage(as: .test("a.b/x:2@\(Self.digest)")))
        #expect(pinned.isSameImage(as: .test("a.b/x@\(Self.digest)")))
        #expect(!pinned.isSameImage(as: .test("a.b/y:1@\(Self.digest)")))
        #expect(!pinned.isSameImage(as: .test("a.b/x:1")))
        #expect(PinnedImage(.test("a.b/x:1")) == nil)
        #expect(pinned.reference.description == pinned.description)
    }

    private static func anyReference(_ random: inout SeededGenerator) -> String {
        let letters = "abcxyz019"
        let hosts = ["", "docker.io/", "a.b/", "host:5000/", "localhost/", "[::1]:80/"]
        let separators = [".", "_", "__", "-", "---"]
        let parts = (0..<Int.random(in: 1...3, using: &random)).map { _ in
            random.text(letters, 1...4) + (separators.randomElement(using: &random) ?? "")
                + random.text(letters, 1...4)
        }
        var text = (hosts.randomElement(using: &random) ?? "") + parts.joined(separator: "/")
        if Bool.random(using: &random) { text += ":" + random.text(letters + "A_", 1...8) }
        if Bool.random(using: &random) { text += "@\(Digest.numbered(random.next()))" }
        return text
    }
}

import PinionFiles
import PinionModel
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ClashTests {
    static let folder = "environments/production"
    static let pins = "\(folder)/pins.yaml"
    static let extra = "\(folder)/extra.pins.yaml"

    // MARK: Services

    @Test func `fault 33: a service pinned in two files is refused at both places`() throws {
        let files = Reading.files([Self.extra: "services:\n  web: \(PinsCases.api)\n"])
        #expect(
            try Reading.mistakes(of: files) == [
                "\(Self.extra):2:8: `web` is pinned twice, also at \(Self.pins):2:8; keep one of the two",
                "\(Self.pins):2:8: `web` is pinned twice, also at \(Self.extra):2:8; keep one of the two",
            ])
    }

    @Test func `fault 29: names of two files that differ only in letter case are refused`() throws {
        let files = Reading.files([Self.extra: "services:\n  Web: \(PinsCases.api)\n"])
        let found = try Reading.mistakes(of: files)
        #expect(found.count == 2)
        #expect(found.allSatisfy { $0.contains("differ only in letter case") })
    }

    @Test func `fault 29: a name of two files in two Unicode forms is refused`() throws {
        let files = Reading.files([
            Self.pins: "services:\n  gr\u{f6}: \(PinsCases.web)\n",
            Self.extra: "services:\n  gro\u{308}: \(PinsCases.api)\n",
        ])
        #expect(try Reading.mistakes(of: files).count == 2)
    }

    @Test func `fault 33: two services that mean one object of the runtime are refused`() throws {
        let text =
            "services:\n  api: { image: \"\(PinsCases.api)\", name: web }\n  web: \(PinsCases.web)\n"
        let found = try Reading.mistakes(of: Reading.files([Self.pins: text]))
        #expect(found.count == 2)
        #expect(found.allSatisfy { $0.contains("`api` and `web` both mean `web` in the runtime") })
    }

    // MARK: Environment tags

    private static func tagged(_ production: String, staging: String = "") -> [RepositoryFile] {
        Reading.files([
            "\(folder)/environment.yaml": Reading.environment + "tag: live\n",
            "environments/staging/environment.yaml":
                "runtime: { sandbox: { state: staging.json } }\n"
                + (staging.isEmpty ? "" : "tag: live\n"),
            pins: production,
            "environments/staging/pins.yaml": staging.isEmpty ? Reading.pins : staging,
        ])
    }

    private static let otherWeb = "registry.example.com/shop/web:1.9.0@\(PinsCases.b)"

    @Test func `two digests for one environment tag are refused at both places`() throws {
        let text = "services:\n  admin: \(Self.otherWeb)\n  web: \(PinsCases.web)\n"
        #expect(
            try Reading.mistakes(of: Self.tagged(text)) == [
                "\(Self.pins):2:10: the tag `live` of registry.example.com/shop/web cannot stand for two digests: "
                    + "sha256:bbbbbbbbbbbb here, sha256:aaaaaaaaaaaa at \(Self.pins):3:8; "
                    + "pin one digest of a repository, or take `tag` out of environment.yaml",
                "\(Self.pins):3:8: the tag `live` of registry.example.com/shop/web cannot stand for two digests: "
                    + "sha256:aaaaaaaaaaaa here, sha256:bbbbbbbbbbbb at \(Self.pins):2:10; "
                    + "pin one digest of a repository, or take `tag` out of environment.yaml",
            ])
    }

    @Test func `one digest under two names is no conflict of an environment tag`() throws {
        let text =
            "services:\n  admin: registry.example.com/shop/web@\(PinsCases.a)\n  web: \(PinsCases.web)\n"
        #expect(try Reading.mistakes(of: Self.tagged(text)) == [])
    }

    @Test func `two digests without an environment tag are sound`() throws {
        let text = "services:\n  admin: \(Self.otherWeb)\n  web: \(PinsCases.web)\n"
        #expect(try Reading.mistakes(of: Reading.files([Self.pins: text])) == [])
    }

    @Test func `two environments that pull one tag to two digests are both refused`() throws {
        let files = Self.tagged(Reading.pins, staging: "services:\n  web: \(Self.otherWeb)\n")
        #expect(try Reading.mistakes(of: files).count == 1)
        #expect(try Reading.mistakes("staging", of: files).count == 1)
    }

    // MARK: Runtime objects

    struct ClaimCase: Sendable, CustomTestStringConvertible {
        let one: String
        let other: String
        let overlaps: Bool
        var testDescription: String { "\(one) | \(other)" }

        init(_ one: String, _ other: String, _ overlaps: Bool) {
            self.one = one
            self.other = other
            self.overlaps = overlaps
        }
    }

    static let claims = [
        ClaimCase("sandbox: { state: a.json }", "sandbox: { state: ./a.json }", true),
        ClaimCase("sandbox: { state: a.json }", "sandbox: { state: b.json }", false),
        ClaimCase("sandbox: { state: a.json }", "swarm: { all: true }", false),
        ClaimCase("swarm: { stack: shop }", "swarm: { stack: shop }", true),
        ClaimCase("swarm: { stack: shop }", "swarm: { stack: blog }", false),
        ClaimCase("swarm: { stack: shop }", "swarm: { all: true }", true),
        ClaimCase("swarm: { all: true }", "swarm: { all: true }", true),
        ClaimCase("swarm: { label: tier }", "swarm: { all: true }", true),
        ClaimCase("swarm: { label: tier }", "swarm: { label: tier=web }", true),
        ClaimCase("swarm: { label: tier=web }", "swarm: { label: tier=web }", true),
        ClaimCase("swarm: { label: tier=api }", "swarm: { label: tier=web }", false),
        ClaimCase("swarm: { label: tier }", "swarm: { label: tiers }", false),
        ClaimCase("swarm: { stack: shop }", "docker: { project: shop }", false),
        ClaimCase("docker: { project: shop }", "docker: { project: shop }", true),
        ClaimCase("docker: { project: shop }", "docker: { all: true }", true),
        // No endpoint is the one that most machines have.
        ClaimCase(
            "docker: { all: true }", "docker: { endpoint: unix:///var/run/docker.sock, all: true }",
            true),
        ClaimCase("docker: { all: true }", "docker: { endpoint: tcp://h:2376, all: true }", false),
        // The same socket on two machines, and one machine by two addresses.
        ClaimCase("swarm: { stack: shop, id: a }", "swarm: { stack: shop, id: b }", false),
        ClaimCase(
            "swarm: { endpoint: tcp://a:1, stack: shop, id: x }",
            "swarm: { endpoint: tcp://b:1, stack: shop, id: x }", true),
        ClaimCase("swarm: { stack: shop, id: a }", "swarm: { stack: shop }", true),
        ClaimCase("kubernetes: { context: a }", "kubernetes: { context: a }", false),
        ClaimCase("ecs: { cluster: a, all: true }", "ecs: { cluster: a, all: true }", true),
        ClaimCase("ecs: { cluster: a, all: true }", "ecs: { cluster: b, all: true }", false),
        ClaimCase("ecs: { cluster: a, all: true }", "ecs: { cluster: a, services: [web] }", true),
        ClaimCase(
            "ecs: { cluster: a, services: [web] }", "ecs: { cluster: a, services: [api] }", false),
        ClaimCase(
            "ecs: { cluster: a, services: [web] }", "ecs: { cluster: a, services: [api, \"w*\"] }",
            true),
        ClaimCase(
            "ecs: { cluster: a, services: [\"shop-*\"] }",
            "ecs: { cluster: a, services: [\"*-web\"] }", true),
        ClaimCase(
            "ecs: { cluster: a, services: [\"shop-*\"] }",
            "ecs: { cluster: a, services: [\"blog-*\"] }", false),
        ClaimCase("ecs: { cluster: a, tag: tier }", "ecs: { cluster: a, tag: tier=web }", true),
        // A tag and a name may meet in one service, and only the cluster can tell.
        ClaimCase("ecs: { cluster: a, tag: tier }", "ecs: { cluster: a, services: [web] }", false),
        ClaimCase(
            "ecs: { region: eu-west-1, cluster: a, all: true }",
            "ecs: { region: eu-west-2, cluster: a, all: true }", false),
        ClaimCase(
            "ecs: { region: eu-west-1, cluster: a, all: true }", "ecs: { cluster: a, all: true }",
            false),
        ClaimCase(
            "ecs: { region: eu-west-1, cluster: a, all: true }",
            "ecs: { cluster: \"arn:aws:ecs:eu-west-1:123456789012:cluster/a\", all: true }", true),
        ClaimCase(
            "ecs: { cluster: a, all: true, id: \"arn:aws:ecs:eu-west-1:123456789012:cluster/a\" }",
            "ecs: { cluster: a, all: true, id: \"arn:aws:ecs:eu-west-1:123456789012:cluster/b\" }",
            false),
    ]

    private static func files(_ one: String, _ other: String) -> [RepositoryFile] {
        Reading.files([
            "\(folder)/environment.yaml": "runtime: { \(one) }\n",
            "environments/staging/environment.yaml": "apply: never\nruntime: { \(other) }\n",
        ])
    }

    @Test(arguments: claims)
    func `fault 33: two environments that claim one object are both refused`(row: ClaimCase) throws
    {
        for files in [Self.files(row.one, row.other), Self.files(row.other, row.one)] {
            #expect(try Reading.mistakes(of: files).count == (row.overlaps ? 1 : 0))
            #expect(try Reading.mistakes("staging", of: files).count == (row.overlaps ? 1 : 0))
        }
    }

    @Test func `fault 33: each of the two names the other`() throws {
        let files = Self.files("swarm: { stack: shop }", "swarm: { all: true }")
        #expect(
            try Reading.mistakes(of: files) == [
                "\(Self.folder)/environment.yaml:1:10: the environments production and staging claim the same "
                    + "services: stack shop on the default engine, also at environments/staging/environment.yaml:2:10; "
                    + "give one of them another scope, or both their `id` if they are two machines"
            ])
        #expect(
            try Reading.mistakes("staging", of: files) == [
                "environments/staging/environment.yaml:2:10: the environments staging and production claim the same "
                    + "services: everything on the default engine, also at "
                    + "\(Self.folder)/environment.yaml:1:10; "
                    + "give one of them another scope, or both their `id` if they are two machines"
            ])
    }

    @Test func `fault 33: an environment with other mistakes claims its objects all the same`()
        throws
    {
        let files = Self.files("swarm: { stack: shop }", "swarm: { stack: shop }")
            .map { $0.path == Self.pins ? Reading.file(Self.pins, "services: {}\n") : $0 }
        #expect(try Reading.mistakes(of: files).count == 2)
        #expect(try Reading.mistakes("staging", of: files).count == 1)
    }

    @Test func `fault 33: of three environments each names both others`() throws {
        let files =
            Self.files("swarm: { stack: shop }", "swarm: { stack: shop }") + [
                Reading.file(
                    "environments/qa/environment.yaml", "runtime: { swarm: { stack: shop } }\n"),
                Reading.file("environments/qa/pins.yaml", Reading.pins),
            ]
        #expect(try Reading.mistakes("qa", of: files).count == 2)
        #expect(try Reading.mistakes(of: files).count == 2)
    }
}

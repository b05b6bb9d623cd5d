import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)))
struct LargeBumpTests {
    private static let services = Program.number("PINION_BUMPED_SERVICES", default: 1_000)

    @Test func `a bump of 1,000 services is one fetch, one commit, one push and one pull request`()
        async throws
    {
        let forge = StubForge(
            .gitea, folder: "/forge",
            branches: [
                "main": String(repeating: "a", count: 40),
                "pinion/production/bump": String(repeating: "b", count: 40),
            ])
        try await withScratch { scratch in
            try await StubRegistry().serving { registry in
                let pins = Self.fill(registry)
                try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                    try await forge.serving { forge in
                        let shop = try await Shop.make(
                            in: scratch, [ShopEnvironment(pins: pins, services: [])],
                            origin: .server(server),
                            settings: """
                                forge: { kind: gitea, url: "\(forge.address)", repository: shop/deploy }

                                """)
                        let asked = Asked(server, registry)
                        let report = try await shop.propose(
                            "bump", "production", variables: ["GITEA_TOKEN": StubForge.token])
                        #expect(report.result == "proposed")
                        let now = Asked(server, registry)
                        #expect(now.pushes - asked.pushes == 1)
                        #expect(now.fetches - asked.fetches <= 1)
                        #expect(now.lists - asked.lists <= Self.services)
                        #expect(now.questions - asked.questions <= 4 * Self.services)
                        #expect(forge.pulls.count == 1)
                        let branch = "pinion/production/bump"
                        #expect(
                            try await shop.remote("rev-list", "--count", "main..\(branch)") == "1")
                        let lines = try await shop.changedLines("main", branch)
                        #expect(lines.count == 2 * Self.services)
                    }
                }
            }
        }
    }

    /// What was asked so far.
    private struct Asked {
        let pushes: Int
        let fetches: Int
        let lists: Int
        let questions: Int

        init(_ server: GitHTTPServer, _ registry: StubRegistry) {
            pushes = server.requests.count { $0.kind == .push }
            fetches = server.requests.count { $0.kind == .fetch }
            let counts = registry.counts
            lists = counts.tagPages
            questions = counts.heads + counts.gets + counts.blobs
        }
    }

    /// Keeps an index of two versions for each service, and returns pins of the older ones.
    private static func fill(_ registry: StubRegistry) -> [String: String] {
        var pins: [String: String] = [:]
        for number in 0..<services {
            let repository = "shop/s\(number)"
            for version in ["1.0.0", "1.1.0"] {
                let configuration = StubConfiguration(
                    labels: ["org.opencontainers.image.version": "\(version)-s\(number)"])
                let image = StubManifest.image(configuration)
                let index = StubManifest.index([("linux/amd64", image)])
                registry.keep(configuration, in: repository)
                registry.keep(image, in: repository)
                registry.keep(index, in: repository, tags: [version])
                guard version == "1.0.0" else { continue }
                let reference = "\(registry.host)/\(repository):1.0.0@\(index.digest)"
                pins["s\(number)"] = "{ image: \"\(reference)\", track: { semver: ^1 } }"
            }
        }
        return pins
    }
}

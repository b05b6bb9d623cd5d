import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ForgedProposalTests {
    /// A shop that is reviewed on a stub, and how to propose in it.
    private func withShop(
        _ flavor: StubForge.Flavor, rules: [String] = ["apply: automatic"],
        _ body: (Shop, StubForge, [String: String]) async throws -> Void
    ) async throws {
        let head = String(repeating: "b", count: 40)
        let forge = StubForge(
            flavor, folder: "/forge",
            branches: [
                "main": String(repeating: "a", count: 40), "pinion/production/propose": head,
                "pinion/production/bump": head,
            ])
        try await withScratch { scratch in
            try await forge.serving { forge in
                let shop = try await Shop.make(
                    in: scratch,
                    [
                        ShopEnvironment(
                            rules: rules,
                            pins: ["api": SampleImage.api420, "web": SampleImage.web183])
                    ],
                    origin: .disk,
                    settings: """
                        images: layout:.pinion/images
                        forge: { kind: \(flavor.rawValue), url: "\(forge.address)", repository: \(forge.repository) }

                        """)
                try await body(shop, forge, [flavor.variable: StubForge.token])
            }
        }
    }

    @Test(arguments: StubForge.Flavor.allCases)
    func `one pull request is opened, left alone, and refreshed`(_ flavor: StubForge.Flavor)
        async throws
    {
        try await withShop(flavor) { shop, forge, token in
            let first = try await shop.propose(
                "propose", "production", "web=:1.8.2", variables: token)
            #expect(first.pullRequest?.number == 1)
            #expect(forge.pulls.map(\.title) == ["production: move web to 1.8.2"])
            #expect(forge.pulls.first?.head == "pinion/production/propose")
            #expect(forge.pulls.first?.base == "main")
            if flavor == .github {
                try Golden.check(forge.pulls.first?.body ?? "", "proposals/body.md")
            }
            let writes = forge.writes
            let again = try await shop.propose(
                "propose", "production", "web=:1.8.2", variables: token)
            #expect(again.result == "standing")
            #expect(forge.writes == writes)
            let more = try await shop.propose(
                "propose", "production", "api=:4.2.1", variables: token)
            #expect(more.pullRequest?.number == 1)
            #expect(forge.pulls.map(\.title) == ["production: move 2 pins"])
        }
    }

    @Test
    func `a pull request is opened as the environment's file options, and people have the rest`()
        async throws
    {
        let rules = ["proposals: { labels: [pins], reviewers: [anna, nobody], draft: true }"]
        try await withShop(.github, rules: rules) { shop, forge, token in
            let first = try await shop.propose(
                "propose", "production", "web=:1.8.2", variables: token)
            #expect(first.result == "proposed")
            #expect(first.notes?.count == 1, "\(first.notes ?? [])")
            #expect(first.notes?.first?.contains("only be requested from collaborators") == true)
            #expect(forge.pulls.map(\.requested) == [["anna"]])
            #expect(forge.pulls.map(\.labels) == [["pins"]])
            #expect(forge.pulls.map(\.isDraft) == [true])
            forge.excuse(1)
            let more = try await shop.propose(
                "propose", "production", "api=:4.2.1", variables: token)
            #expect(more.notes ?? [] == [])
            #expect(forge.pulls.map(\.requested) == [[]])
        }
    }

    @Test func `a hold is no draft, whatever the environment's file asks for`() async throws {
        let rules = ["proposals: { draft: true }"]
        try await withShop(.gitea, rules: rules) { shop, forge, token in
            forge.push(String(repeating: "b", count: 40), to: "pinion/production/hold")
            let report = try await shop.propose(
                "hold", "production", "web", "--reason", "memory leak", variables: token)
            #expect(report.result == "proposed", "\(report.problem ?? "")")
            #expect(forge.pulls.map(\.title).first?.hasPrefix("production: ") == true)
        }
    }

    @Test func `without a token nothing is pushed`() async throws {
        try await withShop(.gitea) { shop, _, _ in
            let before = try await shop.everything()
            let report = try await shop.propose("propose", "production", "web=:1.8.2", code: 1)
            #expect(report.problem?.contains("GITEA_TOKEN") == true)
            #expect(try await shop.everything() == before)
        }
    }

    @Test func `a pull request that could not be opened is opened by the next call`() async throws {
        try await withShop(.gitea) { shop, forge, token in
            forge.forbid("pulls")
            let failed = try await shop.propose(
                "propose", "production", "web=:1.8.2", code: 1, variables: token)
            #expect(failed.problem != nil)
            #expect(forge.pulls.isEmpty)
        }
    }

    @Test func `fault 85: of two runs at once one pull request stays open`() async throws {
        try await withShop(.gitea) { shop, forge, token in
            let other = try await shop.clone("other")
            forge.takeTwins()
            // Both look before either has opened one.
            forge.behave([.init(.isSlow(.seconds(3)), method: "GET", path: "/pulls", times: 2)])
            let arguments = ["propose", "production", "web=:1.8.2"]
            async let one = shop.command(arguments, variables: token).run()
            async let two = other.command(arguments, variables: token).run()
            let codes = [try await one.code, try await two.code]
            #expect(codes == [0, 0])
            #expect(forge.pulls.count { $0.state == "open" } == 1, "\(forge.pulls)")
            #expect(forge.pulls.first?.state == "open")
            let again = try await shop.propose(
                "propose", "production", "web=:1.8.2", variables: token)
            #expect(again.pullRequest?.number == 1)
        }
    }

    @Test func `a proposal that people closed is not opened again`() async throws {
        try await withShop(.github) { shop, forge, token in
            try await shop.propose("propose", "production", "web=:1.8.2", variables: token)
            forge.end(1, as: "closed")
            let report = try await shop.propose(
                "propose", "production", "web=:1.8.2", code: 1, variables: token)
            #expect(report.problem?.contains("was closed without merging") == true)
            #expect(forge.pulls.count == 1)
        }
    }
}

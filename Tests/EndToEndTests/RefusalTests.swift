import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)))
struct RefusalTests {
    // MARK: The machine

    @Test
    func
        `an environment of another machine, or of none, is not applied, and the line to add is printed`()
        async throws
    {
        try await withScratch { scratch in
            try await LoopbackServer.serving { request in
                guard request.path.hasSuffix("/info") else {
                    return .text(
                        200, [("Api-Version", "1.41")],
                        #"{"ApiVersion":"1.41","MinAPIVersion":"1.12"}"#)
                }
                return .text(
                    200, [],
                    #"{"Swarm":{"ControlAvailable":true,"LocalNodeState":"active","Cluster":{"ID":"cluster-b"}}}"#
                )
            } _: { engine in
                let block = { (id: String) in
                    "{ swarm: { endpoint: \"tcp://127.0.0.1:\(engine.port)\", stack: shop\(id) } }"
                }
                let shop = try await Shop.make(
                    in: scratch,
                    [
                        ShopEnvironment(
                            runtime: block(", id: cluster-a"), pins: ["web": SampleImage.web183])
                    ])
                let before = try await shop.everything()
                let other = try await shop.pinion("reconcile")
                #expect(other.code == 1)
                #expect(
                    other.output.contains("cluster-a") && other.output.contains("cluster-b"),
                    "\(other.output)")

                let without = ShopEnvironment(runtime: block(""), pins: [:])
                try shop.write(
                    without.environmentFile, to: "environments/production/environment.yaml")
                try await shop.publish("Forget the id")
                let none = try await shop.pinion("reconcile")
                #expect(none.code == 1)
                #expect(none.output.contains("add `id: cluster-b` to `swarm`"), "\(none.output)")
                #expect(try await shop.everything().refs.contains("pinion") == false)
                #expect(before.refs.contains("pinion") == false)
                #expect(engine.requests.allSatisfy { $0.method == "GET" })
            }
        }
    }

    // MARK: The repository

    @Test func `a folder outside of any repository is said to be none`() async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch)
            let elsewhere = try scratch.makeFolder("elsewhere")
            for command in [
                ["status"], ["plan"], ["reconcile"], ["drift"], ["log", "production"], ["doctor"],
            ] {
                let outcome = try await shop.command(command, in: elsewhere).run()
                #expect(outcome.code == 1)
                let all = outcome.output + outcome.errors
                #expect(
                    all.contains(
                        "\(elsewhere) is not a git repository; stand in one, or name one with --repository"
                    ), "\(all)")
            }
        }
    }

    @Test
    func
        `fault 15: a remote that refuses the ledger ends the run before any apply, and names the right`()
        async throws
    {
        try await withScratch { scratch in
            try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                let shop = try await Shop.make(in: scratch, [behind], origin: .server(server))
                try shop.origin?.refusePushes(
                    to: "refs/pinion/*", saying: "ledgers are not welcome")
                let before = try await shop.everything()
                let outcome = try await shop.pinion("reconcile")
                #expect(outcome.code == 1)
                #expect(
                    outcome.output.contains("refs/pinion/ledger/production"), "\(outcome.output)")
                #expect(
                    outcome.output.contains("let this user write refs/pinion/*"),
                    "\(outcome.output)")
                #expect(outcome.output.contains("ledgers are not welcome"), "\(outcome.output)")
                #expect(try await shop.everything() == before)
            }
        }
    }

    @Test func `a server that forbids pushes ends the run before any apply`() async throws {
        try await withScratch { scratch in
            try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                let shop = try await Shop.make(in: scratch, [behind], origin: .server(server))
                server.misbehave(.forbidPushes)
                let before = try await shop.everything()
                let outcome = try await shop.pinion("reconcile")
                #expect(outcome.code == 1)
                #expect(outcome.output.contains("403"), "\(outcome.output)")
                #expect(try await shop.everything() == before)
                server.misbehave(nil)
                #expect(try await shop.pinion("reconcile").code == 0)
            }
        }
    }

    @Test(arguments: ["none", "disk", "server"])
    func `fault 16: a branch that was rewritten is not applied until the rewrite is accepted`(
        _ kind: String
    ) async throws {
        try await withScratch { scratch in
            try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                let origin: Shop.Origin =
                    kind == "none" ? .none : kind == "disk" ? .disk : .server(server)
                let shop = try await Shop.make(in: scratch, origin: origin)
                try await shop.pin("web", to: SampleImage.web190)
                #expect(try await shop.pinion("reconcile").code == 0)
                let version = try shop.sandbox().version("web")

                try await shop.git("reset", "--quiet", "--hard", "HEAD~1")
                try shop.write("rewritten\n", to: "README")
                let tip = try await shop.publish("Rewrite history", force: true)
                let refused = try await shop.report("reconcile", code: 3)
                #expect(
                    refused["production"]?.refusals.contains {
                        $0.contains("--accept-rewrite \(tip)")
                    } == true)
                #expect(try shop.sandbox().version("web") == version)

                let done = try await shop.report("reconcile", "--accept-rewrite", tip, code: 0)
                #expect(done["production"]?.results.map(\.to) == [SampleImage.web183])
                let authorities = try await shop.log().compactMap(\.authorities).flatMap(\.self)
                #expect(
                    authorities.contains {
                        $0.kind == "rewrite-accepted" && $0.reason.contains(tip)
                    })
            }
        }
    }

    // MARK: What stands in the working copy only

    @Test func `a pin that is not published is named, and is not applied`() async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, origin: .disk)
            try await shop.pinion("reconcile")
            let file = "environments/production/pins.yaml"
            try shop.write(
                shop.read(file).replacing(SampleImage.web183, with: SampleImage.web190), to: file)
            let edited = try await shop.pinion("plan")
            #expect(edited.code == 0)
            #expect(
                edited.errors.contains("\(file) stands so in your working copy only"),
                "\(edited.errors)")
            #expect(edited.errors.contains("commit and push"), "\(edited.errors)")
            try await shop.git("commit", "--quiet", "--all", "--message", "Pin web anew")
            let committed = try await shop.pinion("plan")
            #expect(committed.code == 0)
            #expect(committed.errors.contains("is what counts: push"), "\(committed.errors)")
            #expect(try await shop.pinion("plan", "--quiet").errors == "")
            #expect(try await shop.pinion("reconcile").code == 0)
            #expect(try shop.sandbox().version("web") == 1)
        }
    }

    private var behind: ShopEnvironment {
        ShopEnvironment(
            services: [
                SandboxFixture("web", SampleImage.web182),
                SandboxFixture("worker", SampleImage.worker),
            ])
    }
}

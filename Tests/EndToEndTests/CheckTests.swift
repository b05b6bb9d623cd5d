import PinionTesting
import Testing

/// The gate for a pull request, as a CI job runs it: in a clone, on a branch that is merged nowhere.
@Suite(.timeLimit(.minutes(10)))
struct CheckTests {
    private static let soaking = ["apply: automatic", "promotion: { from: staging, soak: 1h }"]

    /// A shop behind a server, with a branch `change` that is checked out.
    private func change(
        _ rules: [String] = ["apply: automatic"],
        _ body: (Shop, GitHTTPServer) async throws -> Void
    ) async throws {
        try await withScratch { scratch in
            try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                let shop = try await Shop.make(
                    in: scratch,
                    [
                        ShopEnvironment(name: "staging", pins: ["web": SampleImage.web183]),
                        ShopEnvironment(rules: rules, pins: ["web": SampleImage.web182]),
                    ], origin: .server(server))
                try await shop.git("checkout", "--quiet", "-b", "change")
                try await body(shop, server)
            }
        }
    }

    /// Pins `web` of production on the branch, without publishing it.
    private func pin(_ image: String, _ shop: Shop, message: String = "Pin web") async throws {
        try shop.write(
            "services:\n  web: \(image)\n", to: "environments/production/pins.yaml")
        try await shop.git("commit", "--quiet", "--all", "--message", message)
    }

    @Test func `a change that nothing bars passes, with its plan, and changes nothing`()
        async throws
    {
        try await change { shop, server in
            try await pin(SampleImage.web183, shop)
            let before = try await shop.everything()
            let outcome = try await shop.pinion(
                "check", "--base", "origin/main", "--head", "change")
            #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
            #expect(outcome.output.contains("plan: 1 change, sha256:"))
            #expect(outcome.output.contains("may be merged: "))
            #expect(!outcome.output.contains("staging"))
            #expect(!outcome.output.contains("platforms were not compared"))
            let offline = try await shop.pinion("check", "--base", "main", "--offline")
            #expect(offline.code == 0)
            #expect(offline.output.contains("plan: not looked at, --offline"))
            #expect(try await shop.everything() == before)
            #expect(server.count(of: .push) == 0)
        }
    }

    @Test func `a change that brings the images by which it is judged is invalid`() async throws {
        try await change { shop, _ in
            try await pin(SampleImage.web183, shop)
            try await shop.git("add", "--force", ".pinion/images/index.json")
            try await shop.git("commit", "--quiet", "--amend", "--no-edit")
            let touched = try await shop.pinion("check", "--base", "main", "--head", "change")
            #expect(touched.code == 1, "\(touched.output)\(touched.errors)")
            #expect(touched.output.contains("the change touches .pinion/images/index.json"))
            try await shop.git("reset", "--quiet", "--soft", "main")
            try await shop.git("rm", "--quiet", "--cached", ".pinion/images/index.json")
            try await shop.git("commit", "--quiet", "--message", "Pin web")
            #expect(try await shop.pinion("check", "--base", "main", "--head", "change").code == 0)
        }
    }

    @Test func `a digest that is not there, and a file with mistakes, are invalid`() async throws {
        try await change { shop, _ in
            let digest = "sha256:" + String(repeating: "a", count: 64)
            try await pin("registry.example.com/shop/web:9@\(digest)", shop)
            let missing = try await shop.pinion("check", "--base", "main")
            #expect(missing.code == 1)
            #expect(
                missing.output.contains(
                    "error digest-missing: environments/production/pins.yaml:2:8: web: "))

            try await pin("registry.example.com/shop/web:latest", shop)
            let floating = try await shop.pinion("check", "--base", "main", "--format", "github")
            #expect(floating.code == 1)
            #expect(
                floating.output.hasPrefix(
                    "::error file=environments/production/pins.yaml,line=2,col=8,title=pinion/production file-invalid::"
                ), "\(floating.output)")
        }
    }

    @Test func `a change that relaxes its own rules is refused by the present ones`() async throws {
        let frozen = ["apply: automatic", "freeze: { reason: year-end, until: 2099-01-04 }"]
        try await change(frozen) { shop, _ in
            let relaxed = ShopEnvironment(pins: ["web": SampleImage.web183])
            try shop.write(
                relaxed.environmentFile, to: "environments/production/environment.yaml")
            try await pin(SampleImage.web183, shop)
            let outcome = try await shop.pinion("check", "--base", "main", "--format", "json")
            #expect(outcome.code == 3, "\(outcome.output)\(outcome.errors)")
            for part in [
                #""schema": "pinion/check/v1""#, #""verdict": "refused""#,
                #""kind": "window-closed""#, #""changedRules": ["#, #""freeze""#,
            ] { #expect(outcome.output.contains(part), "\(outcome.output)") }
        }
    }

    @Test func `fault 34: what a merge commit holds is judged, whatever its parents hold`()
        async throws
    {
        try await change { shop, _ in
            try await shop.git("commit", "--quiet", "--allow-empty", "--message", "Nothing")
            try await shop.git("checkout", "--quiet", "main")
            try await shop.git("merge", "--quiet", "--no-ff", "--no-commit", "change")
            let digest = "sha256:" + String(repeating: "a", count: 64)
            try await pin("registry.example.com/shop/web:9@\(digest)", shop, message: "Merge")
            let outcome = try await shop.pinion("check", "--base", "origin/main")
            #expect(outcome.code == 1)
            #expect(outcome.output.contains("digest-missing"))
        }
    }

    @Test func `a promotion passes once its soak is over, and is told when that is`() async throws {
        try await change(Self.soaking) { shop, _ in
            try await pin(SampleImage.web183, shop)
            let never = try await shop.pinion("check", "--base", "main")
            #expect(never.code == 3)
            #expect(never.output.contains("refused promotion-soak: "), "\(never.output)")

            #expect(try await shop.pinion("reconcile", "staging").code == 0)
            let early = try await shop.pinion("check", "--base", "main")
            #expect(early.code == 3)
            #expect(early.output.contains("run the check again at 20"), "\(early.output)")

            try await pin(SampleImage.web190, shop)
            let other = try await shop.pinion("check", "--base", "main")
            #expect(other.code == 3)
            #expect(other.output.contains("refused promotion-order: "), "\(other.output)")
        }
        try await change(["apply: automatic", "promotion: { from: staging }"]) {
            shop, _ in
            #expect(try await shop.pinion("reconcile", "staging").code == 0)
            try await pin(SampleImage.web183, shop)
            let outcome = try await shop.pinion("check", "--base", "main")
            #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
        }
    }

    @Test func `commits that cannot be compared are said, with the way out`() async throws {
        try await change { shop, _ in
            try await pin(SampleImage.web183, shop)
            let unknown = try await shop.pinion("check", "--base", "mian")
            #expect(unknown.code == 1)
            #expect(unknown.errors.contains("mian"), "\(unknown.errors)")

            try await shop.git("checkout", "--quiet", "main")
            try await shop.publish("Go on")
            let apart = try await shop.pinion("check", "--base", "main", "--head", "change")
            let fork = try await shop.git("merge-base", "main", "change")
            #expect(apart.code == 0, "\(apart.output)\(apart.errors)")
            #expect(apart.output.contains("is behind its base"), "\(apart.output)")

            try await shop.git(
                "clone", "--quiet", "--depth=1", "file://\(shop.origin?.path ?? "")", "shallow")
            let shallow = try await shop.command(
                ["check", "--base", fork], in: "\(shop.folder)/shallow"
            ).run()
            #expect(shallow.code == 1)
            #expect(shallow.errors.contains("fetch-depth: 0"), "\(shallow.errors)")
        }
    }

    @Test func `what commits name is all that a change may touch`() async throws {
        try await change { shop, _ in
            try await pin(
                SampleImage.web183, shop,
                message: "staging: bump web\n\nPinion-Purpose: bump\nPinion-Environment: staging")
            let outcome = try await shop.pinion("check", "--base", "main")
            #expect(outcome.code == 3)
            #expect(outcome.output.contains("refused environment-not-named: "), "\(outcome.output)")
            let named = try await shop.pinion(
                "check", "--base", "main", "--environments", "staging,production")
            #expect(named.code == 0)
        }
    }

    @Test func `a runtime that cannot be reached from here is a note, never green`() async throws {
        try await change { shop, _ in
            try await pin(SampleImage.web183, shop)
            try await Command("rm", ["-r", "\(shop.folder)/.pinion/sandbox"]).succeed()
            let outcome = try await shop.pinion("check", "--base", "main")
            #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
            #expect(outcome.output.contains("plan: not looked at, "), "\(outcome.output)")
        }
    }

    @Test func `no request goes to where only the change points`() async throws {
        try await change { shop, _ in
            try await LoopbackServer.serving { _ in
                .text(200, [], "{}")
            } _: { trap in
                let place = "127.0.0.1:\(trap.port)"
                let engine = ShopEnvironment(
                    runtime: "{ swarm: { endpoint: \"tcp://\(place)\", all: true, id: x } }")
                try shop.write(
                    engine.environmentFile, to: "environments/production/environment.yaml")
                try shop.write(
                    """
                    images: layout:.pinion/nothing
                    remote: http://\(place)/shop.git
                    registries: { registry.example.com: { plain-http: true } }
                    forge: { kind: gitea, url: "http://\(place)", repository: shop/deploy }

                    """, to: "pinion.yaml")
                try await pin(SampleImage.web183, shop)
                let outcome = try await shop.pinion("check", "--base", "main")
                #expect(outcome.code == 3, "\(outcome.output)\(outcome.errors)")
                #expect(outcome.output.contains("rules changed: runtime; takes effect after"))
                #expect(
                    outcome.output.contains(
                        "pinion.yaml changed: remote, registries, images, forge;"))
                #expect(outcome.output.contains("plan: 1 change, "))
                #expect(trap.requests.isEmpty)
            }
        }
    }

    @Test func `a registry of the inside that only the change names is not asked`() async throws {
        try await withScratch { scratch in
            try await LoopbackServer.serving { _ in
                .text(200, [], "{}")
            } _: { trap in
                let shop = try await Shop.make(
                    in: scratch, [ShopEnvironment(pins: ["web": SampleImage.web182])], settings: nil
                )
                try await shop.git("checkout", "--quiet", "-b", "change")
                let digest = "sha256:" + String(repeating: "a", count: 64)
                try await pin("127.0.0.1:\(trap.port)/shop/web:9@\(digest)", shop)
                let outcome = try await shop.pinion("check", "--base", "main")
                #expect(outcome.code == 1)
                #expect(outcome.output.contains("error registry-foreign: "), "\(outcome.output)")
                #expect(trap.requests.isEmpty)
            }
        }
    }
}

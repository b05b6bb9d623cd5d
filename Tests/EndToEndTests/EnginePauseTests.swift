import PinionTesting
import Testing

/// A pause of another user of the host, through the folder that all its users share; it needs root, as the engine's tests do.
@Suite(.timeLimit(.minutes(10)))
struct EnginePauseTests {
    /// Runs the program as a user, on a host where `/var/lib/pinion/claims` is a folder of the scratch.
    private func run(
        _ user: Int, _ shop: Shop, _ arguments: String..., script: String = ""
    ) async throws -> CommandOutcome {
        let claims = shop.scratch.path(of: "claims")
        let host = """
            mount -t tmpfs -o mode=755 tmpfs /var/lib && mkdir -p /var/lib/pinion/claims \\
            && mount --bind '\(claims)' /var/lib/pinion/claims && \(script)cd "$0" \\
            && exec setpriv --reuid=\(user) --regid=\(user) --groups=4300 "$@"
            """
        return try await Command(
            "unshare", ["-m", "sh", "-c", host, shop.folder, Program.path] + arguments,
            environment: shop.surroundings.merging(["USER": "user-\(user)"]) { _, new in new },
            directory: shop.folder
        ).run()
    }

    /// Two users' clones of one repository on one host, and drift that one of them mended by hand.
    private func hosts(
        _ scratch: Scratch, _ server: GitHTTPServer
    ) async throws -> (one: Shop, two: Shop) {
        let shop = try await Shop.make(in: scratch, origin: .server(server))
        #expect(try await shop.pinion("reconcile").code == 0)
        try await shop.pinion(
            "sandbox", "update", "web", SampleImage.web190, "--env", "production")
        let clones = (try await shop.clone("one"), try await shop.clone("two"))
        try scratch.makeFolder("claims")
        let paths = { (shop: Shop) in [shop.folder, shop.cache, shop.state] }
        let script = """
            chmod 755 '\(scratch.path(of: "."))' && chmod -R a+rwX '\(shop.folder)' '\(scratch.path(of: "home"))'
            chown -R 4201:4201 '\(paths(clones.0).joined(separator: "' '"))'
            chown -R 4202:4202 '\(paths(clones.1).joined(separator: "' '"))'
            chgrp 4300 '\(scratch.path(of: "claims"))' && chmod 2770 '\(scratch.path(of: "claims"))'
            """
        try await Command("sh", ["-ec", script]).succeed()
        return clones
    }

    @Test
    func `fault 86: a pause of one user stops the runs of another, and either of them ends it`()
        async throws
    {
        try await withScratch { scratch in
            try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                let (one, two) = try await hosts(scratch, server)
                let web = { try one.sandbox().declared("web") }
                server.misbehave(.hangUp)
                let order = try await run(
                    4201, one, "pause", "production", "--for", "2h", "by hand")
                #expect(order.code == 0, "\(order.output)\(order.errors)")
                server.misbehave(nil)
                let refused = try await run(4202, two, "reconcile")
                #expect(refused.code == 3, "\(refused.output)\(refused.errors)")
                #expect(refused.output.contains("by hand"), "\(refused.output)")
                #expect(try web() == SampleImage.web190)
                let status = try await run(4202, two, "status")
                #expect(status.output.contains("user-4201@"), "\(status.output)")

                // The ledger has it now. Whoever ends it ends it for both: no copy of it comes back.
                let end = try await run(4202, two, "pause", "production", "--end")
                #expect(end.output.contains("ended the pause"), "\(end.output)\(end.errors)")
                let next = try await run(4201, one, "reconcile")
                #expect(next.code == 0, "\(next.output)\(next.errors)")
                #expect(try web() == SampleImage.web183)
            }
        }
    }

    @Test func `fault 86: one that ends it while git is down ends it for both`() async throws {
        try await withScratch { scratch in
            try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                let (one, two) = try await hosts(scratch, server)
                server.misbehave(.hangUp)
                let order = try await run(4201, one, "pause", "production", "--for", "2h", "x")
                #expect(order.code == 0, "\(order.output)\(order.errors)")
                // What the ledger holds cannot be told then; what this host keeps ends.
                let end = try await run(4202, two, "pause", "production", "--end")
                #expect(end.code == 1 && end.errors.contains("may hold a pause still"))
                server.misbehave(nil)
                let next = try await run(4201, one, "reconcile")
                #expect(next.code == 0, "\(next.output)\(next.errors)")
                #expect(try one.sandbox().declared("web") == SampleImage.web183)
            }
        }
    }

    @Test func `fault 86: a pause of another user that cannot be read stops every change`()
        async throws
    {
        try await withScratch { scratch in
            try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                let (one, two) = try await hosts(scratch, server)
                server.misbehave(.hangUp)
                #expect(
                    try await run(4201, one, "pause", "production", "--for", "2h", "x").code == 0)
                server.misbehave(nil)
                let shut = "find /var/lib/pinion/claims/paused -type f -exec chmod 600 {} + && "
                let blind = try await run(4202, two, "reconcile", script: shut)
                #expect(blind.code == 1, "\(blind.output)\(blind.errors)")
                #expect((blind.output + blind.errors).contains("cannot be read"))
                #expect(try one.sandbox().declared("web") == SampleImage.web190)
            }
        }
    }
}

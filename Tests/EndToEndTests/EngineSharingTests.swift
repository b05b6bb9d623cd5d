import PinionTesting
import Testing

/// Fault 69 on a real engine: environments that pin one container.
@Suite(.timeLimit(.minutes(30)), .serialized)
struct EngineSharingTests {
    /// Makes the container again as one of a compose project that carries two labels, and returns its id.
    private func compose(_ docker: DockerShop, build: Int) async throws -> String {
        try await docker.engine.removeContainer(docker.name)
        try await docker.engine.runContainer(
            docker.name, image: docker.pinned(build),
            options: [
                "--label", "owner=\(docker.name)", "--label", "second=\(docker.name)", "--label",
                "com.docker.compose.project=\(docker.name)", "--label",
                "com.docker.compose.service=web", "--stop-timeout", "1",
            ])
        return try await id(docker)
    }

    private func id(_ docker: DockerShop) async throws -> String {
        try #require(try await docker.onlyContainer()).id
    }

    /// Writes an environment with another scope, and pins one service of it.
    private func add(
        _ name: String, scope: String, pin: String, _ docker: DockerShop, to shop: Shop
    ) async throws {
        let file = try docker.shop.read("environments/production/environment.yaml")
            .replacing(#/label: [^,}]+/#, with: scope)
        try shop.write(file, to: "environments/\(name)/environment.yaml")
        try shop.write("services:\n  \(pin)\n", to: "environments/\(name)/pins.yaml")
        try await shop.publish("Add \(name)")
    }

    @Test func `a project and a label, two labels: the holder goes on, the newcomer is refused`()
        async throws
    {
        try await withScratch { scratch in
            let docker = try await DockerShop.make(in: scratch)
            let shop = docker.shop
            _ = try await compose(docker, build: 0)
            #expect(try await shop.pinion("reconcile").code == 0)
            try await add(
                "project", scope: "project: \(docker.name)", pin: "web: \(docker.pinned(1))",
                docker, to: shop)
            try await add(
                "second", scope: "label: \"second=\(docker.name)\"",
                pin: "\(docker.name): \(docker.pinned(1))", docker, to: shop)
            let before = try await id(docker)
            for _ in 1...2 {
                let all = try await shop.pinion("reconcile")
                #expect(all.code == 3, "\(all.output)\(all.errors)")
                #expect(all.output.contains("environment production holds it already"))
                #expect(try await shop.pinion("reconcile", "project").code == 3)
                #expect(try await shop.pinion("reconcile", "second").code == 3)
                #expect(try await shop.pinion("reconcile", "production").code == 0)
                #expect(try await id(docker) == before)
            }
            #expect(try await shop.pinion("plan", "project").code == 3)
            #expect(
                try await shop.report("status", "project", code: 2)["project"]?.services.first?
                    .kinds == ["service-missing"])

            // A mistake in the holder's files takes nothing from it.
            let pins = try shop.read("environments/production/pins.yaml")
            try shop.write(pins + "  oops: [\n", to: "environments/production/pins.yaml")
            try await shop.publish("Mistype")
            #expect(try await shop.pinion("reconcile", "second").code == 3)
            #expect(try await id(docker) == before)
            try shop.write(pins, to: "environments/production/pins.yaml")
            try await shop.publish("Mend it")

            // Somebody makes it again: still the holder's, who repairs it.
            _ = try await compose(docker, build: 1)
            #expect(try await shop.pinion("reconcile", "second").code == 3)
            let repaired = try await shop.report("reconcile", "production", code: 0)
            #expect(repaired["production"]?.results.map(\.verdict) == ["verified"])
        }
    }

    @Test func `two that no ledger knows are both refused, and change nothing`() async throws {
        try await withScratch { scratch in
            let docker = try await DockerShop.make(in: scratch)
            let shop = docker.shop
            let before = try await compose(docker, build: 1)
            try await add(
                "second", scope: "label: \"second=\(docker.name)\"",
                pin: "\(docker.name): \(docker.pinned(0))", docker, to: shop)
            for names in [["production"], ["second"], []] {
                let run = try await shop.command(["reconcile"] + names).run()
                #expect(run.code == 3, "\(run.output)\(run.errors)")
                #expect(run.output.contains("no ledger says whose it is"))
            }
            #expect(try await id(docker) == before)
        }
    }

    @Test func `another repository's environment is known by this host's record`() async throws {
        try await withScratch { scratch in
            let docker = try await DockerShop.make(in: scratch)
            _ = try await compose(docker, build: 0)
            #expect(try await docker.shop.pinion("reconcile").code == 0)
            let before = try await id(docker)
            try scratch.makeFolder("elsewhere")
            let other = Shop(
                scratch: scratch, folder: scratch.path(of: "elsewhere"), origin: nil,
                cache: docker.shop.cache, state: docker.shop.state)
            try await other.git("init", "--quiet", "--initial-branch=main")
            let file = try docker.shop.read("environments/production/environment.yaml")
            try scratch.write(
                file.replacing("owner=", with: "second="),
                to: "elsewhere/environments/production/environment.yaml")
            try scratch.write(
                "services:\n  \(docker.name): \(docker.pinned(1))\n",
                to: "elsewhere/environments/production/pins.yaml")
            try await other.publish("Pin it here too")
            let refused = try await other.pinion("reconcile")
            #expect(refused.code == 3, "\(refused.output)\(refused.errors)")
            #expect(refused.output.contains("holds it already"), "\(refused.output)")
            #expect(try await id(docker) == before)

            // A record that cannot be read is not no record.
            let records = try await Command(
                "find", [docker.shop.state, "-name", "*.claim"]
            ).succeed()
            for record in records.split(separator: "\n") {
                try await Command("sh", ["-c", "echo broken > '\(record)'"]).succeed()
            }
            let told = try await other.pinion("reconcile")
            #expect(told.code == 1, "\(told.output)\(told.errors)")
            #expect(told.output.contains("cannot be read"), "\(told.output)")
            #expect(try await id(docker) == before)
        }
    }

    @Test func `fault 69: a fork without a ledger takes nothing over, another address does`()
        async throws
    {
        try await withScratch { scratch in
            let docker = try await DockerShop.make(in: scratch, origin: .disk)
            let shop = docker.shop
            #expect(try await shop.pinion("reconcile").code == 0)
            let before = try await id(docker)
            let origin = try #require(shop.origin).path

            // The same repository, through a link to it.
            let link = scratch.path(of: "link.git")
            try await Command("ln", ["-s", origin, link]).succeed()
            let moved = Shop(
                scratch: scratch, folder: scratch.path(of: "moved"), origin: shop.origin,
                cache: shop.cache, state: shop.state)
            try await shop.git("clone", "--quiet", link, moved.folder)
            let same = try await moved.pinion("reconcile")
            #expect(same.code == 0, "\(same.output)\(same.errors)")

            let fork = scratch.path(of: "fork.git")
            try await shop.git("clone", "--quiet", "--bare", origin, fork)
            let other = Shop(
                scratch: scratch, folder: scratch.path(of: "forked"), origin: nil,
                cache: shop.cache, state: shop.state)
            try await shop.git("clone", "--quiet", fork, other.folder)
            try other.write(
                "services:\n  \(docker.name): \(docker.pinned(1))\n",
                to: "environments/production/pins.yaml")
            try await other.publish("Pin another build")
            try await other.git("push", "--quiet", fork, "HEAD:main")
            for _ in 1...2 {
                let refused = try await other.pinion("reconcile")
                #expect(refused.code == 3, "\(refused.output)\(refused.errors)")
                #expect(refused.output.contains("holds it already"), "\(refused.output)")
                #expect(try await id(docker) == before)
                #expect(try await shop.pinion("reconcile").code == 0)
            }
        }
    }

    @Test(arguments: ["chmod 2770 claims", "chmod 755 claims", "chmod 774 claims", "chmod 700 ."])
    func `fault 69: records of all users that this user cannot read or write change nothing`(
        _ rights: String
    ) async throws {
        try await withScratch { scratch in
            let docker = try await DockerShop.make(in: scratch)
            let shop = docker.shop
            #expect(try await shop.pinion("reconcile").code == 0)
            try shop.write(
                "services:\n  \(docker.name): \(docker.pinned(1))\n",
                to: "environments/production/pins.yaml")
            try await shop.publish("Pin the next build")
            let before = try await id(docker)
            // Root without the capabilities that let it pass over rights, and a folder of somebody else.
            let capabilities = "-dac_override,-dac_read_search"
            let script = """
                mount -t tmpfs tmpfs /var/lib && mkdir -p /var/lib/pinion/claims && cd /var/lib/pinion \\
                && \(rights) && chown 4242:4242 . claims && cd "$0" \\
                && exec setpriv --bounding-set=\(capabilities) --inh-caps=\(capabilities) "$@"
                """
            for command in ["reconcile", "doctor"] {
                let outcome = try await Command(
                    "unshare", ["-m", "sh", "-c", script, shop.folder, Program.path, command],
                    environment: shop.surroundings, directory: shop.folder
                ).run()
                let text = outcome.output + outcome.errors
                #expect(outcome.code == 1, "\(command): \(text)")
                #expect(text.contains("let this user read, write and enter"), "\(text)")
                #expect(text.contains("Permission denied"), "\(text)")
                #expect(!text.contains("Cocoa"), "\(text)")
            }
            #expect(try await id(docker) == before)
        }
    }
}

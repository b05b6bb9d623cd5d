import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)), .serialized)
struct ContainerOutputEngineTests {
    private static let secret = "hunter2-\(Int.random(in: 100_000...999_999))"

    @Test func `fault 67: what a container printed stays on this host, for seven days`()
        async throws
    {
        try await withScratch { scratch in
            let docker = try await DockerShop.make(in: scratch)
            let shop = docker.shop
            let bad = try await docker.engine.pushImage(
                "shop/\(docker.name)", tag: "bad", marker: "\(docker.name) bad",
                instructions: [
                    #"CMD ["/bin/sh", "-c", "echo postgres://app:\#(Self.secret)@db/shop; exit 3"]"#
                ])
            #expect(try await shop.pinion("reconcile").code == 0)
            let folder = "\(shop.state)/pinion/output"
            try await Command("mkdir", ["-p", folder]).succeed()
            for days in [6, 8] {
                let old = "\(folder)/\(days)-days.output.txt"
                try await Command("touch", ["-d", "\(days) days ago", old]).succeed()
            }
            let image = docker.engine.reference("shop/\(docker.name)", "bad") + "@" + bad
            try await shop.pin(docker.name, to: image)

            let outcome = try await shop.pinion("reconcile", "--verbose")
            #expect(outcome.code == 1)
            #expect(outcome.output.contains("; what it printed stays on this host for 7 days: "))
            var shown = outcome.output + outcome.errors
            for command in [["status"], ["log", "production"], ["drift", "--format", "json"]] {
                let next = try await shop.command(command).run()
                shown += next.output + next.errors
            }
            #expect(!shown.contains(Self.secret), "\(shown)")
            let ledger = try await shop.git("log", "-p", "--all", "--format=%B")
            let chain = try await Command(
                "git",
                ["-C", shop.origin?.path ?? shop.folder, "log", "-p", "--all", "--format=%B"]
            ).succeed()
            #expect(
                chain.replacing("%20", with: " ")
                    .contains("; what it printed stays on this host for 7 days: "))
            #expect(!(ledger + chain).contains(Self.secret))

            let list = try await Command("ls", [folder]).succeed().split(separator: "\n")
            #expect(list.count == 2 && list.contains("6-days.output.txt"), "\(list)")
            let file = "\(folder)/" + (list.first { $0 != "6-days.output.txt" } ?? "")
            #expect(shown.contains("cat \(file)"), "\(shown)")
            #expect(try await Command("stat", ["-c", "%a", file]).succeed() == "600")
            #expect(try await Command("stat", ["-c", "%a", folder]).succeed() == "700")
            #expect(try await Command("cat", [file]).succeed().contains(Self.secret))
        }
    }
}

import Glibc
import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)), .serialized)
struct HolderTests {
    @Test func `a run that is alive holds its environment, and is named to the next`() async throws
    {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, [stuck])
            let running = try await shop.command(["reconcile"]).start(in: scratch)
            try await until { try shop.sandbox().declared("web") == SampleImage.web183 }
            let before = try await shop.everything()
            let held = try await shop.report("reconcile", code: 75)
            #expect(held["production"]?.heldBy?.contains("process \(running.number):") == true)
            // A run that is stopped is alive too.
            running.kill(SIGSTOP)
            #expect(try await shop.report("reconcile", code: 75)["production"]?.heldBy != nil)
            running.kill(SIGCONT)
            #expect(try await shop.everything() == before)
            running.kill()
            _ = try await running.wait()
            #expect(try await shop.report("reconcile", code: 2)["production"]?.heldBy == nil)
            #expect(try await shop.chain().disorder == [])
        }
    }

    @Test func `a run that was killed and that no parent has buried is gone all the same`()
        async throws
    {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, [stuck])
            // The shell becomes a sleep that never asks how its child ended: the child stays a zombie.
            let script = #""$0" reconcile >/dev/null 2>&1 & echo $!; exec sleep 60"#
            var parent = shop.command([])
            parent.executable = "sh"
            parent.arguments = ["-c", script, Program.path]
            let running = try await parent.start(in: scratch)
            try await until { try shop.sandbox().declared("web") == SampleImage.web183 }
            let child = try #require(pid_t(try running.output().split(separator: "\n").first ?? ""))
            #expect(kill(child, SIGKILL) == 0)
            try await until {
                try await Command("sh", ["-c", "grep -q '^State:.Z' /proc/\(child)/status"]).run()
                    .code == 0
            }
            #expect(try await shop.report("reconcile", code: 2)["production"]?.heldBy == nil)
            #expect(
                try await shop.chain().words == [
                    "baseline", "intent", "interrupted", "observation",
                ])
            running.killGroup()
        }
    }

    @Test
    func `fault 82: a lock is broken by its run's id and a reason, and not while it lives here`()
        async throws
    {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, [stuck])
            let running = try await shop.command(["reconcile"]).start(in: scratch)
            try await until { try shop.sandbox().declared("web") == SampleImage.web183 }
            let run = try #require(try await shop.log().first { $0.entry == "intent" }?.run)
            let held = try await shop.pinion("reconcile")
            #expect(held.code == 75)
            #expect(held.output.contains("--break-lock \(run) REASON"), "\(held.output)")
            let order = ["reconcile", "production", "--break-lock"]
            let refused = try await shop.command(order + [run, "it hangs"]).run()
            #expect(refused.code == 1)
            #expect(refused.output.contains("lives on this host"), "\(refused.output)")
            let other = try await shop.command(order + ["0123456789abcdef", "x"]).run()
            #expect(other.code == 1 && other.output.contains(run), "\(other.output)")
            for wrong in [[run], [run, ""], [run, "x", "y"]] {
                #expect(try await shop.command(order + wrong).run().code == 64)
            }
            #expect(try await shop.chain().words == ["baseline", "intent"])
            running.kill()
            _ = try await running.wait()
        }
    }

    private var stuck: ShopEnvironment {
        ShopEnvironment(
            services: [
                SandboxFixture("web", SampleImage.web182, failures: ["stuck"]),
                SandboxFixture("worker", SampleImage.worker),
            ])
    }
}

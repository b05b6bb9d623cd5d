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
            let held = try await shop.report("reconcile", code: 2)
            #expect(held["production"]?.heldBy?.contains("process \(running.number):") == true)
            // A run that is stopped is alive too.
            running.kill(SIGSTOP)
            #expect(try await shop.report("reconcile", code: 2)["production"]?.heldBy != nil)
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

    private var stuck: ShopEnvironment {
        ShopEnvironment(
            services: [
                SandboxFixture("web", SampleImage.web182, failures: ["stuck"]),
                SandboxFixture("worker", SampleImage.worker),
            ])
    }
}

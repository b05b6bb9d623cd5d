import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)))
struct CommandTests {
    @Test func `a command's output, errors, code, folder, input and environment are its own`()
        async throws
    {
        try await withScratch { scratch in
            let script = "pwd; cat; echo $COLOUR >&2; exit 3"
            let outcome = try await Command(
                "sh", ["-c", script], environment: ["COLOUR": "blue"], directory: scratch.path,
                input: Array("in".utf8)
            ).run()
            #expect(outcome.code == 3)
            #expect(outcome.output == "\(scratch.path)\nin")
            #expect(outcome.errors == "blue\n")
        }
    }

    @Test func `a variable that is nil is removed`() async throws {
        let outcome = try await Command("printenv", ["HOME"], environment: ["HOME": nil]).run()
        #expect(outcome.code == 1)
    }

    @Test func `a deadline kills the command and its children`() async throws {
        let outcome = try await Command(
            "sh", ["-c", "sleep 100 & sleep 100"], deadline: .milliseconds(200)
        ).run()
        #expect(outcome.end == .timedOut)
    }

    @Test func `a command that never reads a large input still ends`() async throws {
        let outcome = try await Command("true", input: Array(repeating: 65, count: 1 << 20)).run()
        #expect(outcome.code == 0)
    }

    @Test func `a failure shows what the command wrote`() async throws {
        let error = await #expect(throws: CommandFailure.self) {
            try await Command("sh", ["-c", "echo sorry >&2; exit 2"]).succeed()
        }
        #expect(error?.description.contains("sorry") == true)
    }

    @Test func `a running command can be killed and its output read`() async throws {
        try await withScratch { scratch in
            let command = Command("sh", ["-c", "echo up; while :; do sleep 0.05; done"])
            let running = try await command.start(in: scratch)
            while try running.output() != "up\n" { await Task.yield() }
            #expect(running.kill())
            #expect(try await running.wait().end == .signaled(9))
            #expect(!running.kill())
        }
    }

    @Test func `an orphan of a killed command does not keep the test waiting`() async throws {
        try await withScratch { scratch in
            let command = Command("sh", ["-c", "sleep 5 & echo up; wait"])
            let running = try await command.start(in: scratch)
            while try running.output() != "up\n" { await Task.yield() }
            running.kill()
            #expect(try await running.wait().end == .signaled(9))
        }
    }
}

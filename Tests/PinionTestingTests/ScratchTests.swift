import PinionTesting
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ScratchTests {
    private struct Broken: Error {}

    @Test func `what was added last is cleaned first, also after a failure`() async throws {
        let order = Mutex<[Int]>([])
        let path = Mutex("")
        await #expect(throws: Broken.self) {
            try await withScratch { scratch in
                path.withLock { $0 = scratch.path }
                try scratch.write("text", to: "a/b/c.txt")
                #expect(try scratch.read("a/b/c.txt") == "text")
                #expect(try scratch.list("a") == ["b"])
                scratch.atEnd { order.withLock { $0.append(1) } }
                scratch.atEnd { order.withLock { $0.append(2) } }
                throw Broken()
            }
        }
        #expect(order.withLock { $0 } == [2, 1])
        let outcome = try await Command("ls", [path.withLock { $0 }]).run()
        #expect(outcome.code != 0)
    }

    @Test func `a seed repeats its numbers`() {
        var generator = SeededGenerator(seed: 1_234_567)
        // The numbers of the reference implementation for this seed.
        let expected: [UInt64] = [
            6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        ]
        #expect(expected == expected.map { _ in generator.next() })
    }

    @Test func `a golden text that differs is shown line by line`() throws {
        let error = #expect(throws: GoldenDifference.self) {
            try Golden.check("one\nzwei\nthree\n", "numbers.txt")
        }
        #expect(error?.description.contains("  one\n- two\n+ zwei\n  three") == true)
        try Golden.check("one\ntwo\nthree\n", "numbers.txt")
    }

    @Test func `a gate lets through who waited and who comes later`() async throws {
        let gate = Gate()
        async let first: Void = gate.pass()
        try await gate.waitForArrivals()
        gate.open()
        try await first
        try await gate.pass()
        #expect(gate.arrivals == 2)
    }

    @Test func `a cancelled wait at a gate ends`() async throws {
        let gate = Gate()
        let waiting = Task { try await gate.pass() }
        try await gate.waitForArrivals()
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
    }
}

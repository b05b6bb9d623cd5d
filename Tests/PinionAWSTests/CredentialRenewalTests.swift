import PinionModel
import PinionTesting
import Synchronization
import Testing

@testable import PinionAWS

@Suite(.timeLimit(.minutes(10)))
struct CredentialRenewalTests {
    /// Answers that a test changes while the stub runs.
    private final class Script: Sendable {
        let reply: Mutex<LoopbackServer.Reply>
        init(_ reply: LoopbackServer.Reply) { self.reply = Mutex(reply) }
        func set(_ reply: LoopbackServer.Reply) { self.reply.withLock { $0 = reply } }
        var answer: LoopbackServer.Answer { { _ in self.reply.withLock { $0 } } }
    }

    private func running(
        _ script: Script, _ work: (StubAWS, CredentialChain) async throws -> Void
    ) async throws {
        try await StubAWS.serving(script.answer) { stub in
            let settings = stub.settings([
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": "\(stub.url)/keys"
            ])
            try await work(stub, stub.chain(settings))
        }
    }

    @Test func `many callers search once`() async throws {
        let script = Script(.later(.milliseconds(100), StubAWS.keys()))
        try await running(script) { stub, chain in
            try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<50 { group.addTask { try await chain.credentials().accessKeyID } }
                for try await id in group { #expect(id == "ASIAMETA") }
            }
            #expect(stub.server.requests.count == 1)
        }
    }

    @Test func `keys are renewed five minutes before they end, once`() async throws {
        let script = Script(StubAWS.keys(id: "ONE", expires: "2026-11-23T13:00:00Z"))
        try await running(script) { stub, chain in
            _ = try await chain.credentials()
            script.set(StubAWS.keys(id: "TWO", expires: "2026-11-23T14:00:00Z"))
            stub.clock.advance(by: .seconds(54 * 60))
            #expect(try await chain.credentials().accessKeyID == "ONE")
            stub.clock.advance(by: .seconds(60))
            #expect(try await chain.credentials().accessKeyID == "TWO")
            #expect(try await chain.credentials().accessKeyID == "TWO")
            #expect(stub.server.requests.count == 2)
        }
    }

    @Test func `keys that hold are used on while a renewal fails`() async throws {
        let script = Script(StubAWS.keys(id: "ONE", expires: "2026-11-23T13:00:00Z"))
        try await running(script) { stub, chain in
            _ = try await chain.credentials()
            script.set(.text(400))
            stub.clock.advance(by: .seconds(56 * 60))
            #expect(try await chain.credentials().accessKeyID == "ONE")
            #expect(try await chain.credentials().accessKeyID == "ONE")
            #expect(stub.server.requests.count == 2)
            stub.clock.advance(by: .seconds(5 * 60))
            await #expect(throws: AWSError.self) { try await chain.credentials() }
        }
    }

    @Test func `a search that failed is not made again for every call`() async throws {
        let script = Script(.text(400))
        try await running(script) { stub, chain in
            for _ in 0..<5 {
                await #expect(throws: AWSError.self) { try await chain.credentials() }
            }
            #expect(stub.server.requests.count == 1)
            script.set(StubAWS.keys())
            stub.clock.advance(by: .seconds(11))
            let found = try await chain.credentials()
            #expect(found.accessKeyID == "ASIAMETA")
        }
    }

    @Test func `keys that end soon are not searched for with every call`() async throws {
        let script = Script(StubAWS.keys(expires: "2026-11-23T12:02:00Z"))
        try await running(script) { stub, chain in
            for _ in 0..<5 { _ = try await chain.credentials() }
            #expect(stub.server.requests.count == 1)
        }
    }

    @Test func `only the keys that were refused are forgotten`() async throws {
        let script = Script(StubAWS.keys(id: "ONE"))
        try await running(script) { stub, chain in
            let one = try await chain.credentials()
            await chain.forget(one)
            script.set(StubAWS.keys(id: "TWO"))
            #expect(try await chain.credentials().accessKeyID == "TWO")
            await chain.forget(one)
            #expect(try await chain.credentials().accessKeyID == "TWO")
            #expect(stub.server.requests.count == 2)
        }
    }

    @Test(arguments: [
        ("2026-11-23T12:00:00Z", "2026-11-23T12:00:00Z"),
        ("2026-11-23T12:00:00.999Z", "2026-11-23T12:00:00Z"),
        ("2026-11-23T12:00:00+00:00", "2026-11-23T12:00:00Z"),
        ("2026-11-23T12:00:00-05:30", "2026-11-23T17:30:00Z"),
        ("2026-11-23T12:00:00.5+10:00", "2026-11-23T02:00:00Z"),
        ("2026-11-23T12:00:00", nil), ("2026-11-23", nil), ("soon", nil), ("", nil),
        ("2026-11-23T12:00:00+99:00", nil),
    ])
    func `the end of keys is a moment`(text: String, moment: String?) {
        #expect(SessionCredentials.moment(text)?.description == moment)
    }
}

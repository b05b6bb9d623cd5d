import PinionProcess
import PinionTesting
import Synchronization
import Testing

@testable import PinionHTTP

@Suite(.timeLimit(.minutes(10)))
struct RetryTests {
    @Test(arguments: [429, 502, 503, 504])
    func `fault 38: a busy server is asked again`(_ status: Int) async throws {
        let script = Script([.text(status), .text(status), .text(200)])
        try await withServer { _ in
            script.next()
        } _: { client, server, endpoint in
            let response = try await client.send(HTTPRequest(.get, "/"), to: endpoint)
            #expect(response.status == 200)
            #expect(server.requests.count == 3)
        }
    }

    @Test(arguments: [400, 401, 403, 404, 409, 500])
    func `other refusals are answers`(_ status: Int) async throws {
        try await withServer { _ in
            .text(status)
        } _: { client, server, endpoint in
            let response = try await client.send(HTTPRequest(.get, "/"), to: endpoint)
            #expect(response.status == status)
            #expect(server.requests.count == 1)
        }
    }

    @Test func `a server that stays busy is an answer after four attempts`() async throws {
        try await withServer { _ in
            .text(503)
        } _: { client, server, endpoint in
            let response = try await client.send(HTTPRequest(.get, "/"), to: endpoint)
            #expect(response.status == 503)
            #expect(server.requests.count == 4)
        }
    }

    @Test func `a POST is sent once, whatever happens`() async throws {
        let script = Script([.text(503), .hangUp, .text(200)])
        try await withServer { _ in
            script.next()
        } _: { client, server, endpoint in
            let response = try await client.send(HTTPRequest(.post, "/"), to: endpoint)
            #expect(response.status == 503)
            await #expect(throws: HTTPError.self) {
                try await client.send(HTTPRequest(.post, "/"), to: endpoint)
            }
            #expect(server.requests.count == 2)
        }
    }

    @Test func `a lost connection and a cut body are asked for again`() async throws {
        let script = Script([.hangUp, .truncated(200, [], [1, 2], of: 3), .answer(200, [], [9])])
        try await withServer { _ in
            script.next()
        } _: { client, server, endpoint in
            let response = try await client.send(HTTPRequest(.get, "/"), to: endpoint)
            #expect(response.body == [9])
            #expect(server.requests.count == 3)
        }
    }

    @Test func `fault 38: Retry-After is waited for`() async throws {
        let script = Script([.text(429, [("Retry-After", "7")]), .text(200)])
        let clock = ManualClock()
        try await withServer(clock: .test(clock, fraction: 1), answer: { _ in script.next() }) {
            client, _, endpoint in
            let response = try await client.send(HTTPRequest(.get, "/"), to: endpoint)
            #expect(response.status == 200)
            // The wait of this request, and the host's silence, which the next attempt honours.
            #expect(clock.sleeps.first == .seconds(7))
        }
    }

    @Test func `fault 38: an absurd Retry-After is reported, not waited for`() async throws {
        let clock = ManualClock()
        let answer: LoopbackServer.Answer = { _ in
            .text(429, [("Retry-After", "999999999999999999999999")])
        }
        try await withServer(clock: .test(clock, fraction: 1), answer: answer) {
            client, server, endpoint in
            let response = try await client.send(HTTPRequest(.get, "/"), to: endpoint)
            #expect(response.status == 429)
            #expect(response.retryAfter == .seconds(3600))
            #expect(server.requests.count == 1)
            #expect(clock.sleeps.isEmpty)
        }
    }

    @Test func `fault 38: others do not ask a host that wants to be left alone`() async throws {
        let script = Script([.text(429, [("Retry-After", "25")]), .text(200)])
        let clock = ManualClock(.manual)
        try await withServer(clock: .test(clock)) { _ in
            script.next()
        } _: { client, server, endpoint in
            let first = Task { try await client.send(HTTPRequest(.get, "/"), to: endpoint) }
            // Its deadline, and the wait that the host asks for.
            await clock.waitForSleepers(2)
            var request = HTTPRequest(.get, "/")
            request.deadline = .seconds(10)
            let error = await #expect(throws: HTTPError.self) {
                try await client.send(request, to: endpoint)
            }
            #expect(error?.isTransient == true)
            #expect(server.requests.count == 1)
            clock.advance(by: .seconds(25))
            let answer = try? await first.value
            #expect(answer?.status == 200)
        }
    }

    @Test func `a deadline without end is one`() async throws {
        try await withServer { _ in
            .text(200)
        } _: { client, _, endpoint in
            var request = HTTPRequest(.get, "/")
            request.deadline = .seconds(Int64.max)
            let response = try await client.send(request, to: endpoint)
            #expect(response.status == 200)
        }
    }

    @Test func `pauses grow with every attempt`() async throws {
        let clock = ManualClock()
        try await withServer(clock: .test(clock, fraction: 1), answer: { _ in .hangUp }) {
            client, _, endpoint in
            await #expect(throws: HTTPError.self) {
                try await client.send(HTTPRequest(.get, "/"), to: endpoint)
            }
            #expect(clock.sleeps == [.milliseconds(250), .milliseconds(500), .seconds(1)])
        }
    }

    @Test func `a wait that would outlast the deadline is not begun`() async throws {
        let clock = ManualClock()
        let answer: LoopbackServer.Answer = { _ in .text(503, [("Retry-After", "20")]) }
        try await withServer(clock: .test(clock, fraction: 1), answer: answer) {
            client, _, endpoint in
            var request = HTTPRequest(.get, "/")
            request.deadline = .seconds(10)
            let response = try await client.send(request, to: endpoint)
            #expect(response.status == 503)
            #expect(clock.sleeps.isEmpty)
        }
    }

    @Test func `a host that one run gave up is asked again by the next`() async throws {
        try await withServer { _ in
            .hangUp
        } _: { client, server, endpoint in
            for _ in 0..<2 {
                await #expect(throws: HTTPError.self) {
                    try await client.send(HTTPRequest(.get, "/"), to: endpoint)
                }
            }
            #expect(server.requests.count == 8)
            client.forgetFailures()
            await #expect(throws: HTTPError.self) {
                try await client.send(HTTPRequest(.get, "/"), to: endpoint)
            }
            #expect(server.requests.count == 12)
        }
    }

    @Test func `a host that failed eight times in a row is not asked again`() async throws {
        try await withServer { _ in
            .hangUp
        } _: { client, server, endpoint in
            for _ in 0..<2 {
                await #expect(throws: HTTPError.self) {
                    try await client.send(HTTPRequest(.get, "/"), to: endpoint)
                }
            }
            #expect(server.requests.count == 8)
            await #expect(throws: HTTPError.suspended(endpoint, failures: 8)) {
                try await client.send(HTTPRequest(.get, "/"), to: endpoint)
            }
            #expect(server.requests.count == 8)
            var patient = HTTPRequest(.get, "/")
            patient.failsFast = false
            await #expect(throws: HTTPError.self) {
                try await client.send(patient, to: endpoint)
            }
            #expect(server.requests.count == 12)
        }
    }

    @Test func `one host that fails does not stop another`() async throws {
        try await withServer { _ in
            .hangUp
        } _: { client, _, broken in
            try await LoopbackServer.serving { _ in
                .text(200)
            } _: { server in
                for _ in 0..<3 {
                    _ = try? await client.send(HTTPRequest(.get, "/"), to: broken)
                }
                let sound = Endpoint.tcp(host: "127.0.0.1", port: server.port)
                let response = try await client.send(HTTPRequest(.get, "/"), to: sound)
                #expect(response.status == 200)
            }
        }
    }

    @Test func `deadlines that pass count as failures`() async throws {
        var policy = HTTPPolicy()
        policy.failuresUntilSuspended = 2
        let clock = ManualClock(.manual)
        try await withServer(policy: policy, clock: .test(clock)) { _ in
            .silence
        } _: { client, _, endpoint in
            let request = HTTPRequest(.get, "/")
            for _ in 0..<2 {
                let answer = Task { try await client.send(request, to: endpoint) }
                await clock.waitForSleepers()
                clock.advance(by: request.deadline)
                await #expect(throws: HTTPError.timedOut(endpoint, after: request.deadline)) {
                    try await answer.value
                }
            }
            await #expect(throws: HTTPError.suspended(endpoint, failures: 2)) {
                try await client.send(request, to: endpoint)
            }
        }
    }
}

/// Replies in a row; the last one stays.
final class Script: Sendable {
    private let replies: Mutex<[LoopbackServer.Reply]>

    init(_ replies: [LoopbackServer.Reply]) { self.replies = Mutex(replies) }

    func next() -> LoopbackServer.Reply {
        replies.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
    }
}

import PinionProcess
import PinionTesting
import Synchronization
import Testing

@testable import PinionHTTP

@Suite(.timeLimit(.minutes(10)))
struct StreamTests {
    @Test func `pieces come while the answer is still open`() async throws {
        try await withServer { _ in
            .pieces(200, [("X", "y")], [[1, 2], [3]], ends: false)
        } _: { client, _, endpoint in
            let first = try await client.stream(HTTPRequest(.post, "/"), to: endpoint) {
                stream in
                #expect(stream.status == 200)
                #expect(stream.headers["x"] == "y")
                var bytes: [UInt8] = []
                for try await chunk in stream.chunks {
                    bytes += chunk
                    if bytes.count == 3 { break }
                }
                return bytes
            }
            #expect(first == [1, 2, 3])
        }
    }

    @Test func `a stream is read to its end`() async throws {
        let pieces = (0..<200).map { _ in [UInt8](repeating: 7, count: 1000) }
        try await withServer { _ in
            .pieces(200, [], pieces, ends: true)
        } _: { client, _, endpoint in
            let count = try await client.stream(HTTPRequest(.post, "/"), to: endpoint) {
                try await $0.body().count
            }
            #expect(count == 200_000)
        }
    }

    @Test func `a silent stream ends after the idle time`() async throws {
        try await withServer(clock: .system) { _ in
            .pieces(200, [], [[1]], ends: false)
        } _: { client, _, endpoint in
            let idle = Duration.milliseconds(100)
            await #expect(throws: HTTPError.timedOut(endpoint, after: idle)) {
                try await client.stream(
                    HTTPRequest(.post, "/"), to: endpoint, idle: idle
                ) { try await $0.body().count }
            }
        }
    }

    @Test func `a stream without a head ends after the idle time`() async throws {
        try await withServer(clock: .system) { _ in
            .silence
        } _: { client, _, endpoint in
            let idle = Duration.milliseconds(100)
            await #expect(throws: HTTPError.timedOut(endpoint, after: idle)) {
                try await client.stream(HTTPRequest(.post, "/"), to: endpoint, idle: idle) {
                    $0.status
                }
            }
        }
    }

    @Test func `a stream ends at its deadline though bytes keep coming`() async throws {
        try await withServer(clock: .system) { _ in
            .flood
        } _: { client, _, endpoint in
            var request = HTTPRequest(.post, "/", maximumResponseBytes: .max)
            request.deadline = .milliseconds(200)
            await #expect(throws: HTTPError.timedOut(endpoint, after: .milliseconds(200))) {
                try await client.stream(request, to: endpoint) { stream in
                    for try await _ in stream.chunks {}
                }
            }
        }
    }

    @Test func `a stream has a limit`() async throws {
        try await withServer { _ in
            .flood
        } _: { client, _, endpoint in
            let request = HTTPRequest(.post, "/", maximumResponseBytes: 1 << 20)
            await #expect(throws: HTTPError.responseTooLarge(endpoint, limit: 1 << 20)) {
                try await client.stream(request, to: endpoint) { try await $0.body().count }
            }
        }
    }

    @Test func `a stream that is cut is an error`() async throws {
        try await withServer { _ in
            .truncated(200, [], [1, 2], of: 3)
        } _: { client, _, endpoint in
            let error = await #expect(throws: HTTPError.self) {
                try await client.stream(HTTPRequest(.post, "/"), to: endpoint) {
                    try await $0.body().count
                }
            }
            #expect(error?.isTransient == true)
        }
    }

    @Test func `what the reader throws comes out`() async throws {
        struct Refusal: Error {}
        try await withServer { _ in
            .text(200)
        } _: { client, _, endpoint in
            await #expect(throws: Refusal.self) {
                try await client.stream(HTTPRequest(.post, "/"), to: endpoint) { _ in
                    throw Refusal()
                }
            }
        }
    }
}

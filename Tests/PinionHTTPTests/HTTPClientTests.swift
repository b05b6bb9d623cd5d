import PinionProcess
import PinionTesting
import Testing

@testable import PinionHTTP

@Suite(.timeLimit(.minutes(10)))
struct HTTPClientTests {
    @Test func `a request arrives as it was written`() async throws {
        try await withServer { _ in
            .text(200, [("X-One", "a"), ("x-one", "b")], "hello")
        } _: { client, server, endpoint in
            let target = "/v1.41/services?filters=%7B%22label%22%3A%5B%22a%3Db%22%5D%7D&x=%2F"
            var request = HTTPRequest(.post, target, body: Array("{}".utf8))
            request.headers["Content-Type"] = "application/json"
            let response = try await client.send(request, to: endpoint)
            #expect(response.status == 200)
            #expect(response.headers.values(of: "X-ONE") == ["a", "b"])
            #expect(response.body == Array("hello".utf8))
            let arrived = try #require(server.requests.first)
            #expect(arrived.target == target)
            #expect(arrived.method == "POST")
            #expect(arrived["host"] == "127.0.0.1:\(server.port)")
            #expect(arrived["content-type"] == "application/json")
            #expect(arrived["accept-encoding"] == nil)
            #expect(arrived.body == Array("{}".utf8))
        }
    }

    @Test func `over a unix socket the host is docker`() async throws {
        let path = "/tmp/pinion http~ \(UInt32.random(in: 0 ... .max)).sock"
        try await LoopbackServer.serving(at: .unixSocket(path: path)) { _ in
            .text(200, [], "OK")
        } _: { server in
            let client = HTTPClient(clock: .test())
            let response = try await client.send(
                HTTPRequest(.get, "/_ping?a=1"), to: .unixSocket(path: path))
            #expect(response.body == Array("OK".utf8))
            #expect(server.requests.first?["Host"] == "docker")
            #expect(server.requests.first?.target == "/_ping?a=1")
            await client.shutdown()
        }
    }

    @Test func `a HEAD has headers and no body`() async throws {
        try await withServer { _ in
            .answer(200, [("Content-Length", "9999999999")])
        } _: { client, _, endpoint in
            let response = try await client.send(HTTPRequest(.head, "/"), to: endpoint)
            #expect(response.headers["Content-Length"] == "9999999999")
            #expect(response.body.isEmpty)
        }
    }

    @Test func `a refused connection fails at once, and says so`() async throws {
        let port = try await LoopbackServer.serving { _ in
            .silence
        } _: {
            $0.port
        }
        let client = HTTPClient(clock: .test())
        let error = await #expect(throws: HTTPError.self) {
            try await client.send(HTTPRequest(.get, "/"), to: .tcp(host: "127.0.0.1", port: port))
        }
        #expect(error?.isTransient == true)
        #expect("\(error!)".contains("Connection refused"))
        await client.shutdown()
    }

    @Test func `a socket that is not there is named`() async throws {
        let client = HTTPClient(clock: .test())
        let error = await #expect(throws: HTTPError.self) {
            try await client.send(
                HTTPRequest(.get, "/"), to: .unixSocket(path: "/nowhere/docker.sock"))
        }
        #expect("\(error!)".contains("unix:///nowhere/docker.sock"))
        #expect("\(error!)".contains("No such file"))
        guard case .unreachable = error else { throw error! }
        await client.shutdown()
    }

    @Test func `silence ends at the deadline`() async throws {
        try await withServer(clock: .system) { _ in
            .silence
        } _: { client, _, endpoint in
            var request = HTTPRequest(.get, "/")
            request.deadline = .milliseconds(200)
            await #expect(throws: HTTPError.timedOut(endpoint, after: .milliseconds(200))) {
                try await client.send(request, to: endpoint)
            }
        }
    }

    @Test func `a body that stops ends at the deadline`() async throws {
        try await withServer(clock: .system) { _ in
            .pieces(200, [], [[1]], ends: false)
        } _: { client, _, endpoint in
            var request = HTTPRequest(.get, "/")
            request.deadline = .milliseconds(200)
            await #expect(throws: HTTPError.timedOut(endpoint, after: .milliseconds(200))) {
                try await client.send(request, to: endpoint)
            }
        }
    }

    @Test func `a cancelled task ends its request`() async throws {
        try await withServer { _ in
            .silence
        } _: { client, _, endpoint in
            let task = Task { try await client.send(HTTPRequest(.get, "/"), to: endpoint) }
            task.cancel()
            await #expect(throws: HTTPError.cancelled) { try await task.value }
        }
    }

    @Test func `fault 43: an announced giant is refused before it is read`() async throws {
        try await withServer { _ in
            .truncated(200, [], [1], of: 5 << 30)
        } _: { client, _, endpoint in
            await #expect(throws: HTTPError.responseTooLarge(endpoint, limit: 4 << 20)) {
                try await client.send(HTTPRequest(.get, "/"), to: endpoint)
            }
        }
    }

    @Test func `fault 43: an endless body is refused at the limit`() async throws {
        try await withServer { _ in
            .flood
        } _: { client, _, endpoint in
            await #expect(throws: HTTPError.responseTooLarge(endpoint, limit: 4 << 20)) {
                try await client.send(HTTPRequest(.get, "/"), to: endpoint)
            }
        }
    }

    @Test func `fault 43: a compressed body stays compressed`() async throws {
        let bomb: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        try await withServer { _ in
            .answer(200, [("Content-Encoding", "gzip")], bomb)
        } _: { client, _, endpoint in
            let response = try await client.send(HTTPRequest(.get, "/"), to: endpoint)
            #expect(response.body == bomb)
        }
    }

    @Test func `what is not HTTP is malformed`() async throws {
        try await withServer { _ in
            .raw(Array("SSH-2.0-OpenSSH\r\n".utf8))
        } _: { client, _, endpoint in
            let error = await #expect(throws: HTTPError.self) {
                try await client.send(HTTPRequest(.get, "/"), to: endpoint)
            }
            guard case .malformed = error else { throw error! }
        }
    }

    @Test func `a header that would smuggle another is refused without its value`() async throws {
        try await withServer { _ in
            .text(200)
        } _: { client, server, endpoint in
            var request = HTTPRequest(.get, "/")
            request.headers.authorize("Bearer", Secret("hunter2\r\nX: y"))
            let error = await #expect(throws: HTTPError.self) {
                try await client.send(request, to: endpoint)
            }
            #expect(!"\(error!)".contains("hunter2"))
            #expect(server.requests.isEmpty)
        }
    }

    @Test func `no more than eight requests are under way to one host`() async throws {
        try await withServer { _ in
            .later(.milliseconds(20), .text(200))
        } _: { client, server, endpoint in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<40 {
                    group.addTask {
                        _ = try await client.send(HTTPRequest(.get, "/"), to: endpoint)
                    }
                }
                try await group.waitForAll()
            }
            #expect(server.requests.count == 40)
            #expect(server.busiest <= 8)
            #expect(server.connections <= 8)
        }
    }

    @Test func `after the shutdown nothing is sent`() async throws {
        try await withServer { _ in
            .text(200)
        } _: { client, server, endpoint in
            _ = try await client.send(HTTPRequest(.get, "/"), to: endpoint)
            await client.shutdown()
            await #expect(throws: HTTPError.shutDown) {
                try await client.send(HTTPRequest(.get, "/"), to: endpoint)
            }
            #expect(server.requests.count == 1)
        }
    }

    @Test func `a proxy is asked to connect, and shown its password`() async throws {
        try await LoopbackServer.serving { _ in
            .text(407)
        } _: { proxy in
            let proxies = Proxies(environment: [
                "HTTPS_PROXY": "http://kim:hunter2@127.0.0.1:\(proxy.port)"
            ])
            let client = HTTPClient(proxies: proxies, clock: .test())
            let error = await #expect(throws: HTTPError.self) {
                try await client.send(
                    HTTPRequest(.get, "/"), to: .tls(host: "registry.invalid", port: 443))
            }
            guard case .proxy = error else { throw error! }
            #expect(proxy.requests.first?.method == "CONNECT")
            #expect(proxy.requests.first?.target == "registry.invalid:443")
            #expect(proxy.requests.first?["Proxy-Authorization"] == "Basic a2ltOmh1bnRlcjI=")
            #expect(!"\(error!)".contains("hunter2"))
            await client.shutdown()
        }
    }

    @Test func `a proxy is asked for a plain URL in absolute form`() async throws {
        try await LoopbackServer.serving { request in
            .text(200, [], "\(request.method) \(request.target)")
        } _: { proxy in
            let proxies = Proxies(environment: [
                "HTTP_PROXY": "http://kim:hunter2@127.0.0.1:\(proxy.port)"
            ])
            let client = HTTPClient(proxies: proxies, clock: .test())
            for number in 1...2 {
                let response = try await client.send(
                    HTTPRequest(.get, "/v2/?n=\(number)"),
                    to: .tcp(host: "registry.invalid", port: 5000))
                #expect(
                    String(decoding: response.body, as: UTF8.self)
                        == "GET http://registry.invalid:5000/v2/?n=\(number)")
                #expect(response.url.endpoint.host == "registry.invalid")
            }
            #expect(
                proxy.requests.map { $0["Host"] } == [
                    "registry.invalid:5000", "registry.invalid:5000",
                ])
            #expect(proxy.requests.first?["Proxy-Authorization"] == "Basic a2ltOmh1bnRlcjI=")
            await client.shutdown()
        }
    }

    @Test func `a proxy that asks for a login is told as the proxy`() async throws {
        try await LoopbackServer.serving { _ in
            .text(407)
        } _: { proxy in
            let proxies = Proxies(environment: ["HTTP_PROXY": "127.0.0.1:\(proxy.port)"])
            let client = HTTPClient(proxies: proxies, clock: .test())
            let error = await #expect(throws: HTTPError.self) {
                try await client.send(
                    HTTPRequest(.get, "/v2/"), to: .tcp(host: "registry.invalid", port: 5000))
            }
            guard case .proxy(_, let reason) = error else { throw error! }
            #expect(reason == "it asks for a login")
            await client.shutdown()
        }
    }

    @Test func `a server that does not speak TLS is named so`() async throws {
        try await withServer { _ in
            .text(200)
        } _: { client, server, _ in
            let error = await #expect(throws: HTTPError.self) {
                try await client.send(
                    HTTPRequest(.get, "/"), to: .tls(host: "localhost", port: server.port))
            }
            guard case .malformed(_, let reason) = error else { throw error! }
            #expect(reason.contains("speak TLS"))
        }
    }

    @Test(arguments: [(true, 4), (false, 1)])
    func `500 is asked again only where the request says so`(
        _ row: (repeats: Bool, asked: Int)
    ) async throws {
        try await withServer { _ in
            .text(500)
        } _: { client, server, endpoint in
            var request = HTTPRequest(.get, "/")
            request.repeats500 = row.repeats
            let response = try await client.send(request, to: endpoint)
            #expect(response.status == 500)
            #expect(server.requests.count == row.asked)
        }
    }
}

/// A server with a client that waits by a clock, by default one that jumps over every sleep.
func withServer(
    at place: LoopbackServer.Place = .loopback, policy: HTTPPolicy = HTTPPolicy(),
    clock: ProcessClock = .test(fraction: 1),
    answer: @escaping LoopbackServer.Answer,
    _ work: (HTTPClient, LoopbackServer, Endpoint) async throws -> Void
) async throws {
    try await LoopbackServer.serving(at: place, answer: answer) { server in
        let client = HTTPClient(policy: policy, clock: clock)
        do {
            try await work(client, server, .tcp(host: "127.0.0.1", port: server.port))
        } catch {
            await client.shutdown()
            throw error
        }
        await client.shutdown()
    }
}

import PinionProcess
import PinionTesting
import Testing

@testable import PinionHTTP

@Suite(.timeLimit(.minutes(10)))
struct RedirectTests {
    private func redirect(to location: String, _ status: Int = 307) -> LoopbackServer.Reply {
        .text(status, [("Location", location)])
    }

    @Test func `a redirect on the same host keeps the credentials`() async throws {
        try await withServer { request in
            request.path == "/a" ? redirect(to: "b?x=1", 302) : .text(200, [], "there")
        } _: { client, server, endpoint in
            var request = HTTPRequest(.get, "/a")
            request.headers.authorize("Bearer", Secret("t"))
            let response = try await client.send(request, to: endpoint)
            #expect(response.body == Array("there".utf8))
            #expect(response.url.target == "/b?x=1")
            #expect(server.requests.map { $0["Authorization"] } == ["Bearer t", "Bearer t"])
        }
    }

    @Test func `fault 44: credentials never go to another host or port`() async throws {
        try await LoopbackServer.serving { _ in
            .text(200)
        } _: { other in
            let port = other.port
            try await withServer { _ in
                redirect(to: "http://127.0.0.1:\(port)/x")
            } _: { client, _, endpoint in
                var request = HTTPRequest(.get, "/")
                request.headers.authorize("Bearer", Secret("t"))
                request.headers["Cookie"] = "c"
                request.headers["Accept"] = "a/b"
                let response = try await client.send(request, to: endpoint)
                #expect(response.status == 200)
                #expect(other.requests.first?["Authorization"] == nil)
                #expect(other.requests.first?["Cookie"] == nil)
                #expect(other.requests.first?["Accept"] == "a/b")
            }
        }
    }

    @Test(arguments: [
        "http://169.254.169.254/latest/meta-data/", "http://metadata.google.internal/",
        "http://[fd00:ec2::254]/", "http://10.0.0.1/", "http://[fe80::1]/",
        "http://[::ffff:169.254.169.254]/", "http://0.0.0.0/", "http://100.100.100.200/",
    ])
    func `fault 44: a redirect into the network is refused`(_ target: String) async throws {
        try await withServer { _ in
            redirect(to: target)
        } _: { client, _, endpoint in
            let error = await #expect(throws: HTTPError.self) {
                try await client.send(HTTPRequest(.get, "/"), to: endpoint)
            }
            guard case .redirectRefused = error else { throw error! }
            #expect(error?.isTransient == false)
        }
    }

    @Test(arguments: ["https://127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1/"])
    func `fault 44: a redirect to another scheme is refused`(_ target: String) async throws {
        try await withServer { _ in
            redirect(to: target)
        } _: { client, _, endpoint in
            let error = await #expect(throws: HTTPError.self) {
                try await client.send(HTTPRequest(.get, "/"), to: endpoint)
            }
            #expect(error?.isTransient == false)
        }
    }

    @Test func `fault 44: a fourth redirect is refused`() async throws {
        try await withServer { _ in
            redirect(to: "/again")
        } _: { client, server, endpoint in
            let error = await #expect(throws: HTTPError.self) {
                try await client.send(HTTPRequest(.get, "/"), to: endpoint)
            }
            guard case .redirectRefused = error else { throw error! }
            #expect(server.requests.count == 4)
        }
    }

    @Test func `a redirect of a POST or PUT is the answer`() async throws {
        try await withServer { _ in
            redirect(to: "/b")
        } _: { client, server, endpoint in
            let posted = try await client.send(HTTPRequest(.post, "/a"), to: endpoint)
            let put = try await client.send(HTTPRequest(.put, "/a"), to: endpoint)
            #expect([posted.status, put.status] == [307, 307])
            #expect(server.requests.count == 2)
        }
    }

    @Test func `fault 44: a name is judged by the address that it really leads to`() async throws {
        // `127.1` is a name for this code and 127.0.0.1 for the resolver: as a name server's lie would be.
        try await withServer { _ in
            .text(200)
        } _: { client, server, endpoint in
            let liar = Endpoint.tcp(host: "127.1", port: server.port)
            let error = await #expect(throws: HTTPError.self) {
                try await client.bounded(
                    HTTPRequest(.get, "/"), to: liar, allowed: .named(alsoAllowed: [.private]),
                    origin: .tcp(host: "registry.invalid", port: 80))
            }
            guard case .redirectRefused = error else { throw error! }
            _ = try await client.send(HTTPRequest(.get, "/configured"), to: endpoint)
            #expect(server.requests.map(\.target) == ["/configured"])
        }
    }

    @Test(arguments: ["127.1", "127.0.0.1", "localhost"])
    func `fault 44: a stranger must be at a public address when it is connected to`(_ host: String)
        async throws
    {
        try await withServer { _ in
            .text(200)
        } _: { client, server, endpoint in
            _ = try await client.send(HTTPRequest(.get, "/configured"), to: endpoint)
            let error = await #expect(throws: HTTPError.self) {
                try await client.send(
                    HTTPRequest(.get, "/"), toUntrusted: .tcp(host: host, port: server.port))
            }
            guard case .redirectRefused = error else { throw error! }
            #expect(server.requests.map(\.target) == ["/configured"])
        }
    }

    @Test func `fault 44: a stranger's redirect back to itself makes it no friend`() throws {
        let client = HTTPClient(clock: .test())
        let stranger = HTTPURL(endpoint: .tcp(host: "r.example", port: 80), target: "/")
        #expect(try client.allowed(from: nil, to: stranger) == .named(alsoAllowed: []))
        #expect(try client.allowed(from: stranger.endpoint, to: stranger) == .configured)
    }

    @Test func `a server may name addresses of its own kind`() async throws {
        try await LoopbackServer.serving { _ in
            .text(200)
        } _: { realm in
            try await withServer { _ in
                .text(401)
            } _: { client, _, endpoint in
                _ = try await client.send(HTTPRequest(.get, "/"), to: endpoint)
                let named = Endpoint.tcp(host: "127.0.0.1", port: realm.port)
                let response = try await client.send(
                    HTTPRequest(.get, "/token"), to: named, namedBy: endpoint)
                #expect(response.status == 200)
            }
        }
    }

    @Test func `fault 44: a server elsewhere may not name this machine`() async throws {
        try await LoopbackServer.serving { _ in
            .text(200)
        } _: { realm in
            let client = HTTPClient(clock: .test())
            let registry = Endpoint.tls(host: "registry.invalid", port: 443)
            let named = Endpoint.tcp(host: "127.0.0.1", port: realm.port)
            await #expect(throws: HTTPError.self) {
                try await client.send(HTTPRequest(.get, "/"), to: named, namedBy: registry)
            }
            #expect(realm.connections == 0)
            await client.shutdown()
        }
    }
}

import Glibc
import PinionProcess
import PinionTesting
import Testing

@testable import PinionHTTP

@Suite(.timeLimit(.minutes(10)))
struct TLSTests {
    @Test func `a server of a known authority is trusted`() async throws {
        try await withFiles { folder in
            try await attempt(TestCertificates.server, .systemAnd(file: folder + "/ca.pem")) {
                #expect($0 == 200)
            }
            try await attempt(TestCertificates.server, .only(file: folder + "/ca.pem")) {
                #expect($0 == 200)
            }
        }
    }

    @Test func `fault 45: a server of an unknown authority is refused`() async throws {
        await expectUntrusted { try await attempt(TestCertificates.server, .system) { _ in } }
    }

    @Test func `fault 45: an expired certificate is refused`() async throws {
        try await withFiles { folder in
            await expectUntrusted {
                try await attempt(
                    TestCertificates.expired, .only(file: folder + "/ca.pem")
                ) { _ in }
            }
        }
    }

    @Test func `fault 45: a certificate for another name is refused`() async throws {
        try await withFiles { folder in
            await expectUntrusted {
                try await attempt(
                    TestCertificates.elsewhere, .only(file: folder + "/ca.pem")
                ) { _ in }
            }
        }
    }

    @Test func `fault 45: a server without TLS is refused, and nothing is sent in the clear`()
        async throws
    {
        try await LoopbackServer.serving { _ in
            .text(200)
        } _: { server in
            let client = HTTPClient(clock: .test())
            await #expect(throws: HTTPError.self) {
                try await client.send(
                    HTTPRequest(.get, "/"), to: .tls(host: "127.0.0.1", port: server.port))
            }
            #expect(server.requests.isEmpty)
            await client.shutdown()
        }
    }

    @Test func `a server that wants to know the client is shown its certificate`() async throws {
        try await withFiles { folder in
            let identity = TLSIdentity(
                trust: .only(file: folder + "/ca.pem"),
                certificate: .init(
                    chainFile: folder + "/cert.pem", keyFile: folder + "/key.pem"))
            try await attempt(TestCertificates.server, identity, asksClient: true) {
                #expect($0 == 200)
            }
            await #expect(throws: HTTPError.self) {
                try await attempt(
                    TestCertificates.server, identity.anonymous, asksClient: true
                ) { _ in }
            }
        }
    }

    @Test func `a file that cannot be read is named`() async throws {
        let error = await #expect(throws: HTTPError.self) {
            try await attempt(TestCertificates.server, .only(file: "/nowhere/ca.pem")) { _ in }
        }
        #expect("\(error!)".contains("/nowhere/ca.pem"))
        guard case .unreadableFile = error else { throw error! }
    }

    private func attempt(
        _ shown: TestCertificates.Identity, _ trust: TLSIdentity.Trust,
        _ check: @Sendable (Int) -> Void
    ) async throws {
        try await attempt(shown, TLSIdentity(trust: trust), asksClient: false, check)
    }

    private func attempt(
        _ shown: TestCertificates.Identity, _ identity: TLSIdentity, asksClient: Bool,
        _ check: @Sendable (Int) -> Void
    ) async throws {
        let authority = asksClient ? TestCertificates.authority : nil
        let place = LoopbackServer.Place.tls(shown, clientAuthority: authority)
        try await withServer(at: place) { _ in
            .text(200)
        } _: { client, server, _ in
            let endpoint = Endpoint.tls(
                host: "127.0.0.1", port: server.port, identity: identity)
            check(try await client.send(HTTPRequest(.get, "/"), to: endpoint).status)
        }
    }

    private func expectUntrusted(_ work: @Sendable () async throws -> Void) async {
        let error = await #expect(throws: HTTPError.self) { try await work() }
        guard case .untrusted = error else {
            Issue.record("\(String(describing: error)) is not about trust")
            return
        }
        #expect(error?.isTransient == false)
    }

    private func withFiles(_ work: (String) async throws -> Void) async throws {
        let folder = "/tmp/pinion-tls-\(UInt64.random(in: 0 ... .max))"
        #expect(mkdir(folder, 0o700) == 0)
        let client = TestCertificates.client
        let files = [
            "ca.pem": TestCertificates.authority, "cert.pem": client.certificate,
            "key.pem": client.key,
        ]
        for (name, text) in files {
            let file = fopen(folder + "/" + name, "w")
            fputs(text + "\n", file)
            fclose(file)
        }
        defer {
            for name in files.keys { unlink(folder + "/" + name) }
            rmdir(folder)
        }
        try await work(folder)
    }
}

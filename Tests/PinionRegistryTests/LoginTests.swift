import PinionHTTP
import PinionModel
import PinionProcess
import PinionTesting
import Synchronization
import Testing

@testable import PinionRegistry

@Suite(.timeLimit(.minutes(10)))
struct LoginTests {
    let image = StubManifest.image("one")

    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let challenges: [Challenge]
        var testDescription: String { text }

        init(_ text: String, _ challenges: [(String, [String: String])]) {
            self.text = text
            self.challenges = challenges.map { Challenge(scheme: $0.0, parameters: $0.1) }
        }
    }

    @Test(arguments: [
        Case(
            #"Bearer realm="https://a/t",service="s",scope="repository:a/b:pull,push""#,
            [
                (
                    "bearer",
                    ["realm": "https://a/t", "service": "s", "scope": "repository:a/b:pull,push"]
                )
            ]),
        Case(#"BASIC Realm="a \"b\", c""#, [("basic", ["realm": #"a "b", c"#])]),
        Case("Basic realm=x", [("basic", ["realm": "x"])]),
        Case("Negotiate", [("negotiate", [:])]),
        Case(
            #"Negotiate, Basic realm="x", Bearer realm="y""#,
            [("negotiate", [:]), ("basic", ["realm": "x"]), ("bearer", ["realm": "y"])]),
        Case(#"Bearer realm = "y" , service="s""#, [("bearer", ["realm": "y", "service": "s"])]),
        Case(#"Bearer realm="first",realm="second""#, [("bearer", ["realm": "first"])]),
        Case(#"Bearer realm="never ends"#, [("bearer", [:])]),
        Case("", []),
        Case(",,,", []),
    ])
    func `a challenge is read`(_ row: Case) {
        #expect(Challenge.parsing(row.text) == row.challenges)
    }

    @Test func `a token is got once for a repository, and kept`() async throws {
        try await withRegistry(.tokens) { fixture in
            fixture.stub.keep(image, in: "shop/web", tags: ["1", "2", "3"])
            for tag in ["1", "2", "3"] {
                _ = try await fixture.client.resolve(fixture.reference("shop/web:\(tag)"))
            }
            #expect(fixture.stub.counts.tokens == 1)
            // The first request is refused before it counts as one for a manifest.
            #expect(fixture.stub.counts.heads == 3)
        }
    }

    @Test func `many questions at once get one token`() async throws {
        try await withRegistry(.tokens) { fixture in
            let tags = (0..<40).map { "t\($0)" }
            fixture.stub.keep(image, in: "shop/web", tags: tags)
            let references = try tags.map { try fixture.reference("shop/web:\($0)") }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for reference in references {
                    group.addTask { _ = try await fixture.client.resolve(reference) }
                }
                try await group.waitForAll()
            }
            #expect(fixture.stub.counts.tokens == 1)
        }
    }

    @Test func `a token is used for a minute, where its life is not told`() async throws {
        let clock = ManualClock()
        try await withRegistry(.tokens, clock: .test(clock)) { fixture in
            fixture.stub.keep(image, in: "shop/web", tags: ["1", "2", "3"])
            _ = try await fixture.client.resolve(fixture.reference("shop/web:1"))
            clock.advance(by: .seconds(49))
            _ = try await fixture.client.resolve(fixture.reference("shop/web:2"))
            #expect(fixture.stub.counts.tokens == 1)
            clock.advance(by: .seconds(2))
            _ = try await fixture.client.resolve(fixture.reference("shop/web:3"))
            #expect(fixture.stub.counts.tokens == 2)
        }
    }

    @Test func `fault 39: an expired token is replaced once`() async throws {
        try await withRegistry(.tokens) { fixture in
            fixture.stub.keep(image, in: "shop/web", tags: ["1", "2"])
            _ = try await fixture.client.resolve(fixture.reference("shop/web:1"))
            fixture.stub.revokeTokens()
            let digest = try await fixture.client.resolve(fixture.reference("shop/web:2"))
            #expect(digest == image.digest)
            #expect(fixture.stub.counts.tokens == 2)
        }
    }

    @Test func `fault 39: a token that is not accepted is an error after one attempt`() async throws
    {
        try await withRegistry(.tokens, faults: [.refusesTokens]) { fixture in
            fixture.stub.keep(image, in: "shop/web", tags: ["1"])
            let reference = try fixture.reference("shop/web:1")
            await expect(.unauthorized) { try await fixture.client.resolve(reference) }
            #expect(fixture.stub.counts.tokens == 1)
            #expect(fixture.stub.requests.count == 3)
        }
    }

    @Test func `fault 39: a token for reading is not shown for writing`() async throws {
        try await withRegistry(.tokens) { fixture in
            fixture.stub.keep(image, in: "shop/web", tags: ["1"])
            let tag = try ImageReference.Tag(parsing: "production")
            try await fixture.client.tag(fixture.image(image), as: tag)
            #expect(fixture.stub.counts.tokens == 2)
        }
    }

    @Test(arguments: [
        "{}", "nonsense", #"{"token":""}"#, #"{"token":1}"#, #"{"token":"a b"}"#,
        #"{"token":"a\r\nX: y"}"#,
    ])
    func `fault 39: an answer without a token is an error`(_ text: String) async throws {
        try await withRegistry(.tokens, faults: [.answersTokens(text)]) { fixture in
            let reference = try fixture.reference("shop/web:1")
            await expect(.unauthorized) { try await fixture.client.resolve(reference) }
        }
    }

    @Test(arguments: [
        "http://169.254.169.254/token", "http://10.0.0.1/token", "https://[fe80::1]/token",
        "ftp://127.0.0.1/token", "/token", "", "http://user:word@127.0.0.1/token",
        "http://metadata.google.internal/token",
    ])
    func `fault 44: a realm where token servers are not is refused`(_ realm: String) async throws {
        try await withFolder(#"{"auths":{"HOST":{"auth":"a2ltOmh1bnRlcjI="}}}"#) { environment in
            let store = CredentialStore(environment: environment, clock: .test())
            try await withRegistry(.tokens, faults: [.namesRealm(realm)], credentials: store) {
                fixture in
                let reference = try fixture.reference("shop/web:1")
                await expect(.unauthorized) { try await fixture.client.resolve(reference) }
                #expect(fixture.stub.counts.tokens == 0)
            }
        }
    }

    @Test func `fault 44: a registry with TLS may not name a realm without`() async throws {
        let host = RegistryHost(name: "r.example", endpoint: .tls(host: "r.example", port: 443))
        let request = TokenRequest(
            scope: TokenScope(host: host, path: "a", access: .pull),
            challenge: Challenge(scheme: "bearer", parameters: ["realm": "http://r.example/token"]),
            credential: nil)
        let http = HTTPClient(clock: .test())
        await http.shutdown()  // whoever asked something now would fail
        let error = await #expect(throws: RegistryError.self) {
            try await request.run(http: http, hosts: RegistryHosts())
        }
        #expect(error.map(ErrorKind.init) == .unauthorized)
    }

    @Test func `a password buys a token`() async throws {
        try await tries(.tokensFor(user: "kim", password: "p:ss")) {
            #"{"auths":{"\#($0)":{"username":"kim","password":"p:ss"}}}"#
        }
    }

    @Test func `a password is shown where it is asked for`() async throws {
        try await tries(.basic(user: "kim", password: "hunter2")) {
            #"{"auths":{"https://\#($0)/v2/":{"auth":"a2ltOmh1bnRlcjI="}}}"#
        }
    }

    @Test func `an identity token buys a token by POST`() async throws {
        try await tries(.tokensForIdentity("id+/=&")) {
            #"{"auths":{"\#($0)":{"auth":"a2ltOg==","identitytoken":"id+/=&"}}}"#
        }
    }

    @Test func `a wrong password is refused, and never printed`() async throws {
        try await withStore(.tokensFor(user: "kim", password: "other")) {
            #"{"auths":{"\#($0)":{"auth":"a2ltOmh1bnRlcjI="}}}"#
        } _: { client, reference in
            let error = await #expect(throws: RegistryError.self) {
                try await client.resolve(reference)
            }
            #expect(error.map(ErrorKind.init) == .unauthorized)
            #expect(!"\(error!)".contains("hunter2"))
            #expect(!"\(error!)".contains("a2ltOmh1bnRlcjI="))
        }
    }

    @Test func `a login that is missing is said`() async throws {
        try await withRegistry(.basic(user: "kim", password: "x")) { fixture in
            let reference = try fixture.reference("shop/web:1")
            await expect(.unauthorized, saying: "docker login") {
                try await fixture.client.resolve(reference)
            }
        }
    }

    private func tries(
        _ door: StubRegistry.Door, config: @Sendable (String) -> String
    ) async throws {
        try await withStore(door, config: config) { client, reference in
            let digest = try await client.resolve(reference)
            #expect(digest == image.digest)
        }
    }

    private func withStore(
        _ door: StubRegistry.Door, config: @Sendable (String) -> String,
        _ work: (RegistryClient, ImageReference) async throws -> Void
    ) async throws {
        try await StubRegistry(door: door).serving { stub in
            stub.keep(image, in: "shop/web", tags: ["1"])
            let reference = try ImageReference(parsing: "\(stub.host)/shop/web:1")
            try await withFolder(config(stub.host)) { environment in
                let http = HTTPClient(clock: .test())
                let store = CredentialStore(environment: environment, clock: .test())
                do {
                    try await work(RegistryClient(http: http, credentials: store), reference)
                } catch {
                    await http.shutdown()
                    throw error
                }
                await http.shutdown()
            }
        }
    }
}

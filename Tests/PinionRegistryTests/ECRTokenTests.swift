import PinionAWS
import PinionHTTP
import PinionModel
import PinionProcess
import PinionSyntax
import PinionTesting
import Synchronization
import Testing

@testable import PinionRegistry

@Suite(.timeLimit(.minutes(10)))
struct ECRTokenTests {
    let image = StubManifest.image("one")
    static let host = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"

    @Test func `a token is got once for many who ask, and kept`() async throws {
        try await ECRFixture.serving({ _, _ in .later(.milliseconds(20), ECRFixture.token()) }) {
            fixture in
            let access = fixture.access()
            let host = try #require(access.host(of: Self.host))
            try await withThrowingTaskGroup(of: Credential.self) { group in
                for _ in 0..<40 {
                    group.addTask { try await access.token(for: host).credential }
                }
                for try await credential in group {
                    #expect(
                        credential == .password(user: "AWS", Secret(ECRFixture.password)))
                }
            }
            _ = try await access.token(for: host)
            #expect(fixture.count("GetAuthorizationToken") == 1)
        }
    }

    @Test func `another account of the region shares the token, another region does not`()
        async throws
    {
        try await ECRFixture.serving({ _, _ in ECRFixture.token() }) { fixture in
            let access = fixture.access()
            for name in [
                Self.host, "210987654321.dkr.ecr.eu-west-1.amazonaws.com",
                "210987654321.dkr.ecr.us-east-1.amazonaws.com",
            ] {
                _ = try await access.token(for: #require(access.host(of: name)))
            }
            #expect(fixture.count("GetAuthorizationToken") == 2)
        }
    }

    @Test func `a token is replaced five minutes before its end`() async throws {
        try await ECRFixture.serving({ _, _ in ECRFixture.token() }) { fixture in
            let access = fixture.access()
            let host = try #require(access.host(of: Self.host))
            let first = try await access.token(for: host).lifetime
            #expect(first == .seconds(43_200 - 300))
            fixture.clock.advance(by: .seconds(43_200 - 301))
            let last = try await access.token(for: host).lifetime
            #expect(last == .seconds(1))
            #expect(fixture.count("GetAuthorizationToken") == 1)
            fixture.clock.advance(by: .seconds(1))
            // The stub's token ends in five minutes: it is used for one of them.
            let next = try await access.token(for: host).lifetime
            #expect(next == .seconds(60))
            #expect(fixture.count("GetAuthorizationToken") == 2)
            _ = try await access.token(for: host)
            #expect(fixture.count("GetAuthorizationToken") == 2)
        }
    }

    @Test func `a token logs in to the registry`() async throws {
        try await ECRFixture.serving({ _, _ in ECRFixture.token() }) { fixture in
            let store = CredentialStore(environment: [:], ecr: fixture.access(), clock: .test())
            let door = StubRegistry.Door.basic(user: "AWS", password: ECRFixture.password)
            try await withRegistry(door, credentials: store) { registry in
                registry.stub.keep(image, in: "shop/web", tags: ["1", "2"])
                for tag in ["1", "2"] {
                    _ = try await registry.client.resolve(registry.reference("shop/web:\(tag)"))
                }
            }
            #expect(fixture.count("GetAuthorizationToken") == 1)
        }
    }

    @Test func `a token is not shown for longer than it lives`() async throws {
        let passwords = Mutex(["first", "second"])
        let clock = ManualClock()
        try await ECRFixture.serving({ _, _ in
            ECRFixture.token(
                password: passwords.withLock { $0.removeFirst() }, after: .seconds(600))
        }) { fixture in
            let store = CredentialStore(environment: [:], ecr: fixture.access(), clock: .test())
            let door = StubRegistry.Door.basic(user: "AWS", password: "first")
            try await withRegistry(door, credentials: store, clock: .test(clock)) { registry in
                registry.stub.keep(image, in: "shop/web", tags: ["1", "2"])
                _ = try await registry.client.resolve(registry.reference("shop/web:1"))
                clock.advance(by: .seconds(301))
                fixture.clock.advance(by: .seconds(301))
                let second = try registry.reference("shop/web:2")
                await expect(.unauthorized) { try await registry.client.resolve(second) }
                let header = registry.stub.requests.last?["Authorization"]
                #expect(header == "Basic " + Secret("AWS:second").base64)
            }
        }
    }

    @Test func `fault 39: a token that is refused is replaced`() async throws {
        let passwords = Mutex(["first", "second"])
        try await ECRFixture.serving({ _, _ in
            ECRFixture.token(password: passwords.withLock { $0.removeFirst() })
        }) { fixture in
            let store = CredentialStore(environment: [:], ecr: fixture.access(), clock: .test())
            let door = StubRegistry.Door.basic(user: "AWS", password: "second")
            try await withRegistry(door, credentials: store) { registry in
                registry.stub.keep(image, in: "shop/web", tags: ["1"])
                let reference = try registry.reference("shop/web:1")
                await expect(.unauthorized) { try await registry.client.resolve(reference) }
                let digest = try await registry.client.resolve(reference)
                #expect(digest == image.digest)
            }
        }
    }

    @Test func `what Docker knows of the registry comes first`() async throws {
        try await ECRFixture.serving({ _, _ in ECRFixture.token() }) { fixture in
            let config = #"{"auths":{"\#(Self.host)":{"username":"kim","password":"hunter2"}}}"#
            try await withFolder(config) { environment in
                let store = CredentialStore(
                    environment: environment, ecr: fixture.access(), clock: .test())
                let found = try await store.anyCredential(
                    for: ImageReference.Repository(parsing: "\(Self.host)/shop/web"))
                #expect(found == .password(user: "kim", Secret("hunter2")))
            }
            #expect(fixture.count("GetAuthorizationToken") == 0)
        }
    }

    @Test func `an engine is given the token too`() async throws {
        try await ECRFixture.serving({ _, _ in ECRFixture.token() }) { fixture in
            let store = CredentialStore(environment: [:], ecr: fixture.access(), clock: .test())
            let secret = try #require(
                await store.engineAuthorization(
                    for: ImageReference.Repository(parsing: "\(Self.host)/shop/web")))
            let bytes = try #require(Base64.decoded(secret.revealed))
            let node = try JSONNode(parsing: bytes, named: "header")
            #expect(node["username"]?.string == "AWS")
            #expect(node["password"]?.string == ECRFixture.password)
            let other = try ImageReference.Repository(parsing: "ghcr.io/shop/web")
            #expect(await store.engineAuthorization(for: other) == nil)
            #expect(fixture.count("GetAuthorizationToken") == 1)
        }
    }

    @Test func `a missing right is named once a minute, and how to get it`() async throws {
        let message =
            "User: arn:aws:iam::1:user/x is not authorized to perform: ecr:GetAuthorizationToken"
        try await ECRFixture.serving({ _, _ in
            ECRFixture.refusal("AccessDeniedException", message)
        }) { fixture in
            let store = CredentialStore(environment: [:], ecr: fixture.access(), clock: .test())
            for _ in 0..<3 {
                await expect(.unauthorized, saying: "allow `ecr:GetAuthorizationToken`") {
                    try await store.ecrToken(for: Self.host)
                }
            }
            #expect(fixture.count("GetAuthorizationToken") == 1)
            fixture.clock.advance(by: .seconds(61))
            await expect(.unauthorized) { try await store.ecrToken(for: Self.host) }
            #expect(fixture.count("GetAuthorizationToken") == 2)
        }
    }

    @Test func `without keys the registry's question stands, with a hint`() async throws {
        try await ECRFixture.serving({ _, _ in ECRFixture.token() }) { fixture in
            let store = CredentialStore(environment: [:], ecr: fixture.access([:]), clock: .test())
            try await withRegistry(.basic(user: "AWS", password: "x"), credentials: store) {
                registry in
                let reference = try registry.reference("shop/web:1")
                await expect(.unauthorized, saying: "no AWS credentials were found") {
                    try await registry.client.resolve(reference)
                }
            }
            try await withRegistry(.tokens, credentials: store) { registry in
                registry.stub.keep(image, in: "shop/web", tags: ["1"])
                _ = try await registry.client.resolve(registry.reference("shop/web:1"))
            }
            #expect(fixture.count("GetAuthorizationToken") == 0)
        }
    }

    @Test(arguments: [
        "{}", "nonsense", #"{"authorizationData":[]}"#,
        #"{"authorizationData":[{"authorizationToken":"QVdTOg=="}]}"#,
        #"{"authorizationData":[{"authorizationToken":"UEFTU1dPUkQtT0YtRUNS"}]}"#,
        #"{"authorizationData":[{"authorizationToken":"***PASSWORD-OF-ECR***"}]}"#,
    ])
    func `an answer without a token is an error that shows nothing of it`(
        _ text: String
    ) async throws {
        try await ECRFixture.serving({ _, _ in .text(200, [], text) }) { fixture in
            let store = CredentialStore(environment: [:], ecr: fixture.access(), clock: .test())
            let error = await #expect(throws: RegistryError.self) {
                try await store.ecrToken(for: Self.host)
            }
            let words = "\(try #require(error))"
            #expect(!words.contains(ECRFixture.password) && !words.contains("UEFTU1dPUkQ"))
            #expect(!words.contains(ECRFixture.key))
        }
    }

    @Test func `neither keys nor tokens are printed`() async throws {
        try await ECRFixture.serving({ _, _ in ECRFixture.token() }) { fixture in
            let access = fixture.access()
            let token = try await access.token(for: #require(access.host(of: Self.host)))
            var dumped = ""
            dump(token, to: &dumped)
            #expect(!dumped.contains(ECRFixture.password) && !"\(token)".contains("PASSWORD"))
        }
    }
}

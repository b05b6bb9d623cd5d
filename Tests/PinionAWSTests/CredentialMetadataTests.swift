import PinionHTTP
import PinionModel
import PinionProcess
import PinionTesting
import Testing

@testable import PinionAWS

/// The endpoint of containers and the metadata service of instances.
@Suite(.timeLimit(.minutes(10)))
struct CredentialMetadataTests {
    private static let imds: LoopbackServer.Answer = { request in
        switch request.path {
        case "/latest/api/token":
            request.method == "PUT" ? .text(200, [], "IMDS-TOKEN") : .text(405)
        case "/latest/meta-data/placement/region": .text(200, [], "sa-east-1")
        case "/latest/meta-data/iam/security-credentials/": .text(200, [], "my role")
        case "/latest/meta-data/iam/security-credentials/my%20role": StubAWS.keys()
        default: .text(404)
        }
    }

    @Test func `a container's endpoint is asked with the token of a file`() async throws {
        try await withScratch { scratch in
            let file = try scratch.write("Basic TOKEN-OF-FILE\n", to: "token")
            try await StubAWS.serving({ _ in StubAWS.keys(id: "ASIACONTAINER") }) { stub in
                let found = try await stub.chain(
                    stub.settings([
                        "AWS_CONTAINER_CREDENTIALS_FULL_URI": "\(stub.url)/v1/credentials?x=1",
                        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": file,
                        "AWS_CONTAINER_AUTHORIZATION_TOKEN": "the file comes first",
                    ])
                ).credentials()
                #expect(found.accessKeyID == "ASIACONTAINER")
                #expect(found.origin == "the container's endpoint")
                #expect(stub.server.requests.map(\.target) == ["/v1/credentials?x=1"])
                #expect(stub.server.requests.first?["Authorization"] == "Basic TOKEN-OF-FILE")
            }
        }
    }

    @Test(arguments: [
        ("http://127.0.0.1:1/x", true), ("http://localhost/x", true), ("http://[::1]/x", true),
        ("http://169.254.170.2/x", true), ("http://169.254.170.23/v1/credentials", true),
        ("http://[fd00:ec2::23]/v1/credentials", true), ("https://keys.example/x", true),
        ("http://keys.example/x", false), ("http://169.254.169.254/x", false),
        ("http://10.0.0.1/x", false), ("http://127.0.0.1.example/x", false),
        ("http://me@127.0.0.1/x", false), ("ftp://127.0.0.1/x", false), ("nothing", false),
    ])
    func `keys come over TLS, from this machine, ECS or EKS alone`(address: String, isTaken: Bool) {
        let taken: Bool
        do {
            _ = try CredentialChain.containerAddress(address, origin: "test")
            taken = true
        } catch {
            taken = false
        }
        #expect(taken == isTaken)
    }

    @Test func `a relative address is one of ECS`() throws {
        let url = try CredentialChain.containerAddress(relative: "/v2/abc", origin: "test")
        #expect(url.description == "http://169.254.170.2/v2/abc")
        for path in ["@evil.example/", ".evil.example", "v2/abc", ""] {
            #expect(throws: AWSError.self) {
                try CredentialChain.containerAddress(relative: path, origin: "test")
            }
        }
    }

    @Test(arguments: [
        (LoopbackServer.Reply.text(403, [], "SECRET-BODY"), "it answered 403"),
        (.text(200, [], "SECRET-BODY"), "did not answer with JSON"),
        (.text(200, [], "{\"SecretAccessKey\":\"SECRET-BODY\"}"), "without keys"),
        (.text(200, [], "{\"Code\":\"Failed\"}"), "it answered Failed"),
        (StubAWS.keys(expires: "2026-11-23T11:59:00Z"), "they have expired"),
        (StubAWS.keys(expires: "2026"), "an end that is no date"),
        (.hangUp, "ended the connection"),
        (.flood, "more than the 65536 bytes"),
    ])
    func `a container's endpoint that fails says why`(
        reply: LoopbackServer.Reply, sentence: String
    ) async throws {
        try await StubAWS.serving({ _ in reply }) { stub in
            let settings = stub.settings([
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": "\(stub.url)/",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN": "SECRET-TOKEN",
            ])
            let error = await #expect(throws: AWSError.self) {
                try await stub.chain(settings).credentials()
            }
            let text = try #require(error).description
            #expect(text.contains(sentence))
            #expect(!text.contains("SECRET"))
        }
    }

    @Test func `an instance's role is asked for with a token`() async throws {
        try await StubAWS.serving(Self.imds) { stub in
            let found = try await stub.chain(stub.settings()).credentials()
            #expect(found.accessKeyID == "ASIAMETA")
            #expect(found.sessionToken?.revealed == "TOKEN-OF-META")
            let requests = stub.server.requests
            #expect(requests.map(\.method) == ["PUT", "GET", "GET"])
            #expect(requests[0]["X-aws-ec2-metadata-token-ttl-seconds"] == "21600")
            #expect(requests[1]["X-aws-ec2-metadata-token"] == "IMDS-TOKEN")
            #expect(requests[2]["X-aws-ec2-metadata-token"] == "IMDS-TOKEN")
        }
    }

    @Test(arguments: [
        (LoopbackServer.Reply.text(403), "it answered 403; it is turned off for this instance"),
        (.text(404), "it answered 404"), (.silence, "HttpPutResponseHopLimit must be 2"),
        (.hangUp, "nothing answers there"),
    ])
    func `without a token there is no instance, no older version is tried, and it is told why`(
        reply: LoopbackServer.Reply, reason: String
    ) async throws {
        let clock = ManualClock()
        try await StubAWS.serving({ _ in reply }) { stub in
            let http = HTTPClient(clock: .test(clock))
            let chain = CredentialChain(
                settings: stub.settings(), region: "eu-west-1", http: http, direct: http)
            let advancing = Task {
                guard case .silence = reply else { return }
                while !Task.isCancelled {
                    if !stub.server.requests.isEmpty { clock.advance(by: .seconds(1)) }
                    try await Task.sleep(for: .milliseconds(2))
                }
            }
            let error = await #expect(throws: AWSError.self) { try await chain.credentials() }
            advancing.cancel()
            #expect(
                "\(String(describing: error))".contains("the instance's metadata service (")
                    && "\(String(describing: error))".contains(reason),
                "\(String(describing: error))")
            #expect(!stub.server.requests.isEmpty)
            #expect(stub.server.requests.allSatisfy { $0.method == "PUT" })
        }
    }

    @Test func `a metadata service that is switched off is not asked`() async throws {
        try await StubAWS.serving(Self.imds) { stub in
            let error = await #expect(throws: AWSError.self) {
                try await stub.chain(stub.settings(["AWS_EC2_METADATA_DISABLED": "True"]))
                    .credentials()
            }
            #expect(
                "\(String(describing: error))".contains("AWS_EC2_METADATA_DISABLED turns it off"))
            #expect(stub.server.requests.isEmpty)
        }
    }

    @Test func `the region of the instance comes last`() async throws {
        try await StubAWS.serving(Self.imds) { stub in
            for (variables, region) in [
                ([:], "sa-east-1"), (["AWS_DEFAULT_REGION": "eu-west-2"], "eu-west-2"),
            ] {
                let settings = stub.settings(variables.merging(["AWS_REGION": ""]) { $1 })
                let client = try await AWSClient.connecting(
                    region: nil, settings: settings, http: stub.http())
                #expect(client.region == region)
            }
        }
    }
}

import PinionAWS
import PinionHTTP
import PinionModel
import PinionProcess
import PinionSyntax
import PinionTesting

@testable import PinionRegistry

/// ECR's own interface on loopback, answering as botocore's model of it says, and what a test needs
/// to ask it.
struct ECRFixture: Sendable {
    let server: LoopbackServer
    let clock = FixedWallClock()

    /// The secret part of the keys.
    static let key = "SECRET-KEY-OF-AWS"
    /// The password that tokens hold.
    static let password = "PASSWORD-OF-ECR"
    /// The repository of the tests.
    static let repository = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/web"

    /// Keys in the environment.
    static let keys = ["AWS_ACCESS_KEY_ID": "AKIDTEST", "AWS_SECRET_ACCESS_KEY": key]

    /// Runs a stub while `work` runs; `answer` gets the operation and the input.
    static func serving(
        _ answer:
            @escaping @Sendable (_ operation: String, _ input: JSONNode) -> LoopbackServer.Reply,
        _ work: (ECRFixture) async throws -> Void
    ) async throws {
        try await LoopbackServer.serving(
            answer: { request in
                let target = request["X-Amz-Target"] ?? ""
                guard target.hasPrefix("AmazonEC2ContainerRegistry_V20150921."),
                    let input = try? JSONNode(parsing: request.body, named: "input")
                else { return .text(404, [], "the metadata service is not here") }
                let reply = answer(String(target.split(separator: ".")[1]), input)
                AWSRecording.keep(request, reply)
                return reply
            }
        ) { try await work(ECRFixture(server: $0)) }
    }

    /// Access with keys, or with what a test says; nothing waits, nothing looks outside.
    func access(_ variables: [String: String] = ECRFixture.keys) -> ECRAccess {
        let url = "http://127.0.0.1:\(server.port)"
        let usual = [
            "AWS_ENDPOINT_URL": url, "AWS_EC2_METADATA_SERVICE_ENDPOINT": url,
            "AWS_EC2_METADATA_DISABLED": "true", "AWS_REGION": "eu-west-1",
        ]
        let settings = AWSSettings(variables: usual.merging(variables) { $1 }) { _ in nil }
        let http = http
        return ECRAccess(endpoint: url, clock: http.clock) { region throws(AWSError) in
            try AWSClient(region: region, settings: settings, http: http)
        }
    }

    /// A registry client that asks this stub about retention.
    func client(_ variables: [String: String] = ECRFixture.keys) -> RegistryClient {
        RegistryClient(
            http: http,
            credentials: CredentialStore(
                environment: [:], ecr: access(variables), clock: http.clock))
    }

    private var http: HTTPClient { HTTPClient(clock: .test(wall: clock.read)) }

    /// How often an operation was asked for.
    func count(_ operation: String) -> Int {
        server.requests.count { $0["X-Amz-Target"]?.hasSuffix(".\(operation)") ?? false }
    }

    /// A token that ends some time after the beginning of the tests.
    static func token(
        password: String = password, after life: Duration = .seconds(43_200)
    ) -> LoopbackServer.Reply {
        let text = Base64.encoded(Array("AWS:\(password)".utf8))
        let end = (Timestamp.test + life).secondsSinceEpoch
        return .text(
            200, [],
            #"{"authorizationData":[{"authorizationToken":"\#(text)","expiresAt":\#(end).5,"#
                + #""proxyEndpoint":"https://123456789012.dkr.ecr.eu-west-1.amazonaws.com"}]}"#)
    }

    /// A refusal as the JSON protocol writes it.
    static func refusal(_ code: String, _ message: String) -> LoopbackServer.Reply {
        .text(400, [], #"{"__type":"\#(code)","message":"\#(message)"}"#)
    }
}

extension Digest {
    /// A digest that a letter stands for.
    static func letter(_ letter: Character) -> Digest {
        .numbered(UInt64(letter.asciiValue ?? 0))
    }
}

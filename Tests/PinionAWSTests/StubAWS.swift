import PinionHTTP
import PinionModel
import PinionProcess
import PinionTesting

@testable import PinionAWS

/// A stub of AWS on this machine, and clients of it that never wait and never look outside.
struct StubAWS: Sendable {
    let server: LoopbackServer
    let clock = FixedWallClock()

    /// The server's address.
    var url: String { "http://127.0.0.1:\(server.port)" }

    /// Runs a stub while `work` runs.
    static func serving<Value: Sendable>(
        _ answer: @escaping LoopbackServer.Answer, _ work: (StubAWS) async throws -> Value
    ) async throws -> Value {
        try await LoopbackServer.serving(answer: answer) { server in
            try await work(StubAWS(server: server))
        }
    }

    /// Settings whose services and metadata are all the stub.
    func settings(
        _ variables: [String: String] = [:], config: String = "", credentials: String = ""
    ) -> AWSSettings {
        let usual = [
            "AWS_ENDPOINT_URL": url, "AWS_EC2_METADATA_SERVICE_ENDPOINT": url,
            "AWS_REGION": "eu-west-1", "HOME": "/home/me",
        ]
        let files = ["/home/me/.aws/config": config, "/home/me/.aws/credentials": credentials]
        return AWSSettings(variables: usual.merging(variables) { $1 }) { files[$0] }
    }

    /// A chain of these settings.
    func chain(_ settings: AWSSettings) -> CredentialChain {
        CredentialChain(
            settings: settings, region: "eu-west-1", http: http(), direct: http())
    }

    /// A client with keys of the environment; its pauses are as a test says.
    func client(
        _ variables: [String: String] = StubAWS.keys,
        pause: (@Sendable (Duration) async throws -> Void)? = nil
    ) throws -> AWSClient {
        try AWSClient(region: nil, settings: settings(variables), http: http(pause: pause))
    }

    /// A client of HTTP that does not wait between attempts.
    func http(pause: (@Sendable (Duration) async throws -> Void)? = nil) -> HTTPClient {
        HTTPClient(clock: .test(wall: clock.read, pause: pause))
    }

    /// Keys of the environment.
    static let keys = [
        "AWS_ACCESS_KEY_ID": "AKIDENV", "AWS_SECRET_ACCESS_KEY": "SECRET-OF-ENV",
        "AWS_SESSION_TOKEN": "TOKEN-OF-ENV",
    ]

    /// An answer of STS with keys that are named after an access key's id.
    static func session(
        _ operation: String, id: String = "ASIASTS", expires: String = "2026-11-23T13:00:00Z"
    ) -> LoopbackServer.Reply {
        .text(
            200, [],
            """
            <\(operation)Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
              <\(operation)Result><Credentials><AccessKeyId>\(id)</AccessKeyId>
              <SecretAccessKey>SECRET-OF-STS</SecretAccessKey><SessionToken>TOKEN-OF-STS</SessionToken>
              <Expiration>\(expires)</Expiration></Credentials></\(operation)Result>
            </\(operation)Response>
            """)
    }

    /// Keys as a container's endpoint and the metadata service answer them.
    static func keys(
        id: String = "ASIAMETA", expires: String = "2026-11-23T18:00:00Z"
    ) -> LoopbackServer.Reply {
        .text(
            200, [],
            """
            {"Code":"Success","AccessKeyId":"\(id)","SecretAccessKey":"SECRET-OF-META",
            "Token":"TOKEN-OF-META","Expiration":"\(expires)"}
            """)
    }
}

extension LoopbackServer.Request {
    /// The body as text.
    var text: String { String(decoding: body, as: UTF8.self) }

    /// The operation of a request in the Query protocol.
    var action: String {
        text.split(separator: "&").first { $0.hasPrefix("Action=") }.map { String($0.dropFirst(7)) }
            ?? ""
    }
}

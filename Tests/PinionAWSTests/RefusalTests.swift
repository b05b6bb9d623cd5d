import PinionHTTP
import PinionSyntax
import PinionTesting
import Testing

@testable import PinionAWS

@Suite(.timeLimit(.minutes(10)))
struct RefusalTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let status: Int
        let headers: [(String, String)]
        let body: String
        let code: String
        let message: String
        let id: String?
        var testDescription: String { "\(status) \(body)" }

        init(
            _ status: Int, _ body: String, _ code: String, _ message: String, id: String? = nil,
            headers: [(String, String)] = []
        ) {
            self.status = status
            self.headers = headers
            self.body = body
            self.code = code
            self.message = message
            self.id = id
        }
    }

    private static let nothing = "it says nothing more"

    @Test(arguments: [
        Case(
            400, "{\"__type\":\"ClusterNotFoundException\",\"message\":\"no\"}",
            "ClusterNotFoundException", "no"),
        Case(
            400, "{\"__type\":\"a.b#ClientException\",\"Message\":\"No\"}", "ClientException", "No"),
        Case(
            400, "{\"__type\":\"a.b#FooError:http://internal.amazon.com/coral/\"}", "FooError",
            nothing),
        Case(
            400, "{\"message\":\"m\"}", "ServerException", "m", id: "r-1",
            headers: [
                ("x-amzn-ErrorType", "ServerException:http://x/"), ("x-amzn-RequestId", "r-1"),
            ]),
        Case(400, "{\"code\":\"CodeOnly\"}", "CodeOnly", nothing),
        Case(
            400,
            "<ErrorResponse xmlns=\"x\"><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack &lt;a&gt;</Message></Error><RequestId>r-2</RequestId></ErrorResponse>",
            "ValidationError", "Stack <a>", id: "r-2"),
        Case(
            400,
            "<Response><Errors><Error><Code>E</Code><Message>m</Message></Error></Errors><RequestID>r-3</RequestID></Response>",
            "E", "m", id: "r-3"),
        Case(404, "", "status 404", nothing), Case(403, "<html>", "status 403", nothing),
        Case(400, "not found", "status 400", nothing), Case(400, "[]", "status 400", nothing),
        Case(400, "{\"__type\":7,\"message\":null}", "status 400", nothing),
        Case(400, "{\"__type\":\"E\",\"message\":\"a\\u001b[31mb\"}", "E", "a\\u{1b}[31mb"),
    ])
    func `an error is read in every form`(_ row: Case) async throws {
        let refusal = try await refusal(.text(row.status, row.headers, row.body))
        #expect(refusal.code == row.code)
        #expect(refusal.message == row.message)
        #expect(refusal.requestID == row.id)
        #expect(refusal.status == row.status)
    }

    private func refusal(
        _ reply: LoopbackServer.Reply,
        to request: AWSRequest = .json(.ecs, "DescribeServices", [:], isIdempotent: false)
    ) async throws -> AWSError.Refusal {
        try await StubAWS.serving({ _ in reply }) { stub in
            let client = try stub.client()
            let error = await #expect(throws: AWSError.self) { try await client.json(request) }
            guard case .refused(let refusal) = try #require(error) else {
                throw try #require(error)
            }
            return refusal
        }
    }

    @Test(arguments: [
        ("AccessDeniedException", "allow `ecs:DescribeServices` for this identity"),
        ("ExpiredTokenException", "have expired"),
        ("InvalidSignatureException", "this machine's clock"),
        ("UnrecognizedClientException", "does not know the access key"),
        ("ClusterNotFoundException", "refuses DescribeServices: ClusterNotFoundException: words"),
    ])
    func `a refusal says what to do`(code: String, sentence: String) async throws {
        let body = "{\"__type\":\"\(code)\",\"message\":\"words\"}"
        let text = try await refusal(.text(400, [], body)).description
        #expect(text.contains(sentence))
    }

    @Test(arguments: [
        "SignatureDoesNotMatch", "InvalidSignatureException", "IncompleteSignature",
        "RequestTimeTooSkewed",
    ])
    func `what a service says of a signature is not repeated`(code: String) async throws {
        let body =
            "{\"__type\":\"\(code)\",\"message\":\"The Canonical String should have been x-amz-security-token:ABC\"}"
        let refusal = try await refusal(.text(403, [], body))
        #expect(!String(reflecting: refusal).contains("ABC"))
    }

    @Test func `a message that repeats keys or a task definition hides them`() async throws {
        let definition = """
            {"family":"web","containerDefinitions":[{"name":"app","image":"r.example/app:1",
            "environment":[{"name":"PASSWORD","value":"ENV-VALUE"}],
            "secrets":[{"name":"TOKEN","valueFrom":"arn:SECRET-ARN"}],
            "logConfiguration":{"logDriver":"splunk","options":{"splunk-token":"LOG-TOKEN"}},
            "command":["--key","ARG-VALUE"],"dockerLabels":{"l":"LABEL-VALUE"},
            "repositoryCredentials":{"credentialsParameter":"arn:REGISTRY"}}]}
            """
        let said =
            "PASSWORD ENV-VALUE arn:SECRET-ARN LOG-TOKEN ARG-VALUE LABEL-VALUE arn:REGISTRY SECRET-OF-ENV TOKEN-OF-ENV r.example/app:1"
        let text = try await refusal(
            .text(400, [], "{\"__type\":\"ClientException\",\"message\":\"\(said)\"}"),
            to: .raw(.ecs, "RegisterTaskDefinition", Array(definition.utf8), isIdempotent: false)
        ).description
        #expect(text.contains("PASSWORD ••• ••• ••• ••• ••• ••• ••• ••• r.example/app:1"))
    }

    @Test func `no error of any kind shows a key or a token`() async throws {
        let echo: LoopbackServer.Answer = { request in
            let seen = request.headers.map { "\($0.name): \($0.value)" }.joined(separator: " ")
            return .text(400, [], "{\"__type\":\"ClientException\",\"message\":\"\(seen)\"}")
        }
        let answers: [LoopbackServer.Answer] = [
            echo, { _ in .text(200, [], "TOKEN-OF-ENV") }, { _ in .hangUp },
            { _ in .text(500, [], "SECRET-OF-ENV") }, { _ in .text(429, [], "TOKEN-OF-ENV") },
            { _ in .text(200, [], "<a>TOKEN-OF-ENV") },
        ]
        for answer in answers {
            try await StubAWS.serving(answer) { stub in
                let client = try stub.client()
                for request in [
                    AWSRequest.json(.ecs, "ListServices", [:]),
                    .query(.cloudFormation, "DescribeStacks", []),
                ] {
                    let error = await #expect(throws: AWSError.self) {
                        if case .json = request.input {
                            _ = try await client.json(request)
                        } else {
                            _ = try await client.query(request)
                        }
                    }
                    let text = "\(String(describing: error)) \(String(reflecting: error))"
                    #expect(!text.contains("SECRET-OF-ENV"))
                    #expect(!text.contains("TOKEN-OF-ENV"))
                }
            }
        }
    }

    @Test func `a message about an input that cannot be read is not shown`() async throws {
        let reply = "{\"__type\":\"ClientException\",\"message\":\"wrong: hunter2hunter2\"}"
        try await StubAWS.serving({ _ in .text(400, [], reply) }) { stub in
            let input = Array("{\"environment\": [\"hunter2hunter2\"".utf8)
            let request = AWSRequest.raw(
                .ecs, "RegisterTaskDefinition", input, isIdempotent: false)
            let client = try stub.client()
            let error = await #expect(throws: AWSError.self) { try await client.json(request) }
            let text = String(describing: error)
            #expect(!text.contains("hunter2"))
            #expect(text.contains("ClientException"))
            #expect(text.contains("may repeat a secret"))
        }
    }

    @Test func `a request is signed for the host that the client names`() async throws {
        try await StubAWS.serving({ _ in .text(200, [], "{\"a\":1}") }) { stub in
            let answer = try await stub.client().json(.json(.ecs, "ListServices", ["cluster": "c"]))
            #expect(answer["a"]?.int == 1)
            let request = try #require(stub.server.requests.first)
            #expect(request["Host"] == "127.0.0.1:\(stub.server.port)")
            #expect(request["X-Amz-Target"] == "AmazonEC2ContainerServiceV20141113.ListServices")
            #expect(request["Content-Type"] == "application/x-amz-json-1.1")
            #expect(request["X-Amz-Security-Token"] == "TOKEN-OF-ENV")
            #expect(request.text == "{\"cluster\":\"c\"}")
            let scope = "Credential=AKIDENV/20261123/eu-west-1/ecs/aws4_request"
            #expect(request["Authorization"]?.contains(scope) == true)
            let names =
                "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target"
            #expect(request["Authorization"]?.contains(names) == true)
        }
    }
}

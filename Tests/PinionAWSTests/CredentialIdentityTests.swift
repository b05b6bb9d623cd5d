import PinionHTTP
import PinionModel
import PinionProcess
import PinionTesting
import Testing

@testable import PinionAWS

/// Web identities and programs.
@Suite(.timeLimit(.minutes(10)))
struct CredentialIdentityTests {
    private static let answer: LoopbackServer.Answer = { StubAWS.session($0.action) }

    @Test func `a web identity of the environment is exchanged without a signature`() async throws {
        try await withScratch { scratch in
            let file = try scratch.write("ID-TOKEN\n", to: "token")
            try await StubAWS.serving(Self.answer) { stub in
                let settings = stub.settings([
                    "AWS_WEB_IDENTITY_TOKEN_FILE": file, "AWS_ROLE_ARN": "arn:r",
                    "AWS_ROLE_SESSION_NAME": "ci",
                ])
                let found = try await stub.chain(settings).credentials()
                #expect(found.accessKeyID == "ASIASTS")
                let request = try #require(stub.server.requests.first)
                #expect(request["Authorization"] == nil)
                #expect(request.text.contains("Action=AssumeRoleWithWebIdentity"))
                #expect(request.text.contains("WebIdentityToken=ID-TOKEN"))
                #expect(request.text.contains("RoleSessionName=ci"))
            }
        }
    }

    @Test func `a web identity of a profile is exchanged, and its token is read anew`() async throws
    {
        try await withScratch { scratch in
            let file = try scratch.write("FIRST", to: "token")
            try await StubAWS.serving(Self.answer) { stub in
                let settings = stub.settings(
                    config: "[default]\nrole_arn=arn:r\nweb_identity_token_file=\(file)\n")
                let chain = stub.chain(settings)
                _ = try await chain.credentials()
                try scratch.write("SECOND", to: "token")
                stub.clock.advance(by: .seconds(3_400))
                _ = try await chain.credentials()
                #expect(stub.server.requests.map { $0.text.contains("SECOND") } == [false, true])
            }
        }
    }

    @Test func `an expired identity says so, and shows no token`() async throws {
        let answer: LoopbackServer.Answer = { _ in
            .text(
                400, [],
                """
                <ErrorResponse><Error><Code>ExpiredTokenException</Code>
                <Message>Token ID-TOKEN expired</Message></Error></ErrorResponse>
                """)
        }
        try await withScratch { scratch in
            let file = try scratch.write("ID-TOKEN", to: "token")
            try await StubAWS.serving(answer) { stub in
                let settings = stub.settings([
                    "AWS_WEB_IDENTITY_TOKEN_FILE": file, "AWS_ROLE_ARN": "arn:r",
                ])
                let error = await #expect(throws: AWSError.self) {
                    try await stub.chain(settings).credentials()
                }
                #expect(error?.description.contains("have expired") == true)
                #expect("\(String(reflecting: error))".contains("ID-TOKEN") == false)
            }
        }
    }

    @Test(arguments: [
        (["AWS_WEB_IDENTITY_TOKEN_FILE": "/nowhere/token"], "AWS_ROLE_ARN is not"),
        (
            ["AWS_WEB_IDENTITY_TOKEN_FILE": "/nowhere/token", "AWS_ROLE_ARN": "arn:r"],
            "/nowhere/token cannot be read"
        ),
    ])
    func `an identity that is not whole says so`(
        variables: [String: String], sentence: String
    ) async throws {
        try await StubAWS.serving(Self.answer) { stub in
            let error = await #expect(throws: AWSError.self) {
                try await stub.chain(stub.settings(variables)).credentials()
            }
            #expect(error?.description.contains(sentence) == true)
        }
    }

    // MARK: credential_process

    private func process(
        _ script: String, deadline: Duration = .seconds(20), clock: ProcessClock = .test()
    ) async throws -> AWSCredentials {
        try await withScratch { scratch in
            let file = try scratch.write(script, to: "keys of mine.sh")
            return try await CredentialProcess(
                command: "/bin/sh \"\(file)\" 'ARGUMENT-SECRET'", origin: "profile p",
                variables: ["PATH": "/usr/bin:/bin"],
                clock: clock, deadline: deadline
            ).credentials()
        }
    }

    @Test func `a program's keys are read`() async throws {
        let found = try await process(
            """
            echo '{"Version":1,"AccessKeyId":"'$1'","SecretAccessKey":"s","SessionToken":"t",'
            echo '"Expiration":"2026-11-23T22:00:00.123+10:00"}'
            """)
        #expect(found.accessKeyID == "ARGUMENT-SECRET")
        #expect(found.sessionToken?.revealed == "t")
        #expect(found.expires?.description == "2026-11-23T12:00:00Z")
    }

    @Test(arguments: [
        ("exit 3", "failed"), ("echo SECRET-OUTPUT", "did not answer with JSON"),
        (
            "echo '{\"AccessKeyId\":\"a\",\"SecretAccessKey\":\"SECRET-OUTPUT\"}'",
            "without `Version` 1"
        ),
        ("echo '{\"Version\":1,\"SecretAccessKey\":\"SECRET-OUTPUT\"}'", "without keys"),
        (
            "echo '{\"Version\":1,\"AccessKeyId\":\"a\",\"SecretAccessKey\":\"SECRET-OUTPUT\",\"Expiration\":\"soon\"}'",
            "no date"
        ),
        ("echo SECRET-ERROR >&2; exit 1", "failed"),
        ("head -c 200000 /dev/zero", "run"),
    ])
    func `a program without keys says why, and shows nothing secret`(
        script: String, sentence: String
    ) async throws {
        let error = await #expect(throws: AWSError.self) { try await process(script) }
        let text = try #require(error).description
        #expect(text.contains(sentence))
        #expect(text.contains("profile p (credential_process)"))
        #expect(!text.contains("SECRET"))
    }

    @Test func `a program that hangs is ended`() async throws {
        let error = await #expect(throws: AWSError.self) {
            try await process("exec sleep 600", deadline: .milliseconds(200), clock: .system)
        }
        #expect(error?.description.contains("did not end within") == true)
    }

    @Test func `a program that is not there says so`() async throws {
        let error = await #expect(throws: AWSError.self) {
            try await CredentialProcess(
                command: "/nowhere/program", origin: "profile p", variables: [:], clock: .test()
            ).credentials()
        }
        #expect(error?.description.contains("there is no program `/nowhere/program`") == true)
    }

    @Test(arguments: [
        ("a b", ["a", "b"]), ("\"a b\" 'c \"d'", ["a b", "c \"d"]), ("a\"b c\"d", ["ab cd"]),
        ("  a  '' ", ["a", ""]), ("", []),
    ])
    func `a command has words`(command: String, words: [String]) {
        #expect(CredentialProcess.words(command) == words)
    }
}

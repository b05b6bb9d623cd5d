import PinionHTTP
import PinionModel
import PinionProcess
import PinionTesting
import Testing

@testable import PinionAWS

@Suite(.timeLimit(.minutes(10)))
struct CredentialProfileTests {
    private static let config = """
        [default]
        region = eu-west-1
        [profile keys]
        aws_access_key_id = AKIDCONFIG
        aws_secret_access_key = SECRET-OF-CONFIG
        [profile role]
        role_arn = arn:aws:iam::1:role/deploy
        source_profile = keys
        external_id = EXTERNAL-ID
        role_session_name = me
        duration_seconds = 900
        [profile own]
        role_arn = arn:aws:iam::1:role/own
        source_profile = own
        aws_access_key_id = AKIDOWN
        aws_secret_access_key = SECRET-OF-OWN
        [profile twice]
        role_arn = arn:aws:iam::1:role/twice
        source_profile = role
        [profile circle]
        role_arn = arn:aws:iam::1:role/a
        source_profile = circle2
        [profile circle2]
        role_arn = arn:aws:iam::1:role/b
        source_profile = circle
        [profile environment]
        role_arn = arn:aws:iam::1:role/e
        credential_source = Environment
        [profile instance]
        role_arn = arn:aws:iam::1:role/i
        credential_source = Ec2InstanceMetadata
        [profile mfa]
        role_arn = arn:aws:iam::1:role/m
        source_profile = keys
        mfa_serial = arn:aws:iam::1:mfa/me
        [profile sourceless]
        role_arn = arn:aws:iam::1:role/s
        [profile sso]
        sso_session = work
        sso_account_id = 1
        [profile half]
        aws_access_key_id = AKIDHALF
        [profile empty]
        output = json
        """

    private static let answer: LoopbackServer.Answer = { request in
        switch request.path {
        case "/latest/api/token": .text(200, [], "IMDS-TOKEN")
        case "/latest/meta-data/iam/security-credentials/": .text(200, [], "node\n")
        case "/latest/meta-data/iam/security-credentials/node": StubAWS.keys()
        default: StubAWS.session(request.action, id: "ASIASTS")
        }
    }

    private func credentials(
        _ variables: [String: String], file: String = ""
    ) async throws -> (AWSCredentials, [LoopbackServer.Request]) {
        try await StubAWS.serving(Self.answer) { stub in
            let settings = stub.settings(variables, config: Self.config, credentials: file)
            let found = try await stub.chain(settings).credentials()
            return (found, stub.server.requests)
        }
    }

    private func failure(_ variables: [String: String]) async throws -> String {
        do {
            _ = try await credentials(variables)
        } catch let error as AWSError {
            return error.description
        }
        return "none"
    }

    @Test func `the environment comes before everything`() async throws {
        let (found, requests) = try await credentials(
            StubAWS.keys.merging(["AWS_PROFILE": "role"]) { $1 })
        #expect(found.accessKeyID == "AKIDENV")
        #expect(found.sessionToken?.revealed == "TOKEN-OF-ENV")
        #expect(requests.isEmpty)
    }

    @Test func `keys of the credentials file come before those of the configuration`() async throws
    {
        let (found, _) = try await credentials(
            ["AWS_PROFILE": "keys"],
            file: "[keys]\naws_access_key_id=AKIDFILE\naws_secret_access_key=SECRET-OF-FILE\n")
        #expect(found.accessKeyID == "AKIDFILE")
        #expect(found.secretAccessKey.revealed == "SECRET-OF-FILE")
        #expect(found.origin == "profile keys")
    }

    @Test func `a role is assumed with the keys of its source`() async throws {
        let (found, requests) = try await credentials(["AWS_PROFILE": "role"])
        #expect(found.accessKeyID == "ASIASTS")
        #expect(found.expires?.description == "2026-11-23T13:00:00Z")
        let request = try #require(requests.first)
        #expect(requests.count == 1)
        #expect(
            request["Authorization"]?.contains("Credential=AKIDCONFIG/20261123/eu-west-1/sts/")
                == true)
        for part in [
            "Action=AssumeRole&Version=2011-06-15",
            "RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fdeploy",
            "RoleSessionName=me", "ExternalId=EXTERNAL-ID", "DurationSeconds=900",
        ] {
            #expect(request.text.contains(part))
        }
    }

    @Test(arguments: [
        ("own", "AKIDOWN", 1), ("twice", "ASIASTS", 2), ("environment", "AKIDENV", 1),
        ("instance", "ASIAMETA", 4),
    ])
    func `a role's source may be`(profile: String, signer: String, requests: Int) async throws {
        // The environment's keys come first for everybody; so a profile's own use of them is seen without the variable's effect.
        try await StubAWS.serving(Self.answer) { stub in
            var variables = ["AWS_PROFILE": profile]
            if profile == "environment" { variables.merge(StubAWS.keys) { $1 } }
            let settings = stub.settings(variables, config: Self.config)
            let chain = stub.chain(settings)
            let named = try #require(settings.profile)
            let found = try #require(try await chain.credentials(of: named, after: []))
            #expect(found.accessKeyID == "ASIASTS")
            #expect(stub.server.requests.count == requests)
            let last = try #require(stub.server.requests.last?["Authorization"])
            #expect(last.contains("Credential=\(signer)/"))
        }
    }

    @Test(arguments: [
        ("circle", "leads back to it"), ("mfa", "use a role without mfa_serial"),
        ("sourceless", "write source_profile, or credential_source"),
        ("sso", "aws configure export-credentials --profile sso"),
        ("half", "only one of aws_access_key_id and aws_secret_access_key"),
        ("nobody", "there is no AWS profile `nobody`"),
    ])
    func `a profile that cannot be used says why`(profile: String, sentence: String) async throws {
        let text = try await failure(["AWS_PROFILE": profile])
        #expect(text.contains(sentence))
    }

    @Test func `half of the environment's keys are an error`() async throws {
        #expect(
            try await failure(["AWS_ACCESS_KEY_ID": "AKID"]).contains("set both, or neither"))
        #expect(
            try await failure(["AWS_SECRET_ACCESS_KEY": "S"]).contains("set both, or neither"))
    }

    @Test func `a profile without keys leads on to the instance`() async throws {
        let (found, _) = try await credentials(["AWS_PROFILE": "empty"])
        #expect(found.accessKeyID == "ASIAMETA")
    }

    @Test func `no credentials at all names every place`() async throws {
        let text = try await failure(["AWS_EC2_METADATA_DISABLED": "true"])
        #expect(text.contains("the environment, a web identity, the profile default"))
    }

    @Test func `a role that may not be assumed says who denied it, and shows nothing secret`()
        async throws
    {
        let answer: LoopbackServer.Answer = { _ in
            .text(
                403, [],
                """
                <ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>
                <Message>User is not authorized to perform: sts:AssumeRole with EXTERNAL-ID</Message>
                </Error><RequestId>r-1</RequestId></ErrorResponse>
                """)
        }
        try await StubAWS.serving(answer) { stub in
            let settings = stub.settings(["AWS_PROFILE": "role"], config: Self.config)
            let error = await #expect(throws: AWSError.self) {
                try await stub.chain(settings).credentials()
            }
            let text = try #require(error).description
            #expect(text.contains("profile role, role arn:aws:iam::1:role/deploy"))
            #expect(text.contains("AWS STS denies AssumeRole"))
            #expect(text.contains("r-1"))
            #expect(!text.contains("EXTERNAL-ID"))
        }
    }

    @Test(arguments: [
        "<html>", "", "<AssumeRoleResponse/>",
        "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>A</AccessKeyId></Credentials></AssumeRoleResult></AssumeRoleResponse>",
    ])
    func `an answer of STS without keys is malformed`(body: String) async throws {
        try await StubAWS.serving({ _ in .text(200, [], body) }) { stub in
            let settings = stub.settings(["AWS_PROFILE": "role"], config: Self.config)
            let error = await #expect(throws: AWSError.self) {
                try await stub.chain(settings).credentials()
            }
            #expect(error?.description.contains("the answer of AWS STS to AssumeRole") == true)
        }
    }
}

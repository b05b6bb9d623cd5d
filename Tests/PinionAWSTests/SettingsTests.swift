import PinionHTTP
import PinionModel
import PinionProcess
import PinionTesting
import Testing

@testable import PinionAWS

@Suite(.timeLimit(.minutes(10)))
struct SettingsTests {
    private static let config = """
        # a comment
        [default]
        region = eu-west-1 ; the usual one
        endpoint_url = https://default.example
        [profile "prod"]
        Region=us-east-2
        services = local
        endpoint_url = https://all.example/base/
        ca_bundle = /etc/ca.pem
        [services local]
        ecs =
          endpoint_url = https://ecs.example
        sts =
          endpoint_url = http://127.0.0.1:4566
        [profile ignoring]
        ignore_configured_endpoint_urls = true
        endpoint_url = https://all.example
        use_fips_endpoint = true
        [profile plain]
        endpoint_url = http://far.example
        [profile default2]
        key = a#b
        no equals sign
        [broken
        lost = 1
        """

    private func settings(_ variables: [String: String]) -> AWSSettings {
        let variables = variables.merging(["HOME": "/home/me"]) { $1 }
        return AWSSettings(variables: variables) {
            $0 == "/home/me/.aws/config" ? Self.config : nil
        }
    }

    @Test(
        arguments: [
            (["AWS_REGION": "a", "AWS_DEFAULT_REGION": "b"], "a"),
            (["AWS_DEFAULT_REGION": "b"], "b"),
            (["AWS_REGION": "", "AWS_PROFILE": "prod"], "us-east-2"), ([:], "eu-west-1"),
            (["AWS_PROFILE": "plain"], nil), (["AWS_DEFAULT_PROFILE": "prod"], "us-east-2"),
            (["AWS_CONFIG_FILE": "/elsewhere"], nil),
        ] as [([String: String], String?)])
    func `a region is found in order`(variables: [String: String], region: String?) {
        #expect(settings(variables).region == region)
    }

    @Test(
        arguments: [
            (
                [
                    "AWS_ENDPOINT_URL_ECS": "https://one.example",
                    "AWS_ENDPOINT_URL": "https://two.example",
                ],
                AWSService.ecs, "https://one.example"
            ),
            (
                ["AWS_ENDPOINT_URL": "https://two.example", "AWS_PROFILE": "prod"], .ecs,
                "https://two.example"
            ),
            (["AWS_PROFILE": "prod"], .ecs, "https://ecs.example"),
            (["AWS_PROFILE": "prod"], .sts, "http://127.0.0.1:4566"),
            (["AWS_PROFILE": "prod"], .ecr, "https://all.example|/base"),
            (
                ["AWS_ENDPOINT_URL_CLOUDFORMATION": "https://cf.example"], .cloudFormation,
                "https://cf.example"
            ),
            (
                ["AWS_PROFILE": "ignoring"], .cloudFormation,
                "https://cloudformation-fips.eu-west-1.amazonaws.com"
            ),
            (
                [
                    "AWS_ENDPOINT_URL": "https://x.example",
                    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
                ],
                .codePipeline, "https://codepipeline.eu-west-1.amazonaws.com"
            ),
            (
                ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"], .ecr,
                "https://api.ecr.eu-west-1.amazonaws.com"
            ),
            (
                [
                    "AWS_USE_DUALSTACK_ENDPOINT": "true",
                    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
                ],
                .ecr, "https://ecr.eu-west-1.api.aws"
            ),
            (
                [
                    "AWS_USE_DUALSTACK_ENDPOINT": "TRUE",
                    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
                ],
                .sts, "https://sts.eu-west-1.api.aws"
            ),
            (
                [
                    "AWS_USE_DUALSTACK_ENDPOINT": "true", "AWS_USE_FIPS_ENDPOINT": "true",
                    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
                ], .ecs,
                "https://ecs-fips.eu-west-1.api.aws"
            ),
        ] as [([String: String], AWSService, String)])
    func `an endpoint is found in order`(
        variables: [String: String], service: AWSService, address: String
    ) throws {
        let target = try settings(variables).endpoint(of: service, region: "eu-west-1")
        let parts = address.split(separator: "|")
        #expect(target.endpoint.description == parts[0])
        #expect(target.basePath == (parts.count > 1 ? parts[1] : ""))
    }

    @Test func `a partition without dual-stack endpoints says so`() throws {
        let settings = settings([
            "AWS_USE_DUALSTACK_ENDPOINT": "true", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
        ])
        let error = #expect(throws: AWSError.self) {
            try settings.endpoint(of: .ecs, region: "us-iso-east-1")
        }
        #expect(error?.description.contains("no dual-stack endpoints in us-iso-east-1") == true)
        let china = try settings.endpoint(of: .ecs, region: "cn-north-1")
        #expect(
            china.endpoint.description == "https://ecs.cn-north-1.api.amazonwebservices.com.cn")
    }

    @Test func `what is ignored or empty is no configured endpoint`() {
        let prod = settings(["AWS_PROFILE": "prod", "AWS_ENDPOINT_URL_ECR": ""])
        #expect(prod.configuredEndpoint(of: .ecr) == "https://all.example/base/")
        let ignoring = settings([
            "AWS_ENDPOINT_URL": "http://127.0.0.1:4566",
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
        ])
        #expect(ignoring.configuredEndpoint(of: .ecr) == nil)
    }

    @Test(arguments: [
        ("us-gov-west-1", "amazonaws.com"), ("cn-north-1", "amazonaws.com.cn"),
        ("us-iso-east-1", "c2s.ic.gov"), ("us-isob-east-1", "sc2s.sgov.gov"),
        ("eusc-de-east-1", "amazonaws.eu"), ("eu-isoe-west-1", "cloud.adc-e.uk"),
        ("us-isof-south-1", "csp.hci.ic.gov"),
    ])
    func `a region's partition has a domain`(region: String, domain: String) throws {
        #expect(
            try ServiceEndpoint(.ecs, region: region).endpoint.host == "ecs.\(region).\(domain)")
    }

    @Test(arguments: ["", "EU-WEST-1", "a.example/", "x@y", "eu-west-1\n", "é"])
    func `what is no region's name is refused`(region: String) {
        #expect(throws: AWSError.self) { try ServiceEndpoint(.ecs, region: region) }
    }

    @Test func `plain HTTP is for this machine alone`() {
        let error = #expect(throws: AWSError.self) {
            try settings(["AWS_PROFILE": "plain"]).endpoint(of: .ecs, region: "eu-west-1")
        }
        #expect(error?.description.contains("use https://") == true)
    }

    @Test func `a company's own authority is trusted where it is named`() throws {
        let target = try settings(["AWS_CA_BUNDLE": "/ca.pem"]).endpoint(
            of: .ecr, region: "eu-west-1")
        #expect(
            target.endpoint
                == .tls(
                    host: "default.example", port: 443,
                    identity: TLSIdentity(trust: .only(file: "/ca.pem"))))
        #expect(
            settings(["AWS_PROFILE": "prod"]).trust
                == TLSIdentity(trust: .only(file: "/etc/ca.pem")))
        #expect(settings([:]).trust == .system)
    }

    @Test func `no region at all says what to write`() {
        let error = #expect(throws: AWSError.self) {
            try AWSClient(
                region: nil, settings: settings(["AWS_PROFILE": "plain"]),
                http: HTTPClient(clock: .test()))
        }
        #expect(error?.description.contains("set AWS_REGION") == true)
    }

    @Test func `a profile's file keeps its forms`() {
        let file = ProfileFile(Self.config)
        #expect(file.sections["default"]?["region"] == "eu-west-1")
        #expect(file.sections["profile prod"]?["region"] == "us-east-2")
        #expect(file.sections["services local"]?["ecs.endpoint_url"] == "https://ecs.example")
        #expect(file.sections["profile default2"] == ["key": "a#b"])
        #expect(file.sections.keys.contains("broken") == false)
        #expect(
            ProfileFile("[a]\r\nx=1\r\n[a]\r\ny = 2\r\n").sections == ["a": ["x": "1", "y": "2"]])
    }

    @Test(arguments: [("5", 5), ("0", nil), ("many", nil), ("", 3)] as [(String, Int?)])
    func `the number of attempts is a setting`(text: String, attempts: Int?) {
        let policy = try? RetryPolicy(settings(["AWS_MAX_ATTEMPTS": text]))
        #expect(policy?.attempts == attempts)
    }
}

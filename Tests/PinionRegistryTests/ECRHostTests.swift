import PinionAWS
import PinionHTTP
import PinionModel
import PinionProcess
import PinionTesting
import Testing

@testable import PinionRegistry

@Suite(.timeLimit(.minutes(10)))
struct ECRHostTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let region: String?
        var testDescription: String { name }

        init(_ name: String, _ region: String?) {
            self.name = name
            self.region = region
        }
    }

    @Test(arguments: [
        Case("123456789012.dkr.ecr.eu-west-1.amazonaws.com", "eu-west-1"),
        Case("123456789012.dkr.ecr-fips.us-east-1.amazonaws.com", "us-east-1"),
        Case("123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn", "cn-north-1"),
        Case("123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1"),
        Case("123456789012.dkr-ecr.eu-west-1.on.aws", "eu-west-1"),
        Case("123456789012.dkr-ecr-fips.us-east-1.on.aws", "us-east-1"),
        Case("123456789012.DKR.ecr.eu-west-1.amazonaws.com", "eu-west-1"),
        Case("public.ecr.aws", nil),
        Case("docker.io", nil),
        Case("12345678901.dkr.ecr.eu-west-1.amazonaws.com", nil),
        Case("12345678901x.dkr.ecr.eu-west-1.amazonaws.com", nil),
        Case("123456789012.dkr.ecr..amazonaws.com", nil),
        Case("123456789012.dkr.ecr.eu-west-1.amazonaws.com.evil.example", nil),
        Case("123456789012.dkr.ecr.eu-west-1.evil.example", nil),
        Case("123456789012.dkr.ecr.eu-west-1.on.aws", nil),
        Case("123456789012.dkr-ecr.eu-west-1.amazonaws.com", nil),
        Case("evil.123456789012.dkr.ecr.eu-west-1.amazonaws.com", nil),
        Case("123456789012.dkr.ecr.eu-west-1.amazonaws.com:8443", nil),
        Case("123456789012.dkr.ecr.eu_west.amazonaws.com", nil),
    ])
    func `fault 44: only a host of AWS is one of ECR`(_ row: Case) {
        let host = ECRHost(parsing: row.name)
        #expect(host?.region == row.region)
        #expect(host?.account == row.region.map { _ in "123456789012" })
    }

    @Test(arguments: [
        Case("localhost:4566", ""),
        Case("127.0.0.1:5000", ""),
        Case("000000000000.dkr.ecr.eu-west-1.localhost:4566", "eu-west-1"),
        Case("aws.example:4566", nil),
        Case("docker.io", nil),
        Case("ghcr.io", nil),
        Case("r.example:5000", nil),
    ])
    func `fault 44: the tokens of an emulator on this machine stay there`(_ row: Case) {
        let host = access("http://127.0.0.1:4566").host(of: row.name)
        #expect(host.map { $0.region ?? "" } == row.region)
    }

    @Test(arguments: [
        Case("localhost:5000", nil),
        Case("127.0.0.1:5000", nil),
        Case("000000000000.dkr.ecr.eu-west-1.localhost:4566", nil),
        Case("ecr.vpce.example", ""),
        Case("r.example:5000", nil),
    ])
    func `fault 44: the tokens of an endpoint elsewhere are not for this machine`(_ row: Case) {
        let host = access("https://ecr.vpce.example").host(of: row.name)
        #expect(host.map { $0.region ?? "" } == row.region)
    }

    @Test func `fault 44: an emulator that is to be ignored makes no registry ECR's`() {
        let variables = [
            "AWS_ENDPOINT_URL": "http://127.0.0.1:4566",
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
        ]
        let settings = AWSSettings(variables: variables) { _ in nil }
        let access = ECRAccess(settings: settings, http: HTTPClient(clock: .test()))
        #expect(access.host(of: "localhost:4566") == nil)
    }

    private func access(_ endpoint: String?) -> ECRAccess {
        ECRAccess(endpoint: endpoint, clock: .test()) { _ throws(AWSError) in
            throw .settings("nobody asks")
        }
    }

    @Test(arguments: ["localhost:4566", "127.0.0.1:5000"])
    func `without an emulator this machine has no ECR`(_ name: String) {
        #expect(access(nil).host(of: name) == nil)
    }
}

import PinionHTTP
import PinionModel
import Testing

@testable import PinionAWS

/// A request that botocore signed; `Tests/Rig/sigv4-vectors` prints the rows.
struct Golden: Sendable, CustomTestStringConvertible {
    let service: String
    let region: String
    let url: String
    let token: String?
    let moment: String
    let kind: String
    let target: String?
    let body: String
    let signature: String
    var testDescription: String { "\(service) \(url)" }

    init(
        _ service: String, _ region: String, _ url: String, _ token: String?, _ moment: String,
        _ kind: String, _ target: String?, _ body: String, _ signature: String
    ) {
        self.service = service
        self.region = region
        self.url = url
        self.token = token
        self.moment = moment
        self.kind = kind
        self.target = target
        self.body = body
        self.signature = signature
    }

    static let all: [Golden] = [
        Golden(
            "ecs", "ap-southeast-2", "https://ecs.ap-southeast-2.amazonaws.com/", nil,
            "2015-08-30T12:36:00Z", "application/x-amz-json-1.1",
            "AmazonEC2ContainerServiceV20141113.DescribeServices",
            "{\"cluster\":\"shop\",\"services\":[\"web\"]}",
            "b2838e6dbe944ae07171c711c03c673974baae3a1dbbc9a6da476f1e090099d4"),
        Golden(
            "ecs", "us-east-1", "https://ecs.us-east-1.amazonaws.com/",
            "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22+DOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwA==",
            "2026-02-28T23:59:59Z", "application/x-amz-json-1.1",
            "AmazonEC2ContainerServiceV20141113.ListServices",
            "{}", "22dbc3bc001aea668b582204f2e66bb4dfd53f0d81c3be70756430bd0d56098d"),
        Golden(
            "ecr", "eu-central-1", "https://api.ecr.eu-central-1.amazonaws.com/",
            "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22+DOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwA==",
            "2028-02-29T00:00:00Z", "application/x-amz-json-1.1",
            "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken",
            "{}", "2f63403488028498720aab32d70bf51e4e48e7ee79ca01d75eb1d2482ce6b2a2"),
        Golden(
            "codepipeline", "us-west-2", "https://codepipeline.us-west-2.amazonaws.com/", nil,
            "2015-08-30T12:36:00Z", "application/x-amz-json-1.1",
            "CodePipeline_20150709.GetPipelineState",
            "{\"name\":\"shop-ü\"}",
            "d119acaaad140eaf6a15ccb2d87197cc312fbaaf593eec9451294a639cdb528c"),
        Golden(
            "cloudformation", "eu-west-1", "https://cloudformation.eu-west-1.amazonaws.com/",
            "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22+DOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwA==",
            "2026-02-28T23:59:59Z", "application/x-www-form-urlencoded; charset=utf-8", nil,
            "Action=DescribeStacks&Version=2010-05-15&StackName=shop%20%2B%2F~",
            "2a6698f0e9afb34703e9d2e4e906b786acfa3495f71120b269568f02ead10e27"),
        Golden(
            "sts", "cn-north-1", "https://sts.cn-north-1.amazonaws.com.cn/", nil,
            "2028-02-29T00:00:00Z", "application/x-www-form-urlencoded; charset=utf-8", nil,
            "Action=AssumeRole&Version=2011-06-15&RoleSessionName=pinion",
            "5b784b14177cdc8a7f0a0da49377e28f0512f9470aa3d0f8e680fd1888bfc4ec"),
        Golden(
            "ecs", "us-east-1", "http://127.0.0.1:4566/", nil, "2015-08-30T12:36:00Z",
            "application/x-amz-json-1.1", "AmazonEC2ContainerServiceV20141113.ListServices",
            "{}", "d91b6b73214fc231771889c8545d8b7d213ff2f7ec9a3b36e4dc3c2c68d61e3f"),
        Golden(
            "ecs", "us-east-1", "http://127.0.0.1:4566/a%20b/c/",
            "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22+DOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwA==",
            "2026-02-28T23:59:59Z", "application/x-amz-json-1.1",
            "AmazonEC2ContainerServiceV20141113.ListServices",
            "", "91847f500fddb7f3ebc24945f82e99b2fa4d3ffa4bbc838d31cdaa34b47559a5"),
        Golden(
            "ecs", "us-east-1", "https://[::1]:8443/", nil, "2028-02-29T00:00:00Z",
            "application/x-amz-json-1.1", "AmazonEC2ContainerServiceV20141113.ListTasks",
            "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            "1d7e5bfda9b92df3faa451d5d38b9adfc716f01fd64363a1b0b84381a0d3593a"),
    ]
}

@Suite(.timeLimit(.minutes(10)))
struct SignerGoldens {
    @Test(arguments: Golden.all)
    func `a signature is the one that botocore makes`(_ row: Golden) throws {
        let url = try HTTPURL(parsing: row.url)
        var request = HTTPRequest(
            .post, url.target, headers: ["Content-Type": row.kind], body: Array(row.body.utf8))
        request.headers["X-Amz-Target"] = row.target
        let signer = RequestSigner(
            credentials: .example(token: row.token), region: row.region, service: row.service)
        let signed = signer.signed(
            request, host: url.endpoint.authority,
            at: try #require(Timestamp(parsing: row.moment)))
        let value = try #require(signed.headers["Authorization"])
        #expect(value.hasSuffix("Signature=\(row.signature)"))
        #expect(signed.headers["X-Amz-Security-Token"] == row.token)
    }
}

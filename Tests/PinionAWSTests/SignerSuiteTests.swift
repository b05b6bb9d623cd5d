import PinionHTTP
import PinionModel
import PinionProcess
import PinionTesting
import Testing

@testable import PinionAWS

extension AWSCredentials {
    /// The credentials of AWS's published test suite.
    static func example(token: String? = nil) -> AWSCredentials {
        AWSCredentials(
            accessKeyID: "AKIDEXAMPLE",
            secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
            sessionToken: token.map { Secret($0) }, origin: "the test suite")
    }
}

/// The vectors of `aws-sig-v4-test-suite` that a client meets which signs headers and normalises paths.
@Suite(.timeLimit(.minutes(10)))
struct SignerSuiteTests {
    struct Vector: Sendable, CustomTestStringConvertible {
        let name: String
        var method = HTTPRequest.Method.get
        var target = "/"
        var headers: Headers = [:]
        var body = ""
        var token: String?
        let signature: String
        var testDescription: String { name }
    }

    private static let vanilla = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
    private static let post = "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"
    private static let query = "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11"
    private static let unreserved =
        "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    private static let token =
        "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA=="

    static let vectors: [Vector] = [
        Vector(name: "get-vanilla", signature: vanilla),
        Vector(name: "get-relative", target: "/example/..", signature: vanilla),
        Vector(
            name: "get-relative-relative", target: "/example1/example2/../..", signature: vanilla),
        Vector(name: "get-slash-dot-slash", target: "/./", signature: vanilla),
        Vector(name: "get-slash", target: "//", signature: vanilla),
        Vector(
            name: "get-slash-pointless-dot", target: "/./example",
            signature: "ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5"),
        Vector(
            name: "get-slashes", target: "//example//",
            signature: "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84"),
        Vector(
            name: "get-space", target: "/example space/",
            signature: "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741"),
        Vector(
            name: "get-unreserved", target: "/\(unreserved)",
            signature: "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f"),
        Vector(
            name: "get-utf8", target: "/ሴ",
            signature: "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"),
        Vector(
            name: "get-vanilla-empty-query-key", target: "/?Param1=value1",
            signature: "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb"),
        Vector(
            name: "get-vanilla-query-order-encoded",
            target: "/?Param-3=Value3&Param=Value2&%E1%88%B4=Value1",
            signature: "371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac"),
        Vector(
            name: "get-vanilla-query-order-key-case", target: "/?Param2=value2&Param1=value1",
            signature: "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"),
        Vector(
            name: "get-vanilla-query-unreserved", target: "/?\(unreserved)=\(unreserved)",
            signature: "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197"),
        Vector(
            name: "get-header-key-duplicate",
            headers: ["My-Header1": "value2", "My-Header1": "value2", "My-Header1": "value1"],
            signature: "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea"),
        Vector(
            name: "get-header-value-order",
            headers: [
                "My-Header1": "value4", "My-Header1": "value1", "My-Header1": "value3",
                "My-Header1": "value2",
            ],
            signature: "08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01"),
        Vector(
            name: "get-header-value-trim",
            headers: ["My-Header1": " value1", "My-Header2": " \"a   b   c\""],
            signature: "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"),
        Vector(
            name: "get-vanilla-with-session-token",
            token: "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267",
            signature: "07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8"),
        Vector(name: "post-vanilla", method: .post, signature: post),
        Vector(name: "post-sts-header-after", method: .post, signature: post),
        Vector(
            name: "post-sts-header-before", method: .post, token: token,
            signature: "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead"),
        Vector(
            name: "post-header-key-sort", method: .post, headers: ["My-Header1": "value1"],
            signature: "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c"),
        Vector(
            name: "post-header-value-case", method: .post, headers: ["My-Header1": "VALUE1"],
            signature: "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d"),
        Vector(
            name: "post-vanilla-query", method: .post, target: "/?Param1=value1", signature: query),
        Vector(
            name: "post-x-www-form-urlencoded", method: .post,
            headers: ["Content-Type": "application/x-www-form-urlencoded"], body: "Param1=value1",
            signature: "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"),
        Vector(
            name: "post-x-www-form-urlencoded-parameters", method: .post,
            headers: ["Content-Type": "application/x-www-form-urlencoded; charset=utf8"],
            body: "Param1=value1",
            signature: "1a72ec8f64bd914b0e42e42607c7fbce7fb2c7465f63e3092b3b0d39fa77a6fe"),
    ]

    @Test(arguments: vectors)
    func `a signature is the one that AWS publishes`(_ vector: Vector) throws {
        let request = HTTPRequest(
            vector.method, vector.target, headers: vector.headers, body: Array(vector.body.utf8))
        let signer = RequestSigner(
            credentials: .example(token: vector.token), region: "us-east-1", service: "service")
        let signed = signer.signed(
            request, host: "example.amazonaws.com",
            at: try #require(Timestamp(parsing: "2015-08-30T12:36:00Z")))
        let value = try #require(signed.headers["Authorization"])
        #expect(value.hasSuffix("Signature=\(vector.signature)"))
        #expect(
            value.hasPrefix(
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, ")
        )
        #expect(signed.headers["X-Amz-Date"] == "20150830T123600Z")
    }

    @Test func `a header field that proxies may change is not signed`() throws {
        let request = HTTPRequest(
            .get, "/",
            headers: [
                "User-Agent": "a", "Connection": "close", "Content-Length": "1", "Host": "b",
            ])
        let canonical = CanonicalRequest(request, host: "c.example")
        #expect(canonical.signedHeaders == "host")
        #expect(canonical.text.contains("host:c.example"))
    }

    @Test func `a signed request shows neither key nor token`() {
        let signer = RequestSigner(
            credentials: .example(token: "THE-TOKEN"), region: "us-east-1", service: "ecs")
        let signed = signer.signed(HTTPRequest(.post, "/"), host: "a.example", at: .test)
        for text in ["\(signed)", "\(signed.headers)", "\(signer)", String(reflecting: signer)] {
            #expect(!text.contains("THE-TOKEN"))
            #expect(!text.contains("wJalr"))
            #expect(!text.contains("Signature="))
        }
    }
}

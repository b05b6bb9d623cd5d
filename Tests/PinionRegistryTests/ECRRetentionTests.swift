import PinionHTTP
import PinionModel
import PinionSyntax
import PinionTesting
import Testing

@testable import PinionRegistry

@Suite(.timeLimit(.minutes(10)))
struct ECRRetentionTests {
    static let image = PinnedImage.test(ECRFixture.repository, .letter("a"))

    /// An image of a list, pushed some days ago.
    static func detail(
        _ letter: Character, tags: [String] = [], days: Int, type: String = "image.manifest"
    ) -> String {
        let tags = tags.map { "\"\($0)\"" }.joined(separator: ",")
        let pushed = (Timestamp.test + .seconds(-86_400 * days)).secondsSinceEpoch
        return #"{"registryId":"123456789012","repositoryName":"shop/web","#
            + #""imageDigest":"\#(Digest.letter(letter))","imageTags":[\#(tags)],"#
            + #""imagePushedAt":\#(pushed).25,"imageSizeInBytes":7,"#
            + #""imageManifestMediaType":"application/vnd.oci.\#(type).v1+json"}"#
    }

    static func policy(_ rules: String...) -> LoopbackServer.Reply {
        let text = #"{"rules":[\#(rules.joined(separator: ","))]}"#
        let json: JSONText = [
            "registryId": "123456789012", "repositoryName": "shop/web",
            "lifecyclePolicyText": .string(text),
        ]
        return .answer(200, [], json.bytes())
    }

    static func images(_ details: String..., next: String? = nil) -> LoopbackServer.Reply {
        let token = next.map { #","nextToken":"\#($0)""# } ?? ""
        return .text(200, [], #"{"imageDetails":[\#(details.joined(separator: ","))]\#(token)}"#)
    }

    @Test func `an old image has its date, asked for once`() async throws {
        try await ECRFixture.serving({ operation, input in
            #expect(input["registryId"]?.string == "123456789012")
            #expect(input["repositoryName"]?.string == "shop/web")
            return operation == "GetLifecyclePolicy"
                ? Self.policy(ECRPolicyTests.rule(2, "any", pushed: 14))
                : Self.images(Self.detail("a", tags: ["1.4"], days: 10), Self.detail("b", days: 1))
        }) { fixture in
            let client = fixture.client()
            for _ in 0..<2 {
                let expiry = try await client.expiry(of: Self.image)
                #expect(expiry?.at == .test + .seconds(4 * 86_400))
                #expect(
                    expiry?.rule.hasPrefix(#"rule 2 ("Rule 2") of its lifecycle policy"#) == true)
            }
            #expect(fixture.count("GetLifecyclePolicy") == 1)
            #expect(fixture.count("DescribeImages") == 1)
        }
    }

    @Test func `a list is read to its last page`() async throws {
        try await ECRFixture.serving({ operation, input in
            if operation == "GetLifecyclePolicy" {
                return Self.policy(ECRPolicyTests.rule(1, "any", more: 2))
            }
            switch input["nextToken"]?.string {
            case nil: return Self.images(Self.detail("a", days: 9), next: "2")
            case "2": return Self.images(Self.detail("b", days: 8), next: "3")
            default: return Self.images(Self.detail("c", days: 7))
            }
        }) { fixture in
            let expiry = try #require(try await fixture.client().expiry(of: Self.image))
            #expect(expiry.at == nil)
            #expect(expiry.rule.contains("keeps the newest 2 images and deletes the others"))
        }
    }

    @Test func `fault 43: a list without end is an error`() async throws {
        try await ECRFixture.serving({ operation, _ in
            operation == "GetLifecyclePolicy"
                ? Self.policy(ECRPolicyTests.rule(1, "any", more: 2))
                : Self.images(Self.detail("a", days: 9), next: "again")
        }) { fixture in
            let client = fixture.client()
            await expect(.malformed) { try await client.expiry(of: Self.image) }
            #expect(fixture.count("DescribeImages") == 2)
        }
    }

    @Test func `without a policy nothing is deleted, and no image is asked for`() async throws {
        try await ECRFixture.serving({ _, _ in
            ECRFixture.refusal("LifecyclePolicyNotFoundException", "no policy")
        }) { fixture in
            let expiry = try await fixture.client().expiry(of: Self.image)
            #expect(expiry == nil)
            #expect(fixture.count("DescribeImages") == 0)
        }
    }

    @Test(arguments: ["GetLifecyclePolicy", "DescribeImages"])
    func `who may not look is never told that an image is safe`(
        _ denied: String
    ) async throws {
        try await ECRFixture.serving({ operation, _ in
            if operation == denied {
                return ECRFixture.refusal("AccessDeniedException", "User x is not authorized")
            }
            return Self.policy(ECRPolicyTests.rule(1, "any", more: 2))
        }) { fixture in
            let client = fixture.client()
            await expect(.forbidden, saying: "allow `ecr:\(denied)` for this identity; the managed")
            {
                try await client.expiry(of: Self.image)
            }
            let other = PinnedImage.test(ECRFixture.repository, .letter("b"))
            await expect(.forbidden) { try await client.expiry(of: other) }
            #expect(fixture.count(denied) == 1)
        }
    }

    @Test func `a rule that is not understood is no safety`() async throws {
        try await ECRFixture.serving({ operation, _ in
            operation == "GetLifecyclePolicy"
                ? Self.policy(ECRPolicyTests.rule(4, "any", extra: #""countType":"sinceFullMoon""#))
                : Self.images(Self.detail("a", days: 9))
        }) { fixture in
            let client = fixture.client()
            await expect(.malformed, saying: "rule 4 of its lifecycle policy") {
                try await client.expiry(of: Self.image)
            }
        }
    }

    @Test func `fault 40: an image that is not in its repository is not there`() async throws {
        try await ECRFixture.serving({ operation, _ in
            operation == "GetLifecyclePolicy"
                ? Self.policy(ECRPolicyTests.rule(1, "any", more: 2))
                : Self.images(Self.detail("b", days: 9))
        }) { fixture in
            let client = fixture.client()
            await expect(.notFound) { try await client.expiry(of: Self.image) }
        }
    }

    @Test(arguments: [(true, false), (false, true)])
    func `an index's member stays as long as the index`(_ isKept: Bool, _ isTaken: Bool)
        async throws
    {
        let manifest =
            #"{\"manifests\":[{\"digest\":\"\#(Digest.letter("a"))\"},{\"digest\":\"x\"}]}"#
        try await ECRFixture.serving({ operation, input in
            switch operation {
            case "GetLifecyclePolicy":
                return Self.policy(
                    ECRPolicyTests.rule(1, "tagged", ["keep"], more: 1),
                    ECRPolicyTests.rule(2, "any", pushed: 14))
            case "DescribeImages":
                return Self.images(
                    Self.detail("a", days: 20),
                    Self.detail("i", tags: isKept ? ["keep"] : [], days: 18, type: "image.index"),
                    Self.detail("b", days: 1))
            default:
                #expect(input["imageIds"]?.array?.count == 1)
                #expect(input["acceptedMediaTypes"]?.array?.count == 2)
                return .text(
                    200, [],
                    #"{"images":[{"imageId":{"imageDigest":"\#(Digest.letter("i"))"},"#
                        + #""imageManifest":"\#(manifest)"}],"failures":[]}"#)
            }
        }) { fixture in
            let expiry = try await fixture.client().expiry(of: Self.image)
            #expect((expiry != nil) == isTaken)
            if isTaken { #expect(expiry?.at == .test + .seconds(-4 * 86_400)) }
        }
    }

    @Test(arguments: [
        (#""imageTagMutability":"MUTABLE""#, TagMutability.mutable),
        (#""imageTagMutability":"IMMUTABLE""#, .immutable(exceptions: [])),
        (
            #""imageTagMutability":"IMMUTABLE_WITH_EXCLUSION","#
                + #""imageTagMutabilityExclusionFilters":["#
                + #"{"filterType":"WILDCARD","filter":"prod*"},{"filter":"latest"}]"#,
            .immutable(exceptions: ["latest", "prod*"])
        ),
        (#""imageTagMutability":"MUTABLE_WITH_EXCLUSION""#, .mutable),
        (#""imageTagMutability":"NEW""#, .unknown),
    ])
    func `a repository says whether its tags can be moved`(
        _ setting: String, _ mutability: TagMutability
    ) async throws {
        try await ECRFixture.serving({ operation, input in
            #expect(operation == "DescribeRepositories")
            #expect(input["repositoryNames"]?.array?.map(\.string) == ["shop/web"])
            return .text(200, [], #"{"repositories":[{"repositoryName":"shop/web",\#(setting)}]}"#)
        }) { fixture in
            let client = fixture.client()
            for _ in 0..<2 {
                let found = try await client.mutability(ofTagsIn: Self.image.repository)
                #expect(found == mutability)
            }
            #expect(fixture.count("DescribeRepositories") == 1)
        }
    }

    @Test func `other registries have no such rules`() async throws {
        try await ECRFixture.serving({ _, _ in .text(500) }) { fixture in
            let client = fixture.client()
            let image = PinnedImage.test("ghcr.io/shop/web", .letter("a"))
            let expiry = try await client.expiry(of: image)
            #expect(expiry == nil)
            let found = try await client.mutability(ofTagsIn: image.repository)
            #expect(found == .unknown)
            #expect(fixture.server.requests.isEmpty)
        }
    }

    @Test func `a registry of an emulator's machine need not be the emulator's`() async throws {
        try await ECRFixture.serving({ _, _ in
            ECRFixture.refusal("RepositoryNotFoundException", "no such repository")
        }) { fixture in
            let client = fixture.client()
            let image = PinnedImage.test("localhost:5000/shop/web", .letter("a"))
            let expiry = try await client.expiry(of: image)
            #expect(expiry == nil)
            let found = try await client.mutability(ofTagsIn: image.repository)
            #expect(found == .unknown)
            await expect(.notFound) { try await client.expiry(of: Self.image) }
        }
    }
}

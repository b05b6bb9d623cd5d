import PinionModel
import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)))
struct RetentionTests {
    private static let image = PinnedImage.test("r.example.com/shop/web:1", .numbered(1))
    private static let question = RegistryQuestion.expiry(image)

    /// A registry without rules of its own.
    private struct Plain: Registry {
        func resolve(_ reference: ImageReference) throws(RegistryError) -> Digest {
            throw .notFound(reference)
        }

        func members(of image: PinnedImage) -> [PlatformManifest] { [] }

        func exists(_ image: PinnedImage) -> Bool { true }
    }

    @Test func `a rule that will delete an image is an answer`() async {
        let registry = InMemoryRegistry([Self.image.reference])
        let kept = await RegistryAnswers.asking([Self.question], of: registry)
        #expect(kept[Self.question] == .expiry(nil))
        let expiry = ImageExpiry(rule: "rule 1 keeps 10 images", at: .test)
        await registry.expire(Self.image.digest, by: expiry)
        let expiring = await RegistryAnswers.asking([Self.question], of: registry)
        #expect(expiring[Self.question] == .expiry(expiry))
    }

    @Test func `rules that cannot be read are a silent host, and no rules are an answer`() async {
        let registry = InMemoryRegistry([Self.image.reference])
        await registry.silence("r.example.com")
        let silent = await RegistryAnswers.asking([Self.question], of: registry)
        #expect(silent.silentHosts.map(\.host) == ["r.example.com"])
        let plain = await RegistryAnswers.asking([Self.question], of: Plain())
        #expect(plain[Self.question] == .expiry(nil))
    }

    @Test func `frozen tags are immutable`() async throws {
        let registry = InMemoryRegistry([Self.image.reference])
        let repository = Self.image.repository
        #expect(try await registry.mutability(ofTagsIn: repository) == .mutable)
        await registry.freezeTags(of: repository)
        #expect(try await registry.mutability(ofTagsIn: repository) == .immutable(exceptions: []))
    }
}

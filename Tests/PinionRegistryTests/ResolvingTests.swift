import PinionModel
import PinionTesting
import Testing

@testable import PinionRegistry

@Suite(.timeLimit(.minutes(10)))
struct ResolvingTests {
    let one = StubManifest.image("one")
    let two = StubManifest.image("two")

    @Test func `a tag is resolved by one HEAD with all four types`() async throws {
        try await withRegistry { fixture in
            fixture.stub.keep(one, in: "shop/web", tags: ["1.8.3"])
            let digest = try await fixture.client.resolve(fixture.reference("shop/web:1.8.3"))
            #expect(digest == one.digest)
            #expect(fixture.stub.counts == StubRegistry.Counts(heads: 1))
            let accept = try #require(fixture.stub.requests.first?["Accept"])
            for type in MediaType.allCases { #expect(accept.contains(type.rawValue)) }
        }
    }

    @Test func `a missing tag means latest, and a digest alone means itself`() async throws {
        try await withRegistry { fixture in
            fixture.stub.keep(one, in: "shop/web", tags: ["latest"])
            #expect(try await fixture.client.resolve(fixture.reference("shop/web")) == one.digest)
            let digest = try await fixture.client.resolve(
                fixture.reference("shop/web@\(two.digest)"))
            #expect(digest == two.digest)
            #expect(fixture.stub.counts.heads == 1)
        }
    }

    @Test func `a registry that hides the digest is asked for the bytes`() async throws {
        try await withRegistry(faults: [.hidesDigest]) { fixture in
            fixture.stub.keep(one, in: "shop/web", tags: ["1"])
            let digest = try await fixture.client.resolve(fixture.reference("shop/web:1"))
            #expect(digest == one.digest)
            #expect(fixture.stub.counts == StubRegistry.Counts(heads: 1, gets: 1))
        }
    }

    @Test func `a registry that knows no HEAD is asked for the bytes`() async throws {
        try await withRegistry(faults: [.knowsNoHead]) { fixture in
            fixture.stub.keep(one, in: "shop/web", tags: ["1"])
            let digest = try await fixture.client.resolve(fixture.reference("shop/web:1"))
            #expect(digest == one.digest)
        }
    }

    @Test func `fault 42: a tag that moves between two reads is resolved once in a run`()
        async throws
    {
        try await withRegistry(faults: [.movesTags(to: two.digest)]) { fixture in
            fixture.stub.keep(one, in: "shop/web", tags: ["1"])
            fixture.stub.keep(two, in: "shop/web")
            let reference = try fixture.reference("shop/web:1")
            let first = try await fixture.client.resolve(reference)
            let second = try await fixture.client.resolve(reference)
            #expect(first == one.digest)
            #expect(second == one.digest)
            #expect(fixture.stub.digest(of: "1", in: "shop/web") == two.digest)
        }
    }

    @Test func `fault 42: a moving tag whose digest is hidden is what its bytes are`() async throws
    {
        let faults: [StubRegistry.Fault] = [.hidesDigest, .movesTags(to: two.digest)]
        try await withRegistry(faults: faults) { fixture in
            fixture.stub.keep(one, in: "shop/web", tags: ["1"])
            fixture.stub.keep(two, in: "shop/web")
            // HEAD sees the one, GET hashes the other: what was read counts.
            let digest = try await fixture.client.resolve(fixture.reference("shop/web:1"))
            #expect(digest == two.digest)
        }
    }

    @Test func `the same question at the same time is asked once`() async throws {
        try await withRegistry { fixture in
            fixture.stub.keep(one, in: "shop/web", tags: ["1"])
            let reference = try fixture.reference("shop/web:1")
            try await withThrowingTaskGroup(of: Digest.self) { group in
                for _ in 0..<50 { group.addTask { try await fixture.client.resolve(reference) } }
                for try await digest in group { #expect(digest == one.digest) }
            }
            #expect(fixture.stub.counts.heads == 1)
        }
    }

    @Test func `a missing tag, digest or repository is not found`() async throws {
        try await withRegistry { fixture in
            fixture.stub.keep(one, in: "shop/web", tags: ["1"])
            let reference = try fixture.reference("shop/web:2")
            await expect(.notFound) { try await fixture.client.resolve(reference) }
            let image = try fixture.image(two)
            await expect(.notFound) { try await fixture.client.members(of: image) }
        }
    }

    @Test(arguments: ["application/vnd.docker.distribution.manifest.v1+prettyjws", "text/html"])
    func `fault 42: another type than an image's is refused`(_ type: String) async throws {
        try await withRegistry(faults: [.callsManifests(type)]) { fixture in
            fixture.stub.keep(one, in: "shop/web", tags: ["1"])
            let reference = try fixture.reference("shop/web:1")
            await expect(.malformed, saying: type) {
                try await fixture.client.resolve(reference)
            }
        }
    }

    @Test func `fault 40: whether a digest is there`() async throws {
        try await withRegistry { fixture in
            fixture.stub.keep(one, in: "shop/web", tags: ["1"])
            let (there, gone) = (try fixture.image(one), try fixture.image(two))
            #expect(try await fixture.client.exists(there))
            #expect(try await fixture.client.exists(gone) == false)
            // A yes is kept for the run, a no is not: it may be pushed while a run waits.
            fixture.stub.keep(two, in: "shop/web")
            fixture.stub.drop(one.digest, from: "shop/web")
            #expect(try await fixture.client.exists(there))
            #expect(try await fixture.client.exists(gone))
            // A no of HEAD is believed only after the GET.
            #expect(fixture.stub.counts == StubRegistry.Counts(heads: 3, gets: 1))
        }
    }

    @Test(arguments: [
        (400, "text/html"), (403, "application/json"), (404, nil), (405, nil), (501, "text/plain"),
        (200, "text/html"), (200, "application/octet-stream"),
    ])
    func `HEAD is believed only where it says yes`(_ row: (status: Int, type: String?)) async throws
    {
        try await withRegistry(faults: [.answersHead(row.status, type: row.type)]) { fixture in
            fixture.stub.keep(one, in: "shop/web", tags: ["1"])
            let (there, gone) = (try fixture.image(one), try fixture.image(two))
            let tag = try fixture.reference("shop/web:1")
            #expect(try await fixture.client.exists(there))
            #expect(try await fixture.client.exists(gone) == false)
            #expect(try await fixture.client.resolve(tag) == one.digest)
            #expect(fixture.stub.counts == StubRegistry.Counts(heads: 3, gets: 3))
        }
    }

    @Test func `fault 40: a deleted digest is absent though its tag is still there`() async throws {
        try await withRegistry { fixture in
            fixture.stub.keep(two, in: "shop/web", tags: ["1"])
            let image = PinnedImage(
                repository: try fixture.reference("shop/web").repository,
                tag: try ImageReference.Tag(parsing: "1"), digest: one.digest)
            #expect(try await fixture.client.exists(image) == false)
        }
    }

    @Test func `fault 42: a digest that is answered with another is not there`() async throws {
        try await withRegistry(faults: [.liesAboutDigest]) { fixture in
            fixture.stub.keep(one, in: "shop/web")
            let image = try fixture.image(one)
            await expect(.untrustworthy) { try await fixture.client.exists(image) }
        }
    }
}

import PinionHTTP
import PinionModel
import PinionTesting
import Testing

@testable import PinionRegistry

@Suite(.timeLimit(.minutes(10)))
struct TagsTests {
    let image = StubManifest.image("one")

    @Test func `all pages of a list are read`() async throws {
        try await withRegistry(.tokens) { fixture in
            let names = (0..<25).map { "v\($0)" }
            fixture.stub.keep(image, in: "shop/web", tags: names)
            let repository = try fixture.reference("shop/web").repository
            let tags = try await fixture.client.tags(of: repository)
            #expect(tags.map(\.description).sorted() == names.sorted())
            #expect(tags.count == 25)
            // One more than the pages: the first request bought the token.
            #expect(fixture.stub.counts.tagPages == 3)
            #expect(fixture.stub.counts.tokens == 1)
        }
    }

    @Test func `fault 43: pages that go round in a circle are an error, and no list`()
        async throws
    {
        let again = "/v2/shop/web/tags/list?n=1000"
        try await withRegistry(faults: [.linksTags(to: again)]) { fixture in
            fixture.stub.keep(image, in: "shop/web", tags: ["a"])
            let repository = try fixture.reference("shop/web").repository
            await expect(.malformed, saying: "form a circle") {
                try await fixture.client.tags(of: repository)
            }
            #expect(fixture.stub.counts.tagPages == 1)
        }
    }

    @Test func `fault 43: more than fifty pages and ten thousand tags are read to the end`()
        async throws
    {
        try await withRegistry { fixture in
            fixture.stub.tagsPerPage = 150
            fixture.stub.keep(image, in: "shop/web", tags: (0..<12_000).map { "v\($0)" })
            let repository = try fixture.reference("shop/web").repository
            let tags = try await fixture.client.tags(of: repository)
            #expect(tags.count == 12_000)
            #expect(Set(tags).count == 12_000)
            #expect(fixture.stub.counts.tagPages == 80)
        }
    }

    @Test(arguments: [
        "http://169.254.169.254/", "http://127.0.0.1:1/v2/shop/web/tags/list",
        "https://registry.example/v2/shop/web/tags/list",
    ])
    func `fault 44: a next page on another host is refused`(_ target: String) async throws {
        try await withRegistry(faults: [.linksTags(to: target)]) { fixture in
            fixture.stub.keep(image, in: "shop/web", tags: ["a"])
            let repository = try fixture.reference("shop/web").repository
            await expect(.untrustworthy, saying: "another host") {
                try await fixture.client.tags(of: repository)
            }
        }
    }

    @Test func `a page that fails leaves no partial list`() async throws {
        try await withRegistry(faults: [.linksTags(to: "/v2/other/tags/list")]) { fixture in
            fixture.stub.keep(image, in: "shop/web", tags: ["a"])
            let repository = try fixture.reference("shop/web").repository
            await expect(.notFound) { try await fixture.client.tags(of: repository) }
        }
    }

    @Test func `a repository that is not there is not found`() async throws {
        try await withRegistry { fixture in
            let repository = try fixture.reference("shop/web").repository
            await expect(.notFound) { try await fixture.client.tags(of: repository) }
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let header: String
        let target: String?
        var testDescription: String { header }

        init(_ header: String, _ target: String?) {
            self.header = header
            self.target = target
        }
    }

    @Test(arguments: [
        Case(#"</v2/a/tags/list?n=1&last=b>; rel="next""#, "/v2/a/tags/list?n=1&last=b"),
        Case(#"</x>;rel=next"#, "/x"),
        Case(#"</x>; title="a"; rel="next""#, "/x"),
        Case(#"</p>; rel="prev",</x>; rel="next""#, "/x"),
        Case(#"</p>; rel="prev", </x>; rel="next", </l>; rel="last""#, "/x"),
        Case(#"</p>; rel="prev""#, nil),
        Case("/x; rel=next", nil),
        Case("<", nil),
        Case("", nil),
    ])
    func `the next page is read from Link`(_ row: Case) {
        #expect(LinkHeader.next(in: [row.header]) == row.target)
    }

    @Test func `a tag is moved with the same bytes and type, and looked at`() async throws {
        try await withRegistry(.tokens) { fixture in
            let docker = "application/vnd.docker.distribution.manifest.v2+json"
            let text = #"{"mediaType":"\#(docker)","config":{}, "layers":[]}"#
            let manifest = StubManifest(Array(text.utf8), mediaType: docker)
            fixture.stub.keep(manifest, in: "shop/web")
            let tag = try ImageReference.Tag(parsing: "production")
            try await fixture.client.tag(fixture.image(manifest), as: tag)
            #expect(fixture.stub.digest(of: "production", in: "shop/web") == manifest.digest)
            let put = try #require(fixture.stub.requests.last { $0.method == "PUT" })
            #expect(put["Content-Type"] == docker)
            #expect(put.body == manifest.bytes)
        }
    }

    @Test func `a tag that is where it belongs is not written`() async throws {
        try await withRegistry { fixture in
            fixture.stub.keep(image, in: "shop/web", tags: ["production"])
            let tag = try ImageReference.Tag(parsing: "production")
            try await fixture.client.tag(fixture.image(image), as: tag)
            #expect(fixture.stub.counts == StubRegistry.Counts(heads: 1))
        }
    }

    @Test func `after a tag was moved it is resolved anew`() async throws {
        try await withRegistry { fixture in
            let other = StubManifest.image("two")
            fixture.stub.keep(image, in: "shop/web", tags: ["production"])
            fixture.stub.keep(other, in: "shop/web")
            let reference = try fixture.reference("shop/web:production")
            #expect(try await fixture.client.resolve(reference) == image.digest)
            try await fixture.client.tag(fixture.image(other), as: #require(reference.tag))
            #expect(try await fixture.client.resolve(reference) == other.digest)
        }
    }

    @Test func `an immutable tag is forbidden, with the registry's reason`() async throws {
        try await withRegistry(faults: [.keepsTags]) { fixture in
            fixture.stub.keep(image, in: "shop/web")
            fixture.stub.keep(.image("two"), in: "shop/web", tags: ["production"])
            let pinned = try fixture.image(image)
            let tag = try ImageReference.Tag(parsing: "production")
            await expect(.forbidden, saying: "the tag is immutable") {
                try await fixture.client.tag(pinned, as: tag)
            }
        }
    }

    @Test func `a tag that was put and is not there is not believed`() async throws {
        try await withRegistry(faults: [.losesTags]) { fixture in
            fixture.stub.keep(image, in: "shop/web")
            let pinned = try fixture.image(image)
            let tag = try ImageReference.Tag(parsing: "production")
            await expect(.untrustworthy, saying: "is on nothing") {
                try await fixture.client.tag(pinned, as: tag)
            }
        }
    }

    @Test func `fault 42: altered bytes are never put under a tag`() async throws {
        try await withRegistry(faults: [.altersBytes]) { fixture in
            fixture.stub.keep(image, in: "shop/web")
            let pinned = try fixture.image(image)
            let tag = try ImageReference.Tag(parsing: "production")
            await expect(.untrustworthy) { try await fixture.client.tag(pinned, as: tag) }
            #expect(fixture.stub.counts.puts == 0)
        }
    }
}

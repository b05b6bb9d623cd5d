import PinionModel
import PinionTesting
import Testing

@testable import PinionRegistry

@Suite(.timeLimit(.minutes(10)))
struct DetailsTests {
    private static let prefix = "org.opencontainers.image."
    let configuration = StubConfiguration(
        labels: [
            prefix + "revision": "1a2b3c4", prefix + "source": "https://git.example/shop",
            prefix + "version": "1.8.4", "other": "x",
        ], platform: "linux/arm/v7")
    let labels = ImageLabels(
        revision: "1a2b3c4", source: "https://git.example/shop", version: "1.8.4")

    @Test func `labels and platform of a manifest come from its configuration`() async throws {
        try await withRegistry(.tokens) { fixture in
            let manifest = StubManifest.image(configuration)
            fixture.stub.keep(manifest, in: "shop/web")
            fixture.stub.keep(configuration, in: "shop/web")
            let details = try await fixture.client.details(of: fixture.image(manifest))
            #expect(details.labels == labels)
            #expect(details.platforms.map(\.description) == ["linux/arm/v7"])
            #expect(fixture.stub.counts.gets == 1)
            #expect(fixture.stub.counts.blobs == 1)
            #expect(fixture.stub.counts.tokens == 1)
        }
    }

    @Test func `a tag's digest and labels cost four questions, and no more the second time`()
        async throws
    {
        try await withRegistry { fixture in
            let manifest = StubManifest.image(configuration)
            let other = StubManifest.image("other")
            let index = StubManifest.index([
                ("linux/arm/v7", manifest), ("windows/amd64", other), (nil, other),
            ])
            fixture.stub.keep(manifest, in: "shop/web")
            fixture.stub.keep(index, in: "shop/web", tags: ["1.8.4"])
            fixture.stub.keep(configuration, in: "shop/web")
            let digest = try await fixture.client.resolve(fixture.reference("shop/web:1.8.4"))
            #expect(digest == index.digest)
            let image = try fixture.image(index)
            let details = try await fixture.client.details(of: image)
            #expect(details.labels == labels)
            #expect(details.platforms.map(\.description) == ["linux/arm/v7", "windows/amd64"])
            let four = StubRegistry.Counts(heads: 1, gets: 2, blobs: 1)
            #expect(fixture.stub.counts == four)
            // Whoever asks for the members afterwards costs nothing either.
            #expect(try await fixture.client.members(of: image).count == 2)
            #expect(try await fixture.client.exists(image))
            #expect(try await fixture.client.details(of: image) == details)
            #expect(fixture.stub.counts == four)
        }
    }

    @Test func `who asks at the same time is answered by the same requests`() async throws {
        try await withRegistry { fixture in
            let manifest = StubManifest.image(configuration)
            fixture.stub.keep(manifest, in: "shop/web", tags: ["1"])
            fixture.stub.keep(configuration, in: "shop/web")
            let image = try fixture.image(manifest)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        _ = try await fixture.client.details(of: image)
                        _ = try await fixture.client.tags(of: image.repository)
                    }
                }
                try await group.waitForAll()
            }
            #expect(fixture.stub.counts == StubRegistry.Counts(gets: 1, tagPages: 1, blobs: 1))
        }
    }

    @Test func `after a tag was put the tags are listed anew`() async throws {
        try await withRegistry { fixture in
            let manifest = StubManifest.image(configuration)
            fixture.stub.keep(manifest, in: "shop/web", tags: ["1"])
            let image = try fixture.image(manifest)
            #expect(try await fixture.client.tags(of: image.repository).count == 1)
            try await fixture.client.tag(image, as: ImageReference.Tag(parsing: "2"))
            #expect(try await fixture.client.tags(of: image.repository).count == 2)
        }
    }

    @Test func `fault 42: an altered configuration is refused`() async throws {
        try await withRegistry(faults: [.altersBlobs]) { fixture in
            let manifest = StubManifest.image(configuration)
            let index = StubManifest.index([("linux/arm/v7", manifest), ("linux/amd64", manifest)])
            for kept in [manifest, index] { fixture.stub.keep(kept, in: "shop/web") }
            fixture.stub.keep(configuration, in: "shop/web")
            for image in [try fixture.image(manifest), try fixture.image(index)] {
                await expect(.untrustworthy, saying: "altered or cut") {
                    try await fixture.client.details(of: image)
                }
            }
        }
    }

    @Test func `fault 43: a configuration that is too large is refused`() async throws {
        try await withRegistry { fixture in
            let large = StubConfiguration(
                "{\"x\":\"" + String(repeating: "x", count: 4 << 20) + "\"}")
            let manifest = StubManifest.image(large)
            fixture.stub.keep(manifest, in: "shop/web")
            fixture.stub.keep(large, in: "shop/web")
            let image = try fixture.image(manifest)
            await expect(.untrustworthy) { try await fixture.client.details(of: image) }
        }
    }

    @Test func `fault 44: a token is not shown where a blob is redirected to`() async throws {
        let bytes = configuration.bytes
        try await LoopbackServer.serving { _ in
            .answer(200, [("Content-Length", String(bytes.count))], bytes)
        } _: { store in
            try await withRegistry(.tokens) { fixture in
                let manifest = StubManifest.image(configuration)
                fixture.stub.keep(manifest, in: "shop/web")
                fixture.stub.keep(configuration, in: "shop/web")
                let target = "http://127.0.0.1:\(store.port)/store/blob?signature=x"
                fixture.stub.behave([.redirectsBlobs(to: target)])
                let details = try await fixture.client.details(of: fixture.image(manifest))
                #expect(details.labels == labels)
                #expect(store.requests.map(\.target) == ["/store/blob?signature=x"])
                #expect(store.requests.allSatisfy { $0["Authorization"] == nil })
            }
        }
    }

    @Test(arguments: ["http://169.254.169.254/latest/", "https://127.0.0.1/", "file:///etc/passwd"])
    func `fault 44: a blob's redirect to where registries are not is refused`(_ target: String)
        async throws
    {
        try await withRegistry(faults: [.redirectsBlobs(to: target)]) { fixture in
            let manifest = StubManifest.image(configuration)
            fixture.stub.keep(manifest, in: "shop/web")
            fixture.stub.keep(configuration, in: "shop/web")
            let image = try fixture.image(manifest)
            let error = await #expect(throws: RegistryError.self) {
                try await fixture.client.details(of: image)
            }
            #expect(error?.isTransient == false)
        }
    }

    @Test func `what the labels lack is taken from annotations`() async throws {
        try await withRegistry { fixture in
            let bare = StubConfiguration(labels: [Self.prefix + "version": "1.8.4"])
            let manifest = StubManifest.image(
                bare,
                annotations: [Self.prefix + "revision": "5d6e", Self.prefix + "version": "other"])
            fixture.stub.keep(manifest, in: "shop/web")
            fixture.stub.keep(bare, in: "shop/web")
            let details = try await fixture.client.details(of: fixture.image(manifest))
            #expect(details.labels == ImageLabels(revision: "5d6e", version: "1.8.4"))
        }
    }

    @Test func `a platform that cannot be read gives way to the next one`() async throws {
        try await withRegistry { fixture in
            let broken = StubConfiguration("no JSON")
            let second = StubManifest.image(broken)
            let third = StubManifest.image(configuration)
            let index = StubManifest.index([
                ("linux/amd64", .image("gone")), ("linux/arm64", second), ("linux/s390x", third),
            ])
            for kept in [index, second, third] { fixture.stub.keep(kept, in: "shop/web") }
            for kept in [broken, configuration] { fixture.stub.keep(kept, in: "shop/web") }
            let details = try await fixture.client.details(of: fixture.image(index))
            #expect(details.labels == labels)
        }
    }

    @Test func `an image without a configuration that is there is not found`() async throws {
        try await withRegistry { fixture in
            let manifest = StubManifest.image(configuration)
            fixture.stub.keep(manifest, in: "shop/web")
            let image = try fixture.image(manifest)
            await expect(.notFound) { try await fixture.client.details(of: image) }
        }
    }

    private static func other(_ config: String, _ more: String = "") -> StubManifest {
        let digest = String(repeating: "0", count: 64)
        let text =
            #"{"schemaVersion":2,"mediaType":"\#(StubManifest.manifestType)"\#(more),"config":{"#
            + #""mediaType":"\#(config)","digest":"sha256:\#(digest)","size":2},"layers":[]}"#
        return StubManifest(Array(text.utf8), mediaType: StubManifest.manifestType)
    }

    @Test(arguments: [
        (other("application/vnd.cncf.helm.config.v1+json"), "a Helm chart"),
        (other("application/vnd.oci.empty.v1+json", #","artifactType":"text/sbom""#), "text/sbom"),
        (other("application/x.other"), "application/x.other"),
        (StubManifest.index([]), "lists no image"),
        (StubManifest.index([(nil, StubManifest.image("x"))]), "lists no image"),
    ])
    func `fault 78: what is no image says what it is`(
        _ manifest: StubManifest, _ words: String
    ) async throws {
        try await withRegistry { fixture in
            fixture.stub.keep(manifest, in: "shop/web")
            let details = try await fixture.client.details(of: fixture.image(manifest))
            #expect(details.artifactKind?.contains(words) == true)
            #expect(details.platforms == [])
            #expect(fixture.stub.counts == StubRegistry.Counts(gets: 1))
        }
    }

    @Test(arguments: ["application/octet-stream", ""])
    func `what Docker pulls as an image is one`(_ type: String) async throws {
        try await withRegistry { fixture in
            let configuration = StubConfiguration(#"{"os":"linux","architecture":"amd64"}"#)
            let text =
                #"{"schemaVersion":2,"mediaType":"\#(StubManifest.manifestType)","config":{"mediaType":"\#(type)","#
                + #""digest":"\#(configuration.digest)","size":\#(configuration.bytes.count)},"layers":[]}"#
            let manifest = StubManifest(Array(text.utf8), mediaType: StubManifest.manifestType)
            fixture.stub.keep(manifest, in: "shop/web")
            fixture.stub.keep(configuration, in: "shop/web")
            let details = try await fixture.client.details(of: fixture.image(manifest))
            #expect(details.artifactKind == nil)
            #expect(details.platforms.map(\.architecture) == ["amd64"])
        }
    }

    @Test func `fault 78: an index without platforms is none`() async throws {
        try await withRegistry { fixture in
            let bare = StubConfiguration("{}")
            let manifest = StubManifest.image(bare)
            let text =
                #"{"schemaVersion":2,"mediaType":"\#(StubManifest.indexType)","manifests":[{"mediaType":"#
                + #""\#(manifest.mediaType)","digest":"\#(manifest.digest)","size":\#(manifest.bytes.count)}]}"#
            let index = StubManifest(Array(text.utf8), mediaType: StubManifest.indexType)
            for kept in [manifest, index] { fixture.stub.keep(kept, in: "shop/web") }
            fixture.stub.keep(bare, in: "shop/web")
            let details = try await fixture.client.details(of: fixture.image(index))
            #expect(details.artifactKind == "an index that names no platform")
        }
    }

    @Test(arguments: [0, 1, 5])
    func `fault 78: an index whose images were deleted is none`(_ kept: Int) async throws {
        try await withRegistry { fixture in
            let bare = StubConfiguration(#"{"os":"linux","architecture":"amd64"}"#)
            let platforms = [
                "linux/amd64", "linux/arm64", "linux/386", "linux/ppc64le", "linux/s390x",
                "linux/riscv64",
            ]
            let images = platforms.map { name in
                StubManifest.image(bare, annotations: ["for": name])
            }
            let index = StubManifest.index(zip(platforms, images).map { ($0, $1) })
            fixture.stub.keep(index, in: "shop/web")
            fixture.stub.keep(bare, in: "shop/web")
            // The last ones alone are left.
            for image in images.suffix(kept) { fixture.stub.keep(image, in: "shop/web") }
            let details = try await fixture.client.details(of: fixture.image(index))
            let words = "an index of which no image is in the registry any more (6 of 6 looked for)"
            #expect(details.artifactKind == (kept == 0 ? words : nil))
        }
    }

    @Test func `fault 78: an index of charts is one too`() async throws {
        try await withRegistry { fixture in
            let chart = Self.other("application/vnd.cncf.helm.config.v1+json")
            let index = StubManifest.index([("linux/amd64", chart)])
            for kept in [chart, index] { fixture.stub.keep(kept, in: "shop/web") }
            let details = try await fixture.client.details(of: fixture.image(index))
            #expect(details.artifactKind == "a Helm chart")
        }
    }

    @Test(arguments: [
        #"{}"#, #"{"config":null}"#, #"{"config":{"Labels":null}}"#, #"{"config":{"Labels":[]}}"#,
        #"{"config":{"Labels":{"org.opencontainers.image.version":1}}}"#, #"[]"#, #""x""#,
        #"{"config":{"Labels":{"org.opencontainers.image.version":""}},"os":"linux"}"#,
    ])
    func `a configuration that says nothing is no error`(_ text: String) async throws {
        try await withRegistry { fixture in
            let configuration = StubConfiguration(text)
            let manifest = StubManifest.image(configuration)
            fixture.stub.keep(manifest, in: "shop/web")
            fixture.stub.keep(configuration, in: "shop/web")
            let details = try await fixture.client.details(of: fixture.image(manifest))
            #expect(details == ImageDetails(labels: ImageLabels(), platforms: []))
        }
    }

    @Test func `a value that is not of its key's form is left out`() async throws {
        try await withRegistry { fixture in
            let configuration = StubConfiguration(
                labels: [
                    Self.prefix + "version": "2; closes #1",
                    Self.prefix + "revision": "\\u001b[31m\\n",
                    Self.prefix + "source": "https://user:secret@git.example.com/shop",
                ])
            let manifest = StubManifest.image(configuration)
            fixture.stub.keep(manifest, in: "shop/web")
            fixture.stub.keep(configuration, in: "shop/web")
            let details = try await fixture.client.details(of: fixture.image(manifest))
            #expect(details.labels == ImageLabels())
        }
    }
}

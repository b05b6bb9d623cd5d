import Glibc
import PinionModel
import PinionProcess
import PinionTesting
import Testing

@testable import PinionRegistry

@Suite(.timeLimit(.minutes(10)))
struct LayoutTests {
    let one = StubManifest.image("one")
    let two = StubManifest.image("two")

    @Test func `names are whole references, short references or tags of every repository`()
        async throws
    {
        let named = [
            ("registry.example/shop/web:1.8", one), ("nginx:1.27", two), ("stable", one),
            ("docker.io/library/redis:7", two),
        ]
        try await withLayout(named) { layout in
            let table = [
                ("registry.example/shop/web:1.8", one), ("docker.io/library/nginx:1.27", two),
                ("redis:7", two), ("other.example/any:stable", one),
            ]
            for (name, manifest) in table {
                let digest = try await layout.resolve(ImageReference(parsing: name))
                #expect(digest == manifest.digest, "\(name)")
            }
            let absent = try ImageReference(parsing: "registry.example/shop/other:1.8")
            await expect(.notFound) { try await layout.resolve(absent) }
        }
    }

    @Test func `a whole reference comes before a tag alone`() async throws {
        try await withLayout([("production", one), ("r.example/web:production", two)]) { layout in
            let whole = try await layout.resolve(
                ImageReference(parsing: "r.example/web:production"))
            let other = try await layout.resolve(ImageReference(parsing: "r.example/x:production"))
            #expect(whole == two.digest)
            #expect(other == one.digest)
        }
    }

    @Test func `tags are listed for a repository`() async throws {
        let named = [
            ("r.example/web:2", one), ("r.example/web:1", one), ("r.example/x:3", one),
            ("any", one),
        ]
        try await withLayout(named) { layout in
            let tags = try await layout.tags(
                of: ImageReference.Repository(parsing: "r.example/web"))
            #expect(tags.map(\.description) == ["1", "2", "any"])
        }
    }

    @Test func `labels come from the configuration, whose bytes must be its digest`() async throws {
        let key = "org.opencontainers.image.revision"
        let configuration = StubConfiguration(labels: [key: "1a2b"])
        let manifest = StubManifest.image(configuration)
        let index = StubManifest.index([("linux/amd64", manifest)])
        let blob = StubManifest(configuration.bytes, mediaType: "")
        let named = [("r.example/web:1", index)]
        try await withLayout(named, besides: [manifest, blob]) { layout in
            let image = PinnedImage(
                repository: try ImageReference.Repository(parsing: "r.example/web"),
                digest: index.digest)
            let details = try await layout.details(of: image)
            #expect(details.labels == ImageLabels(revision: "1a2b"))
            #expect(details.platforms.map(\.description) == ["linux/amd64"])
        }
        try await withLayout(named, besides: [manifest, blob]) { layout in
            try WholeFile.write(
                Array("{}".utf8), to: layout.folder + "/blobs/sha256" + "/" + blob.digest.hex)
            let image = PinnedImage(
                repository: try ImageReference.Repository(parsing: "r.example/web"),
                digest: index.digest)
            await expect(.untrustworthy, saying: "altered or cut") {
                try await layout.details(of: image)
            }
        }
    }

    @Test func `an index has its members`() async throws {
        let index = StubManifest.index([("linux/amd64", one), (nil, two)])
        try await withLayout([("r.example/web:1", index)], besides: [one]) { layout in
            let repository = try ImageReference.Repository(parsing: "r.example/web")
            let image = PinnedImage(repository: repository, digest: index.digest)
            let members = try await layout.members(of: image)
            #expect(members.map(\.digest) == [one.digest])
            #expect(try await layout.exists(image))
            let gone = PinnedImage(repository: repository, digest: two.digest)
            #expect(try await layout.exists(gone) == false)
        }
    }

    @Test func `a tag moves in the bytes of its entry alone`() async throws {
        let named = [("r.example/web:production", one), ("r.example/web:2", two)]
        try await withLayout(named) { layout in
            let before = try text(of: layout)
            try await layout.tag(pinned("r.example/web", two), as: tag("production"))
            let digest = try await layout.resolve(
                ImageReference(parsing: "r.example/web:production"))
            #expect(digest == two.digest)
            let after = try text(of: layout)
            #expect(
                after
                    == before.replacing(
                        #""digest":"\#(one.digest)","size":\#(one.bytes.count),"#
                            + #""platform":{"os":"linux","architecture":"amd64"},"#,
                        with: #""digest":"\#(two.digest)","size":\#(two.bytes.count),"#,
                        maxReplacements: 1))
            #expect(after.contains(#""x-unknown": [1.50, 1e3]"#))
        }
    }

    @Test func `a new tag is a new entry after the others`() async throws {
        try await withLayout([("2", two)]) { layout in
            let before = try text(of: layout)
            try await layout.tag(pinned("nginx", two), as: tag("production"))
            let after = try text(of: layout)
            #expect(after.contains("docker.io/library/nginx:production"))
            #expect(after.count > before.count)
            let name = try ImageReference(parsing: "nginx:production")
            #expect(try await layout.resolve(name) == two.digest)
            let other = try ImageReference(parsing: "redis:production")
            await expect(.notFound) { try await layout.resolve(other) }
        }
    }

    @Test func `a tag that is where it belongs is not written`() async throws {
        try await withLayout([("r.example/web:production", one)]) { layout in
            let before = try inode(of: layout)
            try await layout.tag(pinned("r.example/web", one), as: tag("production"))
            #expect(try inode(of: layout) == before)
        }
    }

    @Test func `a tag is never put on what the folder has not`() async throws {
        try await withLayout([("r.example/web:production", one)]) { layout in
            let image = try pinned("r.example/web", two)
            let name = try tag("production")
            await expect(.notFound) { try await layout.tag(image, as: name) }
        }
    }

    @Test func `fault 42: altered bytes of a layout are refused`() async throws {
        try await withLayout([("r.example/web:1", one)]) { layout in
            try WholeFile.write(
                Array("{}".utf8), to: layout.folder + "/blobs/sha256" + "/" + one.digest.hex)
            let image = try pinned("r.example/web", one)
            await expect(.untrustworthy) { try await layout.exists(image) }
        }
    }

    @Test func `one name for two images is refused`() async throws {
        try await withLayout([("r.example/web:1", one), ("r.example/web:1", two)]) { layout in
            let reference = try ImageReference(parsing: "r.example/web:1")
            await expect(.malformed, saying: "entry 2") { try await layout.resolve(reference) }
        }
    }

    @Test func `a folder that is no layout says so`() async throws {
        let layout = OCILayout(folder: "/nowhere/images")
        let reference = try ImageReference(parsing: "nginx")
        await expect(.malformed, saying: "/nowhere/images") {
            try await layout.resolve(reference)
        }
    }

    private func tag(_ text: String) throws -> ImageReference.Tag {
        try ImageReference.Tag(parsing: text)
    }

    private func pinned(_ repository: String, _ manifest: StubManifest) throws -> PinnedImage {
        PinnedImage(
            repository: try ImageReference.Repository(parsing: repository), digest: manifest.digest)
    }

    private func text(of layout: OCILayout) throws -> String {
        let bytes = try #require(
            try WholeFile.read(layout.folder + "/index.json", limit: 1 << 20))
        return String(decoding: bytes, as: UTF8.self)
    }

    private func inode(of layout: OCILayout) throws -> UInt {
        var status = stat()
        #expect(stat(layout.folder + "/index.json", &status) == 0)
        return UInt(status.st_ino)
    }

    private func withLayout(
        _ named: [(String, StubManifest)], besides others: [StubManifest] = [],
        _ work: (OCILayout) async throws -> Void
    ) async throws {
        let folder = "/tmp/pinion-layout-\(UInt64.random(in: 0 ... .max))"
        for path in ["", "/blobs", "/blobs/sha256"] { #expect(mkdir(folder + path, 0o700) == 0) }
        var files = ["oci-layout"]
        let version = Array(#"{"imageLayoutVersion":"1.0.0"}"#.utf8)
        try WholeFile.write(version, to: folder + "/" + "oci-layout")
        for manifest in named.map(\.1) + others {
            try WholeFile.write(
                manifest.bytes, to: folder + "/blobs/sha256" + "/" + manifest.digest.hex)
            files.append("blobs/sha256/" + manifest.digest.hex)
        }
        let entries = named.map { name, manifest in
            """
                {"mediaType":"\(manifest.mediaType)","digest":"\(manifest.digest)",\
            "size":\(manifest.bytes.count),"platform":{"os":"linux","architecture":"amd64"},\
            "annotations":{"org.opencontainers.image.ref.name":"\(name)", "x": "y"}}
            """
        }
        let index = """
            {
              "schemaVersion": 2, "x-unknown": [1.50, 1e3],
              "manifests": [
            \(entries.joined(separator: ",\n"))
              ]
            }

            """
        try WholeFile.write(Array(index.utf8), to: folder + "/" + "index.json")
        files.append("index.json")
        defer {
            for file in files { unlink(folder + "/" + file) }
            for path in ["/blobs/sha256", "/blobs", ""] { rmdir(folder + path) }
        }
        try await work(OCILayout(folder: folder))
    }
}

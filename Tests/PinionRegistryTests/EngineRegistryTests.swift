import Glibc
import PinionHTTP
import PinionModel
import PinionProcess
import PinionTesting
import Testing

@testable import PinionRegistry

/// The happy paths against distribution's own registry.
///
/// Runs in a prepared environment: `PINION_TEST_REGISTRY` is the host and port of an empty registry on loopback.
@Suite(.timeLimit(.minutes(10)))
struct EngineRegistryTests {
    @Test func `images are resolved, listed, read and tagged`() async throws {
        let host = try #require(getenv("PINION_TEST_REGISTRY").map { String(cString: $0) })
        let http = HTTPClient(clock: .system)
        let client = RegistryClient(http: http)
        let path = "pinion/t\(UInt32.random(in: 0 ... .max))"
        let repository = try ImageReference.Repository(parsing: "\(host)/\(path)")
        let endpoint = try RegistryHosts().host(of: repository).endpoint
        let manifest = try await push(path, to: endpoint, with: http)
        let image = PinnedImage(repository: repository, digest: manifest.digest)

        let first = ImageReference(repository: repository, tag: try .init(parsing: "v00"))
        #expect(try await client.resolve(first) == manifest.digest)
        #expect(try await client.exists(image))
        #expect(try await client.members(of: image).map(\.platform.os) == ["linux"])
        let details = try await client.details(of: image)
        #expect(details.labels == ImageLabels(revision: "1a2b"))
        #expect(details.platforms.map(\.os) == ["linux"])

        let production = try ImageReference.Tag(parsing: "production")
        try await client.tag(image, as: production)
        let moved = ImageReference(repository: repository, tag: production)
        #expect(try await client.resolve(moved) == manifest.digest)

        let tags = try await client.tags(of: repository)
        #expect(tags.count == 13)
        #expect(tags.contains(production))

        let gone = PinnedImage(repository: repository, digest: StubManifest.image("gone").digest)
        #expect(try await client.exists(gone) == false)
        let missing = ImageReference(repository: repository, tag: try .init(parsing: "missing"))
        await #expect(throws: RegistryError.notFound(missing)) { try await client.resolve(missing) }
        await http.shutdown()
    }

    /// Uploads a configuration, a manifest and an index with a dozen tags.
    private func push(
        _ path: String, to endpoint: Endpoint, with http: HTTPClient
    ) async throws -> StubManifest {
        let config = StubConfiguration(labels: ["org.opencontainers.image.revision": "1a2b"]).bytes
        let digest = try #require(Manifest.digest(of: config))
        let start = try await http.send(
            HTTPRequest(.post, "/v2/\(path)/blobs/uploads/"), to: endpoint)
        let location = try #require(start.headers["Location"])
        let upload = try start.url.resolving(location)
        let end = try await http.send(
            HTTPRequest(.put, "\(upload.target)&digest=\(digest)", body: config), to: endpoint)
        #expect(end.status == 201)
        let type = StubManifest.manifestType
        let text = """
            {"schemaVersion":2,"mediaType":"\(type)","config":{"mediaType":\
            "application/vnd.oci.image.config.v1+json","digest":"\(digest)","size":\(config.count)},"layers":[]}
            """
        let image = StubManifest(Array(text.utf8), mediaType: type)
        let list = """
            {"schemaVersion":2,"mediaType":"\(StubManifest.indexType)","manifests":[{"mediaType":\
            "\(type)","digest":"\(image.digest)","size":\(image.bytes.count),\
            "platform":{"os":"linux","architecture":"amd64"}}]}
            """
        let index = StubManifest(Array(list.utf8), mediaType: StubManifest.indexType)
        let names = (0..<12).map { ($0 < 10 ? "v0" : "v") + String($0) }
        for (name, manifest) in [(image.digest.description, image)] + names.map({ ($0, index) }) {
            var put = HTTPRequest(.put, "/v2/\(path)/manifests/\(name)", body: manifest.bytes)
            put.headers["Content-Type"] = manifest.mediaType
            #expect(try await http.send(put, to: endpoint).status == 201)
        }
        return index
    }
}

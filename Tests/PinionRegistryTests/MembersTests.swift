import PinionModel
import PinionTesting
import Testing

@testable import PinionRegistry

@Suite(.timeLimit(.minutes(10)))
struct MembersTests {
    let amd = StubManifest.image("amd64")
    let arm = StubManifest.image("arm")

    @Test func `an index has its platforms, without attestations`() async throws {
        try await withRegistry { fixture in
            let index = StubManifest.index([
                ("linux/arm/v7", arm), ("linux/amd64", amd), (nil, .image("attestation")),
            ])
            fixture.stub.keep(index, in: "shop/web")
            let image = try fixture.image(index)
            let members = try await fixture.client.members(of: image)
            #expect(
                members == [
                    PlatformManifest(
                        digest: amd.digest, platform: Platform(os: "linux", architecture: "amd64")),
                    PlatformManifest(
                        digest: arm.digest,
                        platform: Platform(os: "linux", architecture: "arm", variant: "v7")),
                ])
            _ = try await fixture.client.members(of: image)
            #expect(try await fixture.client.exists(image))
            #expect(fixture.stub.counts == StubRegistry.Counts(gets: 1))
        }
    }

    @Test func `fault 46: a platform that an index lacks is not among its members`() async throws {
        try await withRegistry { fixture in
            let index = StubManifest.index([("linux/arm64", arm)])
            fixture.stub.keep(index, in: "shop/web")
            let members = try await fixture.client.members(of: fixture.image(index))
            #expect(members.map(\.platform.architecture) == ["arm64"])
        }
    }

    @Test func `a platform's manifest has no members`() async throws {
        try await withRegistry { fixture in
            fixture.stub.keep(amd, in: "shop/web")
            let members = try await fixture.client.members(of: fixture.image(amd))
            #expect(members.isEmpty)
        }
    }

    @Test func `an index in an index is read, one deeper is refused`() async throws {
        try await withRegistry { fixture in
            let inner = StubManifest.index([("linux/arm", arm)])
            let outer = StubManifest.index([("linux/amd64", amd), ("any/any", inner)])
            let outermost = StubManifest.index([("any/any", outer)])
            for manifest in [inner, outer, outermost] {
                fixture.stub.keep(manifest, in: "shop/web")
            }
            let members = try await fixture.client.members(of: fixture.image(outer))
            #expect(members.map(\.digest) == [amd.digest, arm.digest])
            let deep = try fixture.image(outermost)
            await expect(.untrustworthy, saying: "nested") {
                try await fixture.client.members(of: deep)
            }
        }
    }

    @Test func `fault 43: an index of a million entries is refused`() async throws {
        try await withRegistry { fixture in
            let many = Array(repeating: ("linux/amd64" as String?, amd), count: 1001)
            let index = StubManifest.index(many)
            fixture.stub.keep(index, in: "shop/web")
            let image = try fixture.image(index)
            await expect(.untrustworthy, saying: "1000") {
                try await fixture.client.members(of: image)
            }
        }
    }

    @Test func `fault 43: the entries of nested indexes count together`() async throws {
        try await withRegistry { fixture in
            let images = (0..<999).map { ("linux/a\($0)" as String?, amd) }
            let inner = StubManifest.index(images)
            let outer = StubManifest.index([("any/any", inner), ("linux/a", amd)])
            for manifest in [inner, outer] { fixture.stub.keep(manifest, in: "shop/web") }
            let image = try fixture.image(outer)
            await expect(.untrustworthy, saying: "1000") {
                try await fixture.client.members(of: image)
            }
        }
    }

    @Test func `fault 43: a manifest without end is refused`() async throws {
        try await withRegistry(faults: [.floods]) { fixture in
            fixture.stub.keep(amd, in: "shop/web")
            let image = try fixture.image(amd)
            await expect(.untrustworthy, saying: "4194304 bytes") {
                try await fixture.client.members(of: image)
            }
        }
    }

    @Test func `fault 42: bytes that are not their digest are refused`() async throws {
        try await withRegistry(faults: [.altersBytes]) { fixture in
            fixture.stub.keep(amd, in: "shop/web", tags: ["1"])
            let image = try fixture.image(amd)
            await expect(.untrustworthy, saying: "altered") {
                try await fixture.client.members(of: image)
            }
        }
    }

    @Test func `fault 42: a digest that is not that of the bytes is refused`() async throws {
        let faults: [StubRegistry.Fault] = [.liesAboutDigest, .knowsNoHead]
        try await withRegistry(faults: faults) { fixture in
            fixture.stub.keep(amd, in: "shop/web", tags: ["1"])
            let reference = try fixture.reference("shop/web:1")
            await expect(.untrustworthy, saying: "altered") {
                try await fixture.client.resolve(reference)
            }
        }
    }

    @Test func `fault 42: a cut manifest is asked for again, and then not believed`() async throws {
        try await withRegistry(faults: [.truncates]) { fixture in
            fixture.stub.keep(amd, in: "shop/web")
            let image = try fixture.image(amd)
            await expect(.unreachable) { try await fixture.client.members(of: image) }
            #expect(fixture.stub.counts.gets == 4)
        }
    }

    @Test func `fault 42: a type that the bytes contradict is refused`() async throws {
        let faults = [StubRegistry.Fault.callsManifests(StubManifest.indexType)]
        try await withRegistry(faults: faults) { fixture in
            fixture.stub.keep(amd, in: "shop/web")
            let image = try fixture.image(amd)
            await expect(.untrustworthy) { try await fixture.client.members(of: image) }
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
        var declared: String?
        let isUntrustworthy: Bool

        init(
            _ name: String, _ text: String, declared: String? = nil, isUntrustworthy: Bool = false
        ) {
            testDescription = name
            self.text = text
            self.declared = declared
            self.isUntrustworthy = isUntrustworthy
        }
    }

    @Test(arguments: [
        Case("not JSON", "<html>"),
        Case("no object", "[]"),
        Case("nothing in it", "{}"),
        Case("a configuration that is none", #"{"config":1}"#),
        Case("manifests that are no list", #"{"manifests":{}}"#),
        Case("an entry without a digest", #"{"manifests":[{}]}"#),
        Case("an entry with another algorithm", #"{"manifests":[{"digest":"sha512:00"}]}"#),
        Case("another kind of thing", #"{"mediaType":"application/vnd.cncf.helm","config":{}}"#),
        Case("sent as a web page", #"{"config":{}}"#, declared: "text/html"),
        Case(
            "an index and an image", #"{"manifests":[],"config":{},"layers":[]}"#,
            isUntrustworthy: true),
        Case(
            "an image that calls itself an index",
            #"{"mediaType":"application/vnd.oci.image.index.v1+json","config":{}}"#,
            isUntrustworthy: true),
        Case(
            "two names for its type",
            #"{"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{}}"#,
            declared: "application/vnd.oci.image.index.v1+json", isUntrustworthy: true),
        Case("a key twice", #"{"config":{},"config":{}}"#),
    ])
    func `fault 42: what is no manifest is refused`(_ row: Case) {
        let error = #expect(throws: Manifest.Fault.self) {
            try Manifest(reading: Array(row.text.utf8), declared: row.declared)
        }
        switch error {
        case .untrustworthy: #expect(row.isUntrustworthy)
        case .malformed: #expect(!row.isUntrustworthy)
        case nil: break
        }
    }
}

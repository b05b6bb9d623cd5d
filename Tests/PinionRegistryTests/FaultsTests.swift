import PinionHTTP
import PinionModel
import PinionProcess
import PinionTesting
import Testing

@testable import PinionRegistry

@Suite(.timeLimit(.minutes(10)))
struct FaultsTests {
    let image = StubManifest.image("one")

    @Test(arguments: [429, 503])
    func `fault 38: a registry that asks to wait is asked again`(_ status: Int) async throws {
        let fault = StubRegistry.Fault.refuses(status, times: 2, retryAfter: "1")
        try await withRegistry(faults: [fault]) { fixture in
            fixture.stub.keep(image, in: "shop/web", tags: ["1"])
            let digest = try await fixture.client.resolve(fixture.reference("shop/web:1"))
            #expect(digest == image.digest)
            #expect(fixture.stub.counts.heads == 3)
        }
    }

    @Test func `fault 38: an absurd wait is reported`() async throws {
        let fault = StubRegistry.Fault.refuses(429, times: 99, retryAfter: "99999999999")
        try await withRegistry(faults: [fault]) { fixture in
            let reference = try fixture.reference("shop/web:1")
            await expect(.throttled, saying: "3600 s") {
                try await fixture.client.resolve(reference)
            }
            #expect(fixture.stub.counts.heads == 1)
        }
    }

    @Test func `fault 38: a registry that stays away is transient, and then left alone`()
        async throws
    {
        try await withRegistry(faults: [.hangsUp]) { fixture in
            for tag in ["a", "b", "c", "d"] {
                let reference = try fixture.reference("shop/web:\(tag)")
                let error = await #expect(throws: RegistryError.self) {
                    try await fixture.client.resolve(reference)
                }
                #expect(error?.isTransient == true)
            }
            #expect(fixture.stub.counts.heads == 8)
        }
    }

    @Test func `fault 41: a moved tag is seen, and nothing is written`() async throws {
        try await withRegistry { fixture in
            let other = StubManifest.image("two")
            fixture.stub.keep(image, in: "shop/web", tags: ["1"])
            fixture.stub.keep(other, in: "shop/web", tags: ["1"])
            let digest = try await fixture.client.resolve(
                fixture.reference("shop/web:1@\(image.digest)"))
            #expect(digest == other.digest)
            #expect(fixture.stub.counts.puts == 0)
        }
    }

    @Test(arguments: [
        "http://169.254.169.254/latest/meta-data/", "https://127.0.0.1/", "http://10.0.0.1/x",
        "http://metadata.google.internal/computeMetadata/v1/", "file:///etc/passwd",
    ])
    func `fault 44: a redirect to where registries are not is refused`(_ target: String)
        async throws
    {
        try await withRegistry(faults: [.redirects(to: target)]) { fixture in
            let reference = try fixture.reference("shop/web:1")
            let error = await #expect(throws: RegistryError.self) {
                try await fixture.client.resolve(reference)
            }
            #expect(error?.isTransient == false)
        }
    }

    @Test func `fault 44: a circle of redirects is refused`() async throws {
        try await withRegistry(faults: [.redirects(to: "/v2/shop/web/manifests/1")]) { fixture in
            let reference = try fixture.reference("shop/web:1")
            await expect(.untrustworthy, saying: "3 redirects") {
                try await fixture.client.resolve(reference)
            }
            #expect(fixture.stub.counts.heads == 4)
        }
    }

    @Test func `fault 44: a token is not shown where a registry redirects to`() async throws {
        try await StubRegistry().serving { other in
            other.keep(image, in: "shop/web", tags: ["1"])
            let target = "http://\(other.host)/v2/shop/web/manifests/1"
            try await withRegistry(.tokens) { fixture in
                fixture.stub.keep(image, in: "shop/web", tags: ["1"])
                fixture.stub.behave([.redirects(to: target)])
                let digest = try await fixture.client.resolve(fixture.reference("shop/web:1"))
                #expect(digest == image.digest)
                #expect(fixture.stub.requests.contains { $0["Authorization"] != nil })
                #expect(other.requests.allSatisfy { $0["Authorization"] == nil })
            }
        }
    }

    @Test func `fault 44: a login that another host asks for is not given`() async throws {
        try await StubRegistry(door: .tokens).serving { other in
            let target = "http://\(other.host)/v2/shop/web/manifests/1"
            try await withRegistry(faults: [.redirects(to: target)]) { fixture in
                let reference = try fixture.reference("shop/web:1")
                await expect(.unauthorized, saying: other.host) {
                    try await fixture.client.resolve(reference)
                }
                #expect(other.counts.tokens == 0)
            }
        }
    }

    @Test func `fault 44: foreign URLs in descriptors are passed over`() async throws {
        // Every index of the stub names a metadata service in `urls`.
        try await withRegistry { fixture in
            let index = StubManifest.index([("linux/amd64", image)])
            fixture.stub.keep(index, in: "shop/web")
            let members = try await fixture.client.members(of: fixture.image(index))
            #expect(members.map(\.digest) == [image.digest])
            #expect(fixture.stub.counts.gets == 1)
        }
    }

    @Test func `fault 45: a registry on loopback with TLS of its own authority is refused`()
        async throws
    {
        try await StubRegistry().serving(at: .tls(TestCertificates.server)) { stub in
            let settings = RegistrySettings(
                host: stub.host, certificateAuthority: "/nowhere/ca.pem")
            let http = HTTPClient(clock: .test())
            let reference = try ImageReference(parsing: "\(stub.host)/shop/web:1")
            let missing = RegistryClient(http: http, hosts: RegistryHosts(settings: [settings]))
            await expect(.untrustworthy, saying: "/nowhere/ca.pem") {
                try await missing.resolve(reference)
            }
            let plain = RegistryClient(http: http)
            let error = await #expect(throws: RegistryError.self) {
                try await plain.resolve(reference)
            }
            #expect(error != nil)
            #expect(stub.counts == StubRegistry.Counts())
            await http.shutdown()
        }
    }
}

import PinionHTTP
import PinionModel
import PinionProcess
import PinionTesting
import Testing

@testable import PinionRegistry

@Suite(.timeLimit(.minutes(10)))
struct HostsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let image: String
        let endpoint: String
        var testDescription: String { image }

        init(_ image: String, _ endpoint: String) {
            self.image = image
            self.endpoint = endpoint
        }
    }

    @Test(arguments: [
        Case("nginx", "https://registry-1.docker.io"),
        Case("ghcr.io/acme/web", "https://ghcr.io"),
        Case("registry.example:5000/web", "https://registry.example:5000"),
        Case("localhost/web", "http://localhost"),
        Case("localhost:5000/web", "http://localhost:5000"),
        Case("127.0.0.1:5000/web", "http://127.0.0.1:5000"),
        Case("127.9.9.9:5000/web", "http://127.9.9.9:5000"),
        Case("[::1]:5000/web", "http://[::1]:5000"),
        Case("localhost.example/web", "https://localhost.example"),  // not this machine
        Case("127.0.0.1.example/web", "https://127.0.0.1.example"),
        Case("plain.example/web", "http://plain.example"),
        Case("Plain.Example/web", "http://plain.example"),
        Case("plain.example:5000/web", "https://plain.example:5000"),  // another port
        Case("plain.example.evil/web", "https://plain.example.evil"),
        Case("notplain.example/web", "https://notplain.example"),
        Case("10.0.0.1:5000/web", "https://10.0.0.1:5000"),
        Case("localhost:5443/web", "https://localhost:5443"),  // has an authority of its own
    ])
    func `fault 45: plain HTTP is for this machine and for exact names`(_ row: Case) throws {
        let hosts = RegistryHosts(settings: [
            RegistrySettings(host: "plain.example", plainHTTP: true),
            RegistrySettings(host: "localhost:5443", certificateAuthority: "/ca.pem"),
        ])
        let host = try hosts.host(of: ImageReference.Repository(parsing: row.image))
        #expect(host.endpoint.description == row.endpoint)
    }

    @Test func `fault 44: a registry that nobody trusted names is not asked at an inside address`()
        async throws
    {
        // `127.1` is a name for this code and 127.0.0.1 for the resolver: as a name server's lie would be.
        let image = StubManifest.image("one")
        try await StubRegistry(door: .open).serving { stub in
            stub.keep(image, in: "shop/web", tags: ["1"])
            let name = stub.host.replacing("127.0.0.1", with: "127.1")
            let settings = [RegistrySettings(host: name, plainHTTP: true)]
            let reference = try ImageReference(parsing: "\(name)/shop/web:1")
            let http = HTTPClient(clock: .test())
            let wary = RegistryClient(
                http: http, hosts: RegistryHosts(settings: settings, trusting: ["r.example.com"]))
            await expect(.untrustworthy, saying: "a loopback address") {
                try await wary.resolve(reference)
            }
            #expect(stub.counts.heads == 0)
            let trusting = RegistryClient(
                http: http, hosts: RegistryHosts(settings: settings, trusting: [name]))
            #expect(try await trusting.resolve(reference) == image.digest)
            await http.shutdown()
        }
    }

    @Test func `a registry's own authority is believed beside the system's`() throws {
        let settings = RegistrySettings(host: "r.example", certificateAuthority: "/ca.pem")
        let hosts = RegistryHosts(settings: [settings])
        let host = try hosts.host(of: ImageReference.Repository(parsing: "r.example/web"))
        let identity = TLSIdentity(trust: .systemAnd(file: "/ca.pem"))
        #expect(host.endpoint == .tls(host: "r.example", port: 443, identity: identity))
    }
}

import PinionHTTP
import PinionModel
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

    @Test func `a registry's own authority is believed beside the system's`() throws {
        let settings = RegistrySettings(host: "r.example", certificateAuthority: "/ca.pem")
        let hosts = RegistryHosts(settings: [settings])
        let host = try hosts.host(of: ImageReference.Repository(parsing: "r.example/web"))
        let identity = TLSIdentity(trust: .systemAnd(file: "/ca.pem"))
        #expect(host.endpoint == .tls(host: "r.example", port: 443, identity: identity))
    }
}

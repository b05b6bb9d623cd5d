import Testing

@testable import PinionHTTP

@Suite(.timeLimit(.minutes(10)))
struct EndpointTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let endpoint: Endpoint?
        let description: String
        var testDescription: String { text }

        init(_ text: String, _ endpoint: Endpoint?, _ description: String = "") {
            self.text = text
            self.endpoint = endpoint
            self.description = description
        }
    }

    @Test(arguments: [
        Case("unix:///run/d.sock", .unixSocket(path: "/run/d.sock"), "unix:///run/d.sock"),
        Case("tcp://10.0.0.1:2375", .tcp(host: "10.0.0.1", port: 2375), "http://10.0.0.1:2375"),
        Case("tcp://manager", .tcp(host: "manager", port: 2375), "http://manager:2375"),
        Case("http://r.example", .tcp(host: "r.example", port: 80), "http://r.example"),
        Case("https://R.Example:443/", .tls(host: "r.example", port: 443), "https://r.example"),
        Case("https://[::1]:5000", .tls(host: "::1", port: 5000), "https://[::1]:5000"),
        Case("https://user:secret@r.example", nil),  // a password would be printed
        Case("https://r.example/v2/", nil),  // an endpoint has no path
        Case("unix://relative.sock", nil),
        Case("ssh://manager", nil),
        Case("https://r.example:99999", nil),
        Case("https://[::1", nil),
        Case("https://r example", nil),
        Case("manager:2375", nil),
        Case("https://", nil),
    ])
    func `an endpoint is read and printed`(_ row: Case) throws {
        let endpoint = try? Endpoint(parsing: row.text)
        #expect(endpoint == row.endpoint)
        if let endpoint { #expect(endpoint.description == row.description) }
    }

    @Test func `tcp speaks TLS with Docker's files where DOCKER_TLS_VERIFY is set`() throws {
        let environment = ["DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": "/certs"]
        let identity = try #require(TLSIdentity.docker(environment: environment))
        let endpoint = try Endpoint(parsing: "tcp://manager", identity: identity)
        #expect(endpoint == .tls(host: "manager", port: 2376, identity: identity))
        #expect(identity.trust == .only(file: "/certs/ca.pem"))
        #expect(identity.certificate?.chainFile == "/certs/cert.pem")
        #expect(identity.certificate?.keyFile == "/certs/key.pem")
    }

    @Test func `Docker's files are in the home folder unless somebody says where`() {
        let environment = ["DOCKER_TLS_VERIFY": "1", "HOME": "/home/kim"]
        let identity = TLSIdentity.docker(environment: environment)
        #expect(identity?.trust == .only(file: "/home/kim/.docker/ca.pem"))
        #expect(TLSIdentity.docker(environment: ["HOME": "/home/kim"]) == nil)
        #expect(TLSIdentity.docker(environment: ["DOCKER_TLS_VERIFY": ""]) == nil)
    }

    struct Reference: Sendable, CustomTestStringConvertible {
        let text: String
        let url: String?
        var testDescription: String { text }

        init(_ text: String, _ url: String?) {
            self.text = text
            self.url = url
        }
    }

    @Test(arguments: [
        Reference("/v2/b?n=1#x", "https://r.example/v2/b?n=1"),
        Reference("list?last=z", "https://r.example/v2/a/list?last=z"),
        Reference("?last=z", "https://r.example/v2/a/tags?last=z"),
        Reference("//other.example/x", "https://other.example/x"),
        Reference("http://other.example", "http://other.example/"),
        Reference("https://r.example:443/y", "https://r.example/y"),
        Reference("file:///etc/passwd", nil),
        Reference("https://a:b@r.example/", nil),
        Reference("/with space", nil),
        Reference("/with\r\nheader", nil),
    ])
    func `what a server refers to is resolved against its URL`(_ row: Reference) throws {
        let base = try HTTPURL(parsing: "https://r.example/v2/a/tags?n=100")
        #expect((try? base.resolving(row.text))?.description == row.url)
    }
}

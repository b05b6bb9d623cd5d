import PinionProcess
import Testing

@testable import PinionHTTP

@Suite(.timeLimit(.minutes(10)))
struct ProxiesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let endpoint: String
        let noProxy: String
        let proxied: Bool
        var testDescription: String { "\(endpoint) with NO_PROXY=\(noProxy)" }

        init(_ endpoint: String, _ noProxy: String, _ proxied: Bool) {
            self.endpoint = endpoint
            self.noProxy = noProxy
            self.proxied = proxied
        }
    }

    @Test(arguments: [
        Case("https://r.example", "", true),
        Case("https://r.example", "*", false),
        Case("https://r.example", "r.example", false),
        Case("https://a.r.example", "r.example", false),
        Case("https://ar.example", "r.example", true),  // not a part of the name
        Case("https://r.example", ".r.example", true),
        Case("https://a.r.example", ".r.example", false),
        Case("https://a.r.example", "*.r.example", false),
        Case("https://r.example:5000", "r.example:5000", false),
        Case("https://r.example", "r.example:5000", true),
        Case("https://10.1.2.3", "10.0.0.0/8", false),
        Case("https://11.1.2.3", "10.0.0.0/8", true),
        Case("https://10.1.2.3", "10.1.2.3", false),
        Case("https://r.example", "other, r.example", false),
        Case("https://127.0.0.1:5000", "", false),  // this machine, always direct
        Case("http://localhost:5000", "", false),
        Case("https://[::1]:5000", "", false),
        Case("unix:///run/docker.sock", "", false),
    ])
    func `NO_PROXY names the hosts that are reached directly`(_ row: Case) throws {
        let proxies = Proxies(environment: [
            "HTTPS_PROXY": "http://proxy:3128", "http_proxy": "proxy:3128",
            "NO_PROXY": row.noProxy,
        ])
        let proxy = try proxies.proxy(for: Endpoint(parsing: row.endpoint))
        #expect((proxy != nil) == row.proxied)
    }

    @Test func `each scheme has its own variable`() throws {
        let proxies = Proxies(environment: ["https_proxy": "http://kim:p%40ss@proxy:3128"])
        #expect(try proxies.proxy(for: .tcp(host: "r.example", port: 80)) == nil)
        let proxy = try proxies.proxy(for: .tls(host: "r.example", port: 443))
        #expect(proxy?.host == "proxy")
        #expect(proxy?.port == 3128)
        #expect(proxy?.credential == Secret("kim:p@ss"))
    }

    @Test func `a proxy that cannot be used is an error without its password`() {
        let proxies = Proxies(environment: ["HTTPS_PROXY": "socks5://kim:hunter2@proxy"])
        #expect {
            _ = try proxies.proxy(for: .tls(host: "r.example", port: 443))
        } throws: { error in
            !"\(error)".contains("hunter2") && "\(error)".contains("HTTPS_PROXY")
        }
    }
}

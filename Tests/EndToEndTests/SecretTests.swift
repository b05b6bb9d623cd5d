import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)))
struct SecretTests {
    private static let password = "s3cr3t-w0rd"
    private static let commands = [
        ["status"], ["plan"], ["drift"], ["reconcile"], ["log", "production"], ["doctor"],
        ["status", "--verbose"],
        ["status", "--format", "json"],
    ]

    @Test func `a password in the address of an option is refused, and never shown`() async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, origin: .disk)
            for address in [
                "http://ada:\(Self.password)@127.0.0.1:1/shop.git",
                "https://ada:\(Self.password)@localhost:1/x",
            ] {
                let outcome = try await shop.command(["status", "--repository", address]).run()
                let all = outcome.output + outcome.errors
                #expect(outcome.code == 1)
                #expect(all.contains("holds a password"), "\(all)")
                #expect(!all.contains(Self.password), "\(all)")
            }
        }
    }

    /// Where CI jobs leave the login of their checkout.
    enum Place: CaseIterable { case address, headerOfServer, headerOfAll }

    @Test(arguments: Place.allCases, [true, false])
    func `the login of a checkout reaches its server, no output, no cache and no command line`(
        _ place: Place, _ isRight: Bool
    ) async throws {
        try await withScratch { scratch in
            let ada = GitHTTPServer.Credentials(
                user: "ada", password: isRight ? Self.password : "another")
            try await withGitServer(root: scratch.makeFolder("remotes"), credentials: ada) {
                server in
                let shop = try await Shop.make(in: scratch, origin: .server(server))
                let plain = try await shop.git("remote", "get-url", "origin")
                let header = "AUTHORIZATION: basic YWRhOnMzY3IzdC13MHJk"
                switch place {
                case .address:
                    let with = plain.replacing("http://", with: "http://ada:\(Self.password)@")
                    try await shop.git("remote", "set-url", "origin", with)
                case .headerOfServer:
                    let server = plain.split(separator: "/").prefix(2).joined(separator: "//")
                    try await shop.git("config", "http.\(server)/.extraheader", header)
                case .headerOfAll: try await shop.git("config", "http.extraheader", header)
                }
                for command in Self.commands {
                    let outcome = try await shop.command(command).run()
                    let all = outcome.output + outcome.errors
                    #expect(outcome.code == (isRight ? 0 : 1), "\(all)")
                    #expect(!all.contains(Self.password) && !all.contains("YWRhOn"), "\(all)")
                }
                #expect(server.requests.contains { $0.authorization != nil })
                let kept = try await Command(
                    "grep", ["-rlE", "\(Self.password)|YWRhOn", shop.cache, shop.state]
                ).run()
                #expect(kept.output == "")
            }
        }
    }

    @Test(arguments: [true, false])
    func `a password of netrc reaches its server, no output, no cache and no command line`(
        _ isRight: Bool
    ) async throws {
        try await withScratch { scratch in
            let ada = GitHTTPServer.Credentials(
                user: "ada", password: isRight ? Self.password : "another")
            try await withGitServer(root: scratch.makeFolder("remotes"), credentials: ada) {
                server in
                let shop = try await Shop.make(in: scratch, origin: .server(server))
                try scratch.write(
                    "machine 127.0.0.1 login ada password \(Self.password)\n", to: "home/.netrc")
                try await Command("chmod", ["600", scratch.path(of: "home/.netrc")]).succeed()
                for command in Self.commands {
                    let outcome = try await shop.command(command).run()
                    let all = outcome.output + outcome.errors
                    #expect(outcome.code == (isRight ? 0 : 1), "\(all)")
                    #expect(!all.contains(Self.password), "\(all)")
                }
                #expect(server.requests.contains { $0.authorization != nil })
                let kept = try await Command(
                    "grep", ["-rl", Self.password, shop.cache, shop.state, shop.folder]
                ).run()
                #expect(kept.output == "")
            }
        }
    }
}

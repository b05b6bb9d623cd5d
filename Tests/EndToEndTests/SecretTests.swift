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

    @Test func `a password in the remote's address is refused, and never shown`() async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, origin: .disk)
            for address in [
                "http://ada:\(Self.password)@127.0.0.1:1/shop.git",
                "https://ada:\(Self.password)@localhost:1/x",
            ] {
                try await shop.git("remote", "set-url", "origin", address)
                for command in Self.commands + [["status", "--repository", address]] {
                    let outcome = try await shop.command(command).run()
                    let all = outcome.output + outcome.errors
                    #expect(outcome.code == 1)
                    #expect(all.contains("holds a password"), "\(all)")
                    #expect(!all.contains(Self.password), "\(all)")
                }
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

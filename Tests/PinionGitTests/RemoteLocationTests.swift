import PinionModel
import PinionProcess
import PinionTesting
import Testing

@testable import PinionGit

@Suite(.timeLimit(.minutes(10)))
struct RemoteLocationTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let address: String
        let parts: String
        var testDescription: String { address }
    }

    static let cases = [
        Case(
            address: "https://github.com/shop/deploy.git",
            parts: "https github.com 443 /shop/deploy.git"),
        Case(
            address: "https://t0k3n@git.example.com:8443/a/b?x=t0k3n#y",
            parts: "https git.example.com 8443 /a/b"),
        Case(
            address: "git@github.com:shop/deploy.git", parts: "ssh github.com 22 /shop/deploy.git"),
        Case(
            address: "ssh://git@git.example.com:2222/shop/deploy",
            parts: "ssh git.example.com 2222 /shop/deploy"),
        Case(address: "http://127.0.0.1:3000/a/b.git", parts: "http 127.0.0.1 3000 /a/b.git"),
        Case(address: "https://[::1]:3000/a/b.git", parts: "https ::1 3000 /a/b.git"),
    ]

    @Test(arguments: cases)
    func `S6: forges learn where a remote is, and no secret of its address`(
        _ example: Case
    ) async throws {
        try await withScratch { scratch in
            let place = try await SourceRepository.open(
                .named(example.address), settings: scratch.settings())
            let location = try #require(place.remoteAddress)
            #expect(
                "\(location.scheme) \(location.host) \(location.port) \(location.path)"
                    == example.parts)
            #expect(!String(reflecting: location).contains("t0k3n"))
        }
    }

    @Test func `a path is nowhere on the network`() async throws {
        try await withScratch { scratch in
            let repository = try await scratch.repository()
            #expect(try await repository.place(scratch).remoteAddress == nil)
        }
    }

    @Test func `credentials come from netrc, then from git, for that host alone`() async throws {
        try await withScratch { scratch in
            try scratch.write(
                "machine git.example.com login ada password n3trc\n", to: "home/.netrc")
            try scratch.write(
                """
                [credential "https://other.example.com:8443"]
                    helper = "!f() { echo username=bob; echo password=h3lper; }; f"
                """, to: "home/.gitconfig")
            let place = try await SourceRepository.open(
                .named("https://git.example.com/a/b"), settings: scratch.settings())
            let ada = await place.credential(host: "GIT.example.com")
            #expect(ada?.user == "ada" && ada?.secret.revealed == "n3trc")
            let bob = await place.credential(host: "other.example.com", port: 8443, path: "/api")
            #expect(bob?.user == "bob" && bob?.secret.revealed == "h3lper")
            #expect(await place.credential(host: "other.example.com") == nil)
            #expect(await place.credential(scheme: "http", host: "git.example.com") == nil)
            #expect(await place.credential(scheme: "ssh", host: "git.example.com") == nil)
            var dumped = ""
            dump(ada, to: &dumped)
            for text in ["\(String(describing: ada))", String(reflecting: ada), dumped] {
                #expect(!text.contains("n3trc"))
            }
        }
    }
}

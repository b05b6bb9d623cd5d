import PinionModel
import PinionTesting
import Testing

@testable import PinionGit

/// What is told of the statuses with which forges refuse a repository.
@Suite(.timeLimit(.minutes(10)))
struct HTTPRefusalTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let host: String
        let write: String
        let read: String
        var testDescription: String { host }

        init(_ host: String, write: String, read: String) {
            (self.host, self.write, self.read) = (host, write, read)
        }
    }

    @Test(arguments: [
        Case("github.com", write: "`permissions: { contents: write }`", read: "contents: read"),
        Case("acme.ghe.com", write: "contents: write", read: "contents: read"),
        Case("gitlab.com", write: "the role Developer", read: "the scope read_repository"),
        Case("codeberg.org", write: "write:repository", read: "read:repository"),
        Case("bitbucket.org", write: "repository:write", read: "the scope repository"),
        Case("dev.azure.com", write: "Create branch", read: "Code (read)"),
        Case("acme.visualstudio.com", write: "Contribute", read: "Code (read)"),
        Case("git.example.com", write: "on GitLab the role Developer", read: "the right to read"),
        Case("notgithub.com", write: "on GitHub contents: write", read: "the right to read"),
    ])
    func `a refusal names the right in the words of the forge`(row: Case) throws {
        let pushed = try #require(HTTPRefusal(status: 403, host: row.host, isWriting: true))
        #expect(pushed.reason.contains("403") && pushed.reason.contains("may not write"))
        #expect(pushed.remedy.contains(row.write))
        let fetched = try #require(HTTPRefusal(status: 403, host: row.host, isWriting: false))
        #expect(fetched.reason.contains("may not read") && fetched.remedy.contains(row.read))
        let hidden = try #require(HTTPRefusal(status: 404, host: row.host, isWriting: false))
        #expect(hidden.reason.contains("404") && hidden.reason.contains("may see"))
        #expect(hidden.remedy.contains("private repository") && hidden.remedy.contains(row.read))
    }

    @Test(arguments: [301, 400, 401, 407, 410, 429, 500])
    func `other statuses keep their own words`(status: Int) {
        #expect(HTTPRefusal(status: status, host: "github.com", isWriting: true) == nil)
    }

    @Test func `a server's 403 and 404 are told as sentences`() async throws {
        try await withScratch { scratch in
            _ = try await scratch.repository("srv/shop.git")
            try await withGitServer(root: scratch.path(of: "srv")) { server in
                let settings = scratch.settings()
                let lost = try await SourceRepository.open(
                    .named(server.address(of: "nowhere.git")), settings: settings)
                let missing = await failure { _ = try await lost.source().tip() }
                let told = "\(missing.map { "\($0)" } ?? "")"
                #expect(told.contains("it answered 404: nothing is there that"), "\(told)")
                #expect(told.contains("forges answer 404 also for a private repository"))
                let place = try await SourceRepository.open(
                    .named(server.address(of: "shop.git")), settings: settings)
                server.misbehave(.forbidPushes)
                let forbidden = await failure { try await place.checkWriting() }
                let words = "\(forbidden.map { "\($0)" } ?? "")"
                #expect(words.contains("it answered 403: the user or token may not write there"))
                #expect(words.contains("on GitHub contents: write"), "\(words)")
            }
        }
    }
}

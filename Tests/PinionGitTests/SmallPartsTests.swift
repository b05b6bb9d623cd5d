import PinionModel
import PinionProcess
import Testing

@testable import PinionGit

@Suite(.timeLimit(.minutes(10)))
struct SmallPartsTests {
    @Test func `a line between parent and child keeps every text`() {
        for text in ["", "a\tb", "a\nb\r", "\\t", "\\", "päss\u{0}wörd", "-"] {
            let message = Message("credential", text, text)
            #expect(!message.line.dropLast().contains { $0.isNewline })
            #expect(Message(line: String(message.line.dropLast())) == message)
        }
    }

    @Test func `every event and every error crosses the pipe unchanged`() throws {
        let id = try #require(ObjectID(parsing: String(repeating: "0a", count: 20)))
        let errors: [SourceError] = [
            .notARepository(path: "/a"), .notOurs(path: "/a", remedy: "b"),
            .unsupported(path: "/a", reason: "b"), .noSuchRevision("a", remedy: "b"),
            .unreachable(remote: "a", reason: "b\tc", remedy: "d"),
            .refused(remote: "a", reason: "b", remedy: "c\n"), .malformed(object: "a", reason: "b"),
            .local(path: "a", reason: "b"),
        ]
        let events: [TransportEvent] =
            errors.map { .failed($0) } + [
                .ready, .connected, .credentialWanted, .cache(path: "/x y", generation: "1"),
                .defaultBranch("main"), .ref("refs/heads/main", id), .ref("refs/heads/main", nil),
                .rewritten("refs/pinion/ledger/a", seen: id), .sending,
                .status(ref: "refs/a", refusal: nil), .status(ref: "refs/a", refusal: ""),
                .pushed(code: -20, message: "early EOF"), .remark("remote: no\n"), .done,
            ]
        for event in events {
            #expect(TransportEvent(Message(line: String(event.message.line.dropLast()))) == event)
        }
    }

    @Test func `S6: a secret prints as dots`() {
        let credential = Login(user: "ada", secret: Secret("s3cret"))
        var dumped = ""
        dump(credential, to: &dumped)
        for text in ["\(credential)", String(reflecting: credential), dumped] {
            #expect(!text.contains("s3cret"))
        }
    }

    @Test func `netrc entries are found by host and user`() {
        let netrc = Netrc(
            """
            # mine
            machine git.example.com login ada password one
            macdef init
            machine evil login x password y

            machine git.example.com
              login bob
              password two
            machine nobody.example.com login eve
            """)
        #expect(netrc.credential(host: "git.example.com", user: nil)?.user == "ada")
        #expect(netrc.credential(host: "git.example.com", user: "bob")?.secret == Secret("two"))
        #expect(netrc.credential(host: "git.example.com", user: "eve") == nil)
        #expect(netrc.credential(host: "evil", user: nil) == nil)
        #expect(netrc.credential(host: "nobody.example.com", user: nil) == nil)
        #expect(Netrc("default login a password b").credential(host: "x", user: nil)?.user == "a")
    }

    @Test func `GITHUB_TOKEN is for github.com over TLS alone`() async throws {
        let settings = GitSettings(
            cacheFolder: "/nonexistent", stateFolder: "/nonexistent",
            environment: ["GITHUB_TOKEN": "s3cret", "PATH": "/nonexistent"], clock: .system)
        let finder = CredentialFinder(settings)
        for (address, isGiven) in [
            ("https://github.com/acme/shop", true), ("https://evil.example/github.com/x", false),
            ("https://github.com.evil.example/x", false), ("http://127.0.0.1/x", false),
        ] {
            guard case .url(let url) = try RemoteAddress(parsing: address) else { continue }
            let found = await finder.credential(for: url)
            #expect((found != nil) == isGiven, "\(address)")
            if isGiven { #expect(found?.user == "x-access-token") }
        }
    }

    @Test func `an id is read, written and ordered as bytes`() throws {
        let text = "00ff0102030405060708090a0b0c0d0e0f101112"
        let id = try #require(ObjectID(parsing: text))
        #expect(id.description == text)
        #expect(ObjectID(bytes: id.bytes) == id)
        #expect(ObjectID(id.oid) == id)
        #expect(ObjectID(parsing: text.uppercased()) == nil)
        #expect(ObjectID(parsing: String(text.dropLast())) == nil)
        #expect(RepositoryHandle.id(of: [], as: .blob).description.hasPrefix("e69de29bb2d1d643"))
    }
}

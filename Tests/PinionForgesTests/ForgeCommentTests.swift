import PinionHTTP
import PinionModel
import PinionProcess
import PinionTesting
import Testing

@testable import PinionForges

/// The one comment that is kept up to date, and whose it is.
@Suite(.timeLimit(.minutes(10)))
struct ForgeCommentTests {
    let draft = ForgeFixture.draft
    static let marker = "<!-- pinion:plan -->"

    @Test(arguments: StubForge.Flavor.allCases)
    func `one comment is kept up to date, also behind many others`(
        _ flavor: StubForge.Flavor
    ) async throws {
        try await withForge(flavor) { fixture in
            let number = try await fixture.forge.open(draft).number
            for index in 0..<5 { fixture.stub.say("talk \(index)", on: number, by: "anna") }
            let first = try await fixture.forge.comment(
                on: number, marker: Self.marker, body: "one")
            let writes = fixture.stub.writes
            let same = try await fixture.forge.comment(
                on: number, marker: Self.marker, body: "one")
            #expect(fixture.stub.writes == writes)
            let changed = try await fixture.forge.comment(
                on: number, marker: Self.marker, body: "two")
            #expect(first == same)
            #expect(first == changed)
            let own = fixture.stub.comments.filter { $0.author == StubForge.user }
            #expect(own.map(\.body) == ["\(fixture.stub.hidden(Self.marker))\ntwo"])
        }
    }

    @Test(arguments: StubForge.Flavor.allCases)
    func `a comment of somebody else with the marker is never edited`(
        _ flavor: StubForge.Flavor
    ) async throws {
        try await withForge(flavor) { fixture in
            let number = try await fixture.forge.open(draft).number
            fixture.stub.say("\(fixture.stub.hidden(Self.marker))\nmine", on: number, by: "anna")
            fixture.stub.say(
                "> \(fixture.stub.hidden(Self.marker))", on: number, by: StubForge.user)
            _ = try await fixture.forge.comment(
                on: number, marker: Self.marker, body: "one")
            #expect(fixture.stub.comments.count == 3)
            #expect(fixture.stub.comments.first?.body.hasSuffix("\nmine") == true)
        }
    }

    @Test func `a comment that a person's form gave other line ends is not written again`()
        async throws
    {
        try await withForge(.gitea) { fixture in
            let number = try await fixture.forge.open(draft).number
            fixture.stub.say("<!-- m -->\r\none\r\ntwo\r\n", on: number, by: StubForge.user)
            let writes = fixture.stub.writes
            _ = try await fixture.forge.comment(on: number, marker: "m", body: "one\ntwo")
            #expect(fixture.stub.writes == writes)
        }
    }

    /// Who the token may ask.
    enum Knowledge: String, Sendable, CaseIterable {
        case user, viewer, nothing
    }

    private func forbid(_ knowledge: Knowledge, _ stub: StubForge) {
        switch knowledge {
        case .user: break
        case .viewer: stub.forbid("user")
        case .nothing: stub.forbid("user", "viewer")
        }
    }

    @Test(arguments: StubForge.Flavor.allCases, Knowledge.allCases)
    func `fault 89: whoever copies our comment whole has a comment of their own`(
        _ flavor: StubForge.Flavor, _ knowledge: Knowledge
    ) async throws {
        try await withForge(flavor) { fixture in
            let stub = fixture.stub
            forbid(knowledge, stub)
            stub.add(draft.branch)
            stub.add("other")
            stub.say("\(stub.hidden(Self.marker))\nmay be merged", on: 1, by: "anna")
            stub.say("\(stub.hidden(Self.marker))\nmay be merged", on: 1, by: "other[bot]")
            for body in ["one", "two"] {
                _ = try await fixture.forge.comment(on: 1, marker: Self.marker, body: body)
            }
            let own = stub.comments.filter { $0.author == StubForge.user }
            #expect(own.count == 1 && own.first?.body.hasSuffix("\ntwo") == true)

            let text = try #require(own.first?.body)
            for author in ["anna", "other[bot]"] { stub.say(text, on: 1, by: author) }
            stub.delete(commentsBy: StubForge.user)
            // A comment of ours on another pull request is none on this one.
            stub.say(text, on: 2, by: StubForge.user)
            for body in ["three", "four"] {
                for number in 1...2 {
                    _ = try await fixture.forge.comment(
                        on: number, marker: Self.marker, body: body)
                }
            }
            let others = stub.comments.filter { $0.author != StubForge.user }.map(\.body)
            #expect(others.filter { $0.hasSuffix("may be merged") }.count == 2)
            #expect(others.filter { $0 == text }.count == 2)
            let latest = stub.comments.filter { $0.body.hasSuffix("\nfour") }
            #expect(Set(latest.map(\.author)) == [StubForge.user])
            #expect(latest.map(\.pull).sorted() == [1, 2])
        }
    }

    @Test(arguments: StubForge.Flavor.allCases, [false, true])
    func `another token of the same user goes on with the comment where it may ask whose it is`(
        _ flavor: StubForge.Flavor, _ mayAsk: Bool
    ) async throws {
        try await withForge(flavor) { fixture in
            fixture.stub.add(draft.branch)
            if !mayAsk { fixture.stub.forbid("user", "viewer") }
            _ = try await fixture.forge.comment(on: 1, marker: Self.marker, body: "one")
            try await withForge(
                on: fixture.stub, environment: [flavor.variable: StubForge.rotatedToken]
            ) { later in
                for body in ["two", "three"] {
                    _ = try await later.forge.comment(on: 1, marker: Self.marker, body: body)
                }
            }
            let ends = fixture.stub.comments.map { $0.body.split(separator: "\n").last ?? "" }
            #expect(ends == (mayAsk ? ["three"] : ["one", "three"]))
            for comment in fixture.stub.comments {
                #expect(!comment.body.contains(StubForge.token))
                #expect(!comment.body.contains(StubForge.rotatedToken))
            }
        }
    }

    @Test(arguments: StubForge.Flavor.allCases, ForgeFaultTests.lostAnswers)
    func `a comment that was added without an answer is known as ours, whoever may be asked`(
        _ flavor: StubForge.Flavor, _ row: ForgeFaultTests.Case
    ) async throws {
        try await withForge(flavor) { fixture in
            fixture.stub.add(draft.branch)
            fixture.stub.forbid("user", "viewer")
            fixture.stub.behave([
                StubForge.Fault(row.fault, method: "POST", path: fixture.stub.commentsPath)
            ])
            for body in ["one", "two"] {
                _ = try await fixture.forge.comment(on: 1, marker: Self.marker, body: body)
            }
            #expect(fixture.stub.comments.count == 1)
            #expect(fixture.stub.comments.first?.body.hasSuffix("\ntwo") == true)
        }
    }

    @Test(arguments: StubForge.Flavor.allCases)
    func `a comment of somebody who is gone is nobody's`(_ flavor: StubForge.Flavor) async throws {
        try await withForge(flavor) { fixture in
            fixture.stub.add(draft.branch)
            fixture.stub.forbid("user", "viewer")
            fixture.stub.say("\(fixture.stub.hidden(Self.marker))\nby nobody", on: 1, by: "")
            _ = try await fixture.forge.comment(on: 1, marker: Self.marker, body: "one")
            #expect(
                fixture.stub.comments.first?.body
                    == "\(fixture.stub.hidden(Self.marker))\nby nobody")
        }
    }

    @Test func `the line of a signature is of one author, pull request, repository and token`() {
        func line(
            _ id: String = "7", _ name: String = "bot", token: String = "t", place: String = "p",
            request: Int = 1
        ) -> String {
            CommentSignature(token: Secret(token), location: place, request: request)
                .line(of: ForgeAuthor(name: name, id: id))
        }
        let lines = [
            line(), line("8"), line("7", "other"), line(token: "u"), line(place: "q"),
            line(request: 2), line("", "7 bot"),
        ]
        #expect(Set(lines).count == lines.count)
        #expect(line() == line())
        #expect(!line().dropFirst(4).dropLast(3).contains("--"))
    }
}

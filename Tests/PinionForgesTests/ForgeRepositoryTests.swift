import PinionModel
import PinionTesting
import Testing

@testable import PinionForges

/// A repository that was archived or renamed under the feet of whoever proposes.
@Suite(.timeLimit(.minutes(10)))
struct ForgeRepositoryTests {
    private let draft = ForgeFixture.draft

    /// Everything that Pinion writes to a forge.
    private func writes(
        _ fixture: ForgeFixture, _ check: (() async throws -> Void) async -> Void
    ) async throws {
        let head = try #require(ForgeFixture.head)
        await check { _ = try await fixture.forge.open(draft) }
        await check { _ = try await fixture.forge.comment(on: 1, marker: "m", body: "text") }
        await check {
            try await fixture.forge.setStatus(
                CommitStatus(context: "c", state: .success, sentence: ""), of: head)
        }
    }

    @Test(arguments: [StubForge.Flavor.github, .gitea])
    func `an archived repository is called that, and can be read`(
        _ flavor: StubForge.Flavor
    ) async throws {
        try await withForge(flavor) { fixture in
            fixture.stub.add(draft.branch)
            fixture.stub.become(.archived)
            let found = try await fixture.forge.pullRequest(from: draft.branch)
            #expect(found?.number == 1)
            try await writes(fixture) { write in
                await expect(.refused, saying: "is archived, and only read", "`repository:`") {
                    try await write()
                }
            }
            #expect(fixture.stub.pulls.count == 1 && fixture.stub.comments.isEmpty)
        }
    }

    @Test func `GitLab says of a refusal nothing, and of the project that it is archived`()
        async throws
    {
        try await withForge(.gitlab) { fixture in
            fixture.stub.become(.archived)
            await expect(.refused, saying: "is archived, and only read") {
                _ = try await fixture.forge.open(draft)
            }
            await expect(.forbidden, saying: "must not be archived") {
                _ = try await fixture.forge.comment(on: 1, marker: "m", body: "text")
            }
        }
    }

    @Test(arguments: [StubForge.Flavor.github, .gitlab, .gitea])
    func `a renamed repository is read, and what writes says what to change`(
        _ flavor: StubForge.Flavor
    ) async throws {
        try await withForge(flavor) { fixture in
            fixture.stub.add(draft.branch)
            fixture.stub.become(.renamed(to: "releases"))
            let found = try await fixture.forge.pullRequest(from: draft.branch)
            #expect(found?.number == 1)
            try await writes(fixture) { write in
                await expect(.refused, saying: "was renamed", "`repository:`", "mend the remote") {
                    try await write()
                }
            }
            #expect(fixture.stub.pulls.count == 1 && fixture.stub.comments.isEmpty)
        }
    }
}

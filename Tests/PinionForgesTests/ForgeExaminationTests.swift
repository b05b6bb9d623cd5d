import PinionModel
import PinionTesting
import Testing

@testable import PinionForges

/// What a forge tells of its token without being written to.
@Suite(.timeLimit(.minutes(10)))
struct ForgeExaminationTests {
    private let draft = ForgeFixture.draft

    private func examine(_ fixture: ForgeFixture) async throws -> [String: ForgeCheck.Result] {
        let forge = try #require(fixture.forge as? any ForgeExamining)
        let checks = try await forge.examine()
        #expect(fixture.stub.writes == fixture.stub.requests.count { $0.path.hasSuffix("graphql") })
        let text = "\(checks)"
        #expect(!text.contains(StubForge.token))
        return Dictionary(checks.map { ($0.name, $0.result) }) { one, _ in one }
    }

    /// Expects a result of a kind that says some words.
    private func expect(
        _ result: ForgeCheck.Result?, _ kind: String, _ words: String...,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let text =
            switch result {
            case .granted(let text): "granted \(text)"
            case .refused(let text): "refused \(text)"
            case .untried(let text): "untried \(text)"
            case nil: "nothing"
            }
        for word in [kind] + words {
            #expect(text.contains(word), "\(text)", sourceLocation: sourceLocation)
        }
    }

    @Test(arguments: StubForge.Flavor.allCases)
    func `a token that may do everything is told so, as far as it is told`(
        _ flavor: StubForge.Flavor
    ) async throws {
        try await withForge(flavor) { fixture in
            let told = try await examine(fixture)
            expect(told["token"], "granted", flavor.variable, StubForge.user)
            expect(told["repository"], "granted", fixture.stub.repository)
            let isRefused = told.values.contains { if case .refused = $0 { true } else { false } }
            #expect(!isRefused)
            switch flavor {
            case .github: expect(told["permissions"], "untried", "for the gate also statuses")
            case .gitlab:
                expect(told["scopes"], "granted", "api", "until 2027-06-01")
                expect(told["role"], "granted")
            case .gitea:
                expect(told["role"], "granted")
                expect(told["scopes"], "untried", "write:issue")
            case .bitbucket: expect(told["scopes"], "untried", "pullrequest:write")
            case .bitbucketServer, .azure: expect(told["role"], "granted")
            }
        }
    }

    @Test(arguments: StubForge.Flavor.allCases)
    func `a token that is not valid is told so`(_ flavor: StubForge.Flavor) async throws {
        try await withForge(flavor, environment: [flavor.variable: "s3cret-old"]) { fixture in
            await PinionForgesTests.expect(.unauthorized, saying: flavor.variable) {
                try await examine(fixture)
            }
        }
    }

    /// Reading a public repository shows nothing of a token.
    @Test(arguments: [StubForge.Flavor.gitea, .azure])
    func `a token that is not valid is told so of a public repository too`(
        _ flavor: StubForge.Flavor
    ) async throws {
        try await withForge(flavor, environment: [flavor.variable: "s3cret-old"]) { fixture in
            fixture.stub.publish()
            let found = try await fixture.forge.pullRequest(from: draft.branch)
            #expect(found == nil)
            await PinionForgesTests.expect(.unauthorized, saying: flavor.variable) {
                try await examine(fixture)
            }
        }
    }

    @Test(arguments: StubForge.Flavor.allCases)
    func `a repository that has another name is told so`(
        _ flavor: StubForge.Flavor
    ) async throws {
        try await withForge(flavor) { fixture in
            fixture.stub.become(.renamed(to: "releases"))
            let told = try await examine(fixture)
            expect(told["repository"], "refused", "/releases", "`repository:`", "set-url")
        }
    }

    @Test(arguments: [StubForge.Flavor.github, .gitlab, .gitea, .bitbucketServer])
    func `an archived repository is told so`(_ flavor: StubForge.Flavor) async throws {
        try await withForge(flavor) { fixture in
            fixture.stub.become(.archived)
            expect(try await examine(fixture)["repository"], "refused", "is archived")
        }
    }

    @Test func `a disabled repository of Azure DevOps is told so`() async throws {
        try await withForge(.azure) { fixture in
            fixture.stub.become(.archived)
            expect(try await examine(fixture)["repository"], "refused", "is disabled")
        }
    }

    @Test(arguments: [
        (StubForge.Flavor.github, "Features"), (.gitlab, "Visibility"), (.gitea, "Units"),
    ])
    func `a repository without pull requests is told so, by what fails too`(
        _ flavor: StubForge.Flavor, _ place: String
    ) async throws {
        try await withForge(flavor) { fixture in
            fixture.stub.become(.withoutRequests)
            expect(try await examine(fixture)["repository"], "refused", "are turned off", place)
            for act in [
                { _ = try await fixture.forge.pullRequest(from: draft.branch) },
                { _ = try await fixture.forge.open(draft) },
            ] {
                await PinionForgesTests.expect(.refused, saying: "are turned off", place) {
                    try await act()
                }
            }
        }
    }

    @Test(arguments: [
        (StubForge.Flavor.github, "the role Write"), (.gitlab, "Developer (30)"),
        (.gitea, "the right to write code"), (.bitbucketServer, "REPO_WRITE"),
        (.azure, "Contribute to pull requests"),
    ])
    func `a user who may only read is told so`(
        _ flavor: StubForge.Flavor, _ words: String
    ) async throws {
        try await withForge(flavor) { fixture in
            fixture.stub.forbid("push")
            expect(try await examine(fixture)["role"], "refused", words)
        }
    }

    @Test(arguments: [
        (StubForge.Flavor.github, "repo, read:org", "granted"),
        (.github, "read:org, public_repo", "refused"),
        (.gitlab, "read_api read_user", "refused"), (.gitlab, "read_user api", "granted"),
        (.bitbucket, "repository, pullrequest:write", "granted"),
        (.bitbucket, "write:pullrequest:bitbucket", "granted"),
        (.bitbucket, "repository", "untried"),
    ])
    func `scopes are judged where they are told`(
        _ flavor: StubForge.Flavor, _ scopes: String, _ kind: String
    ) async throws {
        try await withForge(flavor) { fixture in
            fixture.stub.grant(scopes: scopes)
            expect(try await examine(fixture)["scopes"], kind)
        }
    }

    @Test func `a token that may not read its user is valid`() async throws {
        for flavor in [StubForge.Flavor.github, .gitlab, .gitea, .azure] {
            try await withForge(flavor) { fixture in
                fixture.stub.forbid("user", "viewer")
                let told = try await examine(fixture)
                expect(told["token"], "granted", "valid")
                expect(told["repository"], "granted")
            }
        }
    }

    // MARK: Jobs of GitHub Actions

    @Test func `a job's token is told which setting lets it open pull requests`() async throws {
        try await withForge(.github) { fixture in
            fixture.stub.name("github-actions[bot]")
            fixture.stub.forbid("user", "push")
            let told = try await examine(fixture)
            #expect(told["role"] == nil)
            expect(
                told["permissions"], "untried", "pull-requests: write",
                "Settings → Actions → General → Workflow permissions", "organization")
        }
    }

    @Test func `what GitHub forbids jobs names the setting, and not a permission`() async throws {
        try await withForge(.github) { fixture in
            let words = "GitHub Actions is not permitted to create or approve pull requests."
            fixture.stub.behave([
                .init(.answers(403, body: #"{"message":"\#(words)"}"#), method: "POST")
            ])
            await PinionForgesTests.expect(
                .forbidden, saying: "Settings → Actions → General → Workflow permissions",
                "`Allow GitHub Actions to create and approve pull requests`", "organization", words
            ) { try await fixture.forge.open(draft) }
            #expect(fixture.stub.writes == 1)
        }
    }
}

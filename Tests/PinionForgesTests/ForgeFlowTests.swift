import PinionModel
import PinionTesting
import Testing

@testable import PinionForges

@Suite(.timeLimit(.minutes(10)))
struct ForgeFlowTests {
    let draft = ForgeFixture.draft

    @Test(arguments: StubForge.Flavor.allCases)
    func `a pull request is opened, found, refreshed and left alone`(
        _ flavor: StubForge.Flavor
    ) async throws {
        try await withForge(flavor) { fixture in
            let before = try await fixture.forge.pullRequest(from: draft.branch)
            #expect(before == nil)
            let opened = try await fixture.forge.open(draft)
            #expect(opened.state == .open)
            #expect(opened.head == (flavor == .bitbucket ? nil : ForgeFixture.head))
            let whole = try await fixture.forge.pullRequest(number: opened.number)
            #expect(whole.head == ForgeFixture.head)
            #expect(opened.address.hasPrefix(fixture.stub.address + "/"))
            let found = try await fixture.forge.pullRequest(from: draft.branch)
            #expect(found == opened)
            let refreshed = try await fixture.forge.refresh(
                opened, title: "production: bump web, api", body: "two changes")
            #expect(refreshed.number == opened.number)
            #expect(fixture.stub.pulls.map(\.body) == ["two changes"])
            let writes = fixture.stub.writes
            let again = try await fixture.forge.refresh(
                refreshed, title: "production: bump web, api", body: "two changes\n")
            #expect(again == refreshed)
            #expect(fixture.stub.writes == writes)
        }
    }

    @Test(arguments: StubForge.Flavor.allCases)
    func `a status is set once, and again only when it changes`(
        _ flavor: StubForge.Flavor
    ) async throws {
        try await withForge(flavor) { fixture in
            let head = try #require(ForgeFixture.head)
            for index in 0..<3 {
                try await fixture.forge.setStatus(
                    CommitStatus(context: "other/\(index)", state: .success, sentence: "ok"),
                    of: head)
            }
            let writes = fixture.stub.writes
            let pending = CommitStatus(
                context: "pinion/production", state: .pending, sentence: "checks")
            try await fixture.forge.setStatus(pending, of: head)
            try await fixture.forge.setStatus(pending, of: head)
            #expect(fixture.stub.writes == writes + 1)
            let failure = CommitStatus(
                context: "pinion/production", state: .failure, sentence: "no such digest",
                address: "https://ci.example.com/7")
            try await fixture.forge.setStatus(failure, of: head)
            try await fixture.forge.setStatus(failure, of: head)
            #expect(fixture.stub.writes == writes + 2)
            let last = try #require(fixture.stub.statuses.last { $0.context == failure.context })
            #expect(last.state == flavor.failure)
            #expect(last.sentence == "no such digest")
            #expect(last.address == "https://ci.example.com/7")
        }
    }

    @Test(arguments: StubForge.Flavor.allCases)
    func `a pull request is read with its branches, and a success by its context`(
        _ flavor: StubForge.Flavor
    ) async throws {
        try await withForge(flavor) { fixture in
            let head = try #require(ForgeFixture.head)
            fixture.stub.add(ForgeFixture.draft.branch)
            fixture.stub.retarget(1, to: "frozen")
            let request = try await fixture.forge.pullRequest(number: 1)
            #expect(request.target == "frozen" && request.branch == ForgeFixture.draft.branch)
            await expect(.notFound, saying: "pull request 7") {
                try await fixture.forge.pullRequest(number: 7)
            }
            for (context, state) in [
                ("pinion", CommitStatus.State.success), ("pinion/web", .failure),
                ("pinion/rules", .failure), ("pinion/rules", .success), ("pinions", .success),
            ] {
                try await fixture.forge.setStatus(
                    CommitStatus(context: context, state: state, sentence: "-"), of: head)
            }
            let statuses = try await fixture.forge.statuses(of: head, under: "pinion")
            #expect(statuses == ["pinion": true, "pinion/web": false, "pinion/rules": true])
        }
    }

    @Test func `a status of GitLab goes to the pipeline of the job, else to the branch`()
        async throws
    {
        let head = try #require(ForgeFixture.head)
        let job = [
            "GITLAB_TOKEN": StubForge.token, "CI_PIPELINE_ID": "71", "CI_COMMIT_SHA": "\(head)",
            "CI_PROJECT_PATH": "shop/deploy",
        ]
        var status = CommitStatus(context: "pinion", state: .success, sentence: "ok")
        status.branch = "change"
        for (environment, pipelines, branch) in [
            (job, [71, 71], nil),
            // A pipeline of another project, as a fork's, is none of this one.
            (job.merging(["CI_PROJECT_PATH": "fork/deploy"]) { $1 }, [nil], "change"),
            (
                job.merging(["CI_COMMIT_SHA": String(repeating: "c", count: 40)]) { $1 }, [nil],
                "change"
            ),
        ] as [([String: String], [Int?], String?)] {
            try await withForge(.gitlab, environment: environment) { fixture in
                // What another pipeline of the same commit has does not count.
                for _ in 0..<2 { try await fixture.forge.setStatus(status, of: head) }
                #expect(fixture.stub.statuses.map(\.pipeline) == pipelines)
                #expect(fixture.stub.statuses.allSatisfy { $0.branch == branch })
            }
        }
    }

    @Test func `a state that GitLab has already is done, whatever its sentence`() async throws {
        try await withForge(.gitlab) { fixture in
            let head = try #require(ForgeFixture.head)
            for sentence in ["one", "two"] {
                try await fixture.forge.setStatus(
                    CommitStatus(context: "pinion", state: .pending, sentence: sentence), of: head)
            }
            #expect(fixture.stub.statuses.map(\.sentence) == ["one"])
        }
    }

    @Test(arguments: StubForge.Flavor.allCases)
    func `an open pull request goes before a newer closed one, and forks are not asked`(
        _ flavor: StubForge.Flavor
    ) async throws {
        try await withForge(flavor) { fixture in
            fixture.stub.add(draft.branch)
            fixture.stub.add(draft.branch, state: "closed", times: 3)
            fixture.stub.add(draft.branch, isFork: true)
            fixture.stub.add("other", times: 5)
            let found = try await fixture.forge.pullRequest(from: draft.branch)
            #expect(found?.number == 1)
        }
    }

    @Test(arguments: StubForge.Flavor.allCases)
    func `the newest of those that are not open is found, also without its branch`(
        _ flavor: StubForge.Flavor
    ) async throws {
        try await withForge(flavor) { fixture in
            fixture.stub.add(draft.branch, state: "closed", times: 2)
            fixture.stub.end(2, as: "merged", deletingBranch: true)
            fixture.stub.add("other", state: "closed", times: 5)
            let found = try await fixture.forge.pullRequest(from: draft.branch)
            #expect(found?.number == 2)
            #expect(found?.state == .merged)
        }
    }

    @Test(arguments: StubForge.Flavor.allCases)
    func `a pull request that is there is taken, and gets the title and body`(
        _ flavor: StubForge.Flavor
    ) async throws {
        try await withForge(flavor) { fixture in
            fixture.stub.add(draft.branch)
            let request = try await fixture.forge.open(draft)
            #expect(request.number == 1)
            #expect(fixture.stub.pulls.map(\.title) == [draft.title])
        }
    }

    @Test(arguments: StubForge.Flavor.allCases)
    func `what is too long is cut, and stays as it is when it is refreshed`(
        _ flavor: StubForge.Flavor
    ) async throws {
        try await withForge(flavor) { fixture in
            let title = String(repeating: "é👩‍🚀", count: 200)
            let line = String(repeating: "a line of changes 👍 ", count: 50) + "\n"
            let body = String(repeating: line, count: fixture.forge.limits.body / 1000)
            let long = PullRequestDraft(
                branch: draft.branch, target: draft.target, title: title, body: body)
            let request = try await fixture.forge.open(long)
            #expect(fixture.stub.pulls[0].body.contains(FittedText.note))
            let writes = fixture.stub.writes
            _ = try await fixture.forge.refresh(request, title: title, body: body)
            #expect(fixture.stub.writes == writes)
            let sentence = String(repeating: "ä", count: 400)
            let status = CommitStatus(context: "pinion", state: .error, sentence: sentence)
            try await fixture.forge.setStatus(status, of: try #require(ForgeFixture.head))
            #expect(fixture.stub.statuses.last?.sentence.hasSuffix("ä…") == true)
        }
    }

    @Test func `a line that would be a command of GitLab is only text`() async throws {
        try await withForge(.gitlab) { fixture in
            let body = "label:\n/close\n```\n/close\n```\n"
            let request = try await fixture.forge.open(
                PullRequestDraft(
                    branch: draft.branch, target: draft.target, title: "t", body: body))
            #expect(request.state == .open)
            #expect(fixture.stub.pulls[0].body == "label:\n\\/close\n```\n/close\n```\n")
        }
    }

    @Test(arguments: StubForge.Flavor.allCases)
    func `pages are read on although the forge believes to have another address`(
        _ flavor: StubForge.Flavor
    ) async throws {
        try await withForge(flavor) { fixture in
            fixture.stub.link(to: "https://internal.invalid")
            fixture.stub.add(draft.branch)
            fixture.stub.add(flavor == .gitea ? "other" : draft.branch, isFork: true, times: 4)
            let found = try await fixture.forge.pullRequest(from: draft.branch)
            #expect(found?.number == 1)
        }
    }
}

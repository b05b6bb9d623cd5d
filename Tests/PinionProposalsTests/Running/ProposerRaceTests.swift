import PinionModel
import PinionProposals
import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ProposerRaceTests {
    @Test func `fault 13: a lost race is planned anew on the new tip in the same run`() async throws
    {
        let shop = ProposalStage("api", "web", direct: true)
        let repository = shop.repository
        await repository.beforePush { _ in
            _ = await repository.commit([
                ProposalStage.pins([
                    "api \(ProposalStage.image("api", 8))", "web \(ProposalStage.image("web", 1))",
                ])
            ])
        }
        let outcome = try await shop.propose(["web": 2], isDirect: true)
        #expect(outcome.landing.word == "committed")
        #expect(await shop.pins() == ["api 8", "web 2"])
        #expect(await repository.messages().count == 3)
        #expect(await repository.pushes == 2)
    }

    @Test func `fault 13: what somebody else did meanwhile is not done again`() async throws {
        let shop = ProposalStage("web", direct: true)
        let repository = shop.repository
        await repository.beforePush { _ in
            _ = await repository.commit([
                ProposalStage.pins(["web \(ProposalStage.image("web", 2))"])
            ])
        }
        let outcome = try await shop.propose(["web": 2], isDirect: true)
        #expect(outcome.landing == .nothing)
        #expect(await repository.messages().count == 2)
    }

    @Test func `fault 13: a run loses races for as long as others get on, and then has its turn`()
        async throws
    {
        let shop = ProposalStage("web", direct: true)
        let repository = shop.repository
        let outcome = try await shop.run(
            TestPlanner { ground in
                let elapsed = shop.clock.sleeps.reduce(.zero, +)
                if elapsed < .seconds(240) {
                    await repository.beforePush { _ in
                        let number = await repository.written
                        _ = await repository.commit([
                            RepositoryFile(path: "README", contents: Array("\(number)".utf8))
                        ])
                    }
                }
                return PlannedChanges(changes: [
                    .move(
                        ProposalStage.key("web"), from: ProposalStage.image("web", 1),
                        to: ProposalStage.image("web", 2))
                ])
            }, isDirect: true)
        #expect(outcome.landing.word == "committed")
        #expect(shop.clock.sleeps.reduce(.zero, +) >= .seconds(240))
        #expect(await shop.pins() == ["web 2"])
    }

    @Test func `fault 13: lost races end after thirty seconds in which nobody gets on`()
        async throws
    {
        let shop = ProposalStage("web", direct: true)
        let repository = shop.repository
        await repository.failNextPushes(.locked, times: 1_000)
        await #expect(throws: PublishError.self) {
            try await shop.propose(["web": 2], isDirect: true)
        }
        #expect(shop.clock.sleeps.reduce(.zero, +) >= .seconds(30))
        #expect(shop.clock.sleeps.reduce(.zero, +) < .seconds(32))
        #expect(await shop.pins() == ["web 1"])
    }

    @Test func `fault 13: lost races end after ten minutes, with pauses between them`()
        async throws
    {
        let shop = ProposalStage("web", direct: true)
        let repository = shop.repository
        await #expect(throws: PublishError.moved(branch: "main")) {
            try await shop.run(
                TestPlanner { ground in
                    await repository.beforePush { _ in
                        let number = await repository.written
                        _ = await repository.commit([
                            RepositoryFile(path: "README", contents: Array("\(number)".utf8))
                        ])
                    }
                    return PlannedChanges(changes: [
                        .move(
                            ProposalStage.key("web"), from: ProposalStage.image("web", 1),
                            to: ProposalStage.image("web", 2))
                    ])
                }, isDirect: true)
        }
        #expect(shop.clock.sleeps.reduce(.zero, +) >= .seconds(600))
        #expect(shop.clock.sleeps.reduce(.zero, +) < .seconds(602))
        #expect(await repository.tips < 10_000)
    }

    @Test func `fault 14: a push whose answer was lost is found, and not repeated`() async throws {
        let shop = ProposalStage("web", direct: true)
        await shop.repository.failNextPushes(.lostAnswer)
        let outcome = try await shop.propose(["web": 2], isDirect: true)
        #expect(outcome.landing.word == "committed")
        #expect(await shop.repository.pushes == 1)
        #expect(await shop.repository.messages().count == 2)
    }

    @Test func `fault 14: a push that never arrived is sent again, the same commit`() async throws {
        let shop = ProposalStage("web")
        await shop.repository.failNextPushes(.lostPush)
        let outcome = try await shop.propose(["web": 2])
        #expect(outcome.landing.word == "pushed")
        #expect(await shop.repository.pushes == 2)
        #expect(await shop.repository.written == 1)
    }

    @Test
    func `fault 14: a refresh that never arrived is not mistaken for what stood there before`()
        async throws
    {
        let shop = ProposalStage("web")
        try await shop.propose(["web": 2])
        let before = await shop.repository.branches[ProposalStage.branch]
        // The same proposal on another tip: the same intent, and another commit.
        await shop.repository.commit([ProposalStage.rules("# mended")])
        await shop.repository.failNextPushes(.lostPush)
        let outcome = try await shop.propose(["web": 2])
        let after = try #require(await shop.repository.branches[ProposalStage.branch])
        #expect(outcome.landing == .pushed(after, branch: ProposalStage.branch))
        #expect(after != before)
        #expect(await shop.repository.pushes == 3)
    }

    @Test func `fault 14: a commit on top that never arrived is not mistaken for an earlier one`()
        async throws
    {
        let shop = ProposalStage("web")
        try await shop.propose(["web": 2])
        await shop.repository.commit(
            [ProposalStage.pins(["web \(ProposalStage.image("web", 5))"])],
            to: ProposalStage.branch,
            saying: "Mend it")
        await shop.repository.failNextPushes(.lostPush)
        let outcome = try await shop.propose(["web": 2])
        let after = try #require(await shop.repository.branches[ProposalStage.branch])
        #expect(outcome.landing == .pushed(after, branch: ProposalStage.branch))
        #expect(await shop.pins(on: ProposalStage.branch) == ["web 2"])
        #expect(await shop.repository.pushes == 3)
    }

    @Test func `fault 14: where nobody can be asked the run ends, and the next one finds out`()
        async throws
    {
        let shop = ProposalStage("web", direct: true)
        let repository = shop.repository
        await repository.failNextPushes(.lostAnswer)
        await repository.beforePush { _ in await repository.setSilent(true) }
        await #expect(throws: PublishError.self) {
            try await shop.propose(["web": 2], isDirect: true)
        }
        await repository.setSilent(false)
        #expect(
            try await shop.propose(["web": 2], isDirect: true).landing == .nothing)
        #expect(await repository.messages().count == 2)
    }

    @Test(arguments: [InMemoryRepository.Fault.killedBefore, .killedAfter])
    func `faults 1 and 2: killed around the push, the next run finishes with one commit`(
        _ fault: InMemoryRepository.Fault
    ) async throws {
        for isDirect in [true, false] {
            let shop = ProposalStage("web", direct: isDirect)
            await shop.repository.failNextPushes(fault)
            await #expect(throws: InMemoryRepository.killed) {
                try await shop.propose(["web": 2], isDirect: isDirect)
            }
            shop.clock.advance(by: .seconds(90))
            try await shop.propose(["web": 2], isDirect: isDirect)
            let branch = isDirect ? "main" : ProposalStage.branch
            #expect(await shop.pins(on: branch) == ["web 2"])
            #expect(await shop.repository.messages(of: branch).count == 2)
            #expect(await shop.forge.changes.count == (isDirect ? 0 : 1))
        }
    }

    @Test func `fault 2: a run that ended between push and pull request is finished by the next`()
        async throws
    {
        let shop = ProposalStage("web")
        await shop.forge.failNext(.unreachable(forge: "forge", reason: "no answer"))
        await #expect(throws: ProposalError.self) { try await shop.propose(["web": 2]) }
        #expect(await shop.repository.pushes == 1)
        let outcome = try await shop.propose(["web": 2])
        #expect(outcome.landing.word == "standing")
        #expect(outcome.request?.number == 1)
        #expect(await shop.repository.pushes == 1)
    }

    @Test func `fault 15: a refused push is an error at once`() async throws {
        let shop = ProposalStage("web", direct: true)
        await shop.repository.failNextPushes(.refused("protected by a rule"))
        await #expect {
            try await shop.propose(["web": 2], isDirect: true)
        } throws: { error in
            if case PublishError.refused(_, let reason, _) = error {
                reason == "protected by a rule"
            } else {
                false
            }
        }
        #expect(await shop.repository.pushes == 1)
        #expect(shop.clock.sleeps == [])
    }

    @Test func `many proposers at once lose nothing and repeat nothing`() async throws {
        let names = (0..<8).map { "s\($0)" }
        let shop = ProposalStage("s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", direct: true)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for name in names {
                group.addTask {
                    for round in 0..<25 {
                        try await ProposalStage(beside: shop).propose(
                            [name: round.isMultiple(of: 2) ? 2 : 1], isDirect: true)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(await shop.repository.messages().count == 201)
        #expect(await shop.pins() == names.map { "\($0) 2" })
    }
}

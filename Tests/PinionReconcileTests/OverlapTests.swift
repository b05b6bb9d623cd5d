import PinionCommands
import PinionModel
import PinionReconcile
import PinionTesting
import Testing

/// Several reconcilers on one ledger.
@Suite(.timeLimit(.minutes(10)))
struct OverlapTests {
    @Test func `fault 6: two at once: one applies, the other names it and exits 75`() async throws {
        let stage = Stage("web")
        let seen = Seen()
        await stage.runtime.beforeChange { _ in
            guard await seen.result == nil else { return }
            let brief = Stage.brief(["web": Stage.three], run: 2)
            await seen.take(try? await stage.reconciler().run(brief))
        }
        let result = try await stage.run(Stage.brief(["web": Stage.two], run: 1))
        #expect(result.exitCode == .success)
        let loser = try #require(await seen.result)
        #expect(loser.heldBy == Stage.holder(1))
        #expect(loser.exitCode == .held)
        #expect(await stage.runtime.changes.count == 1)
        #expect(try await stage.words() == ["intent", "outcome"])
    }

    @Test func `fault 6: of eight at once one applies, and nothing is done twice`() async throws {
        let stage = Stage("web", "api")
        let results = try await withThrowingTaskGroup(of: EnvironmentResult.self) { group in
            for run in 1...8 {
                group.addTask {
                    try await stage.run(
                        Stage.brief(["web": Stage.two, "api": Stage.two], run: run))
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.count { !$0.results.isEmpty } == 1)
        for result in results where result.results.isEmpty {
            #expect(result.heldBy != nil || result.exitCode == .success)
        }
        #expect(await stage.runtime.changes.count == 2)
        #expect(try await stage.words() == ["intent", "outcome"])
    }

    @Test func `fault 5: a run that slept past its expiry finds the permit withdrawn`() async throws
    {
        let stage = Stage("web")
        let seen = Seen()
        await stage.runtime.beforeChange { _ in
            guard await seen.result == nil else { return }
            await seen.take(EnvironmentResult(environment: Stage.production, commit: nil))
            stage.clock.advance(by: .seconds(3_600))
            await seen.take(
                try? await stage.run(Stage.brief(["web": Stage.three], commit: 2, run: 2)))
        }
        let result = try await stage.run(Stage.brief(["web": Stage.two], run: 1))
        #expect(await seen.result?.verdictWords == ["verified"])
        #expect(result.exitCode == .failure)
        #expect(
            result.problem?.hasPrefix(
                "the record of this run is not in the ledger of production any more") == true)
        #expect(
            await stage.runtime.service("web")?.containers.first?.declared.image?.reference.digest
                == Stage.three)
        #expect(try await stage.words() == ["intent", "interrupted", "intent", "outcome"])
    }

    @Test func `a ledger out of reach before a write stops the write`() async throws {
        let stage = Stage("web")
        let ledger = InMemoryLedger(of: stage.remote)
        await stage.runtime.beforeChange { _ in await ledger.setUnreachable(true) }
        let result = try await stage.reconciler(ledger).run(Stage.brief(["web": Stage.two]))
        #expect(result.verdictWords == ["not-begun"])
        let reason = try #require(result.results.first?.verdict.reason)
        #expect(reason.contains("could not be confirmed") && !reason.contains("another run"))
        #expect(result.problem?.hasPrefix("nothing was changed, and that could not") == true)
        #expect(result.exitCode == .failure)
        #expect(await stage.runtime.changes.isEmpty)
        #expect(try await stage.words() == ["intent"])
    }

    @Test func `fault 14: an intent whose answer was lost is this run's own`() async throws {
        let stage = Stage("web")
        let ledger = InMemoryLedger(of: stage.remote)
        await ledger.failNextAppends([.lostAck])
        let result = try await stage.reconciler(ledger).run(Stage.brief(["web": Stage.two]))
        #expect(result.exitCode == .success)
        #expect(try await stage.words() == ["intent", "interrupted", "intent", "outcome"])
        #expect(await stage.runtime.changes.count == 1)
    }

    @Test func `fault 4: a run that is cancelled leaves its intent, and the next run closes it`()
        async throws
    {
        var stage = Stage("web", "api")
        let task = Mailbox()
        let rules = Rules(apply: .automatic, limits: Limits(parallel: 1))
        let brief = Stage.brief(["web": Stage.two, "api": Stage.two], rules: rules)
        await stage.runtime.beforeChange { change in
            if change.observed.name == "web" { await task.cancel() }
        }
        let first = stage
        await task.start { try await first.run(brief) }
        await #expect(throws: CancellationError.self) { try await task.value() }
        #expect(try await stage.words() == ["intent"])
        await stage.runtime.beforeChange(nil)
        stage.isGone = { _ in .ended }
        let next = try await stage.run(
            Stage.brief(["web": Stage.two, "api": Stage.two], run: 2, rules: rules))
        #expect(next.exitCode == .success)
        #expect(try await stage.words().prefix(2) == ["intent", "interrupted"])
        #expect(try await stage.state().applied.count == 2)
    }

    @Test func `every write asks the ledger for its tip first, past every cache`() async throws {
        let stage = Stage("a", "b", "c")
        let ledger = InMemoryLedger(of: stage.remote)
        _ = try await stage.reconciler(ledger).run(
            Stage.brief(["a": Stage.two, "b": Stage.two, "c": Stage.two]))
        #expect(await ledger.tipQuestions == 3)
    }
}

/// Keeps the result of another run.
private actor Seen {
    private(set) var result: EnvironmentResult?
    func take(_ result: EnvironmentResult?) { self.result = result }
}

/// A task that somebody else cancels.
private actor Mailbox {
    private var task: Task<EnvironmentResult, any Error>?

    func start(_ body: @escaping @Sendable () async throws -> EnvironmentResult) {
        task = Task { try await body() }
    }

    func cancel() { task?.cancel() }

    func value() async throws -> EnvironmentResult {
        guard let task else { throw CancellationError() }
        return try await task.value
    }
}

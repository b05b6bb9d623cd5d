import PinionModel
import PinionProcess
import PinionTesting
import Testing

@testable import PinionGit

/// How a ledger on this host waits for locks, under a manual clock.
@Suite(.timeLimit(.minutes(2)))
struct LedgerWaitTests {
    private static let lock = "repository.git/refs/pinion/ledger/production.lock"

    /// Appends to a ledger whose ref somebody holds, until a test ends the wait.
    private func withLock(
        _ clock: ManualClock, trace: String? = nil,
        _ body: (Scratch, Task<Result<CommitID, LedgerError>, Never>) async throws -> Void
    ) async throws {
        try await withScratch { scratch in
            let repository = try await scratch.repository()
            try scratch.write("", to: Self.lock)
            if let trace { try scratch.write(trace, to: "repository.git/pinion.lock") }
            let ledger = try await repository.place(scratch, clock: .test(clock)).ledger(.remote)
            let task = Task { () -> Result<CommitID, LedgerError> in
                do throws(LedgerError) {
                    return .success(
                        try await ledger.append(record("one"), to: production, onto: nil))
                } catch {
                    return .failure(error)
                }
            }
            try await body(scratch, task)
        }
    }

    private func expectRefusal(_ result: Result<CommitID, LedgerError>) {
        guard case .failure(.refused(production, let reason, _)) = result else {
            Issue.record("\(result)")
            return
        }
        #expect(reason.contains("production.lock"))
    }

    @Test func `somebody else's lock is waited for, five seconds long`() async throws {
        let clock = ManualClock()
        try await withLock(clock) { _, task in
            expectRefusal(await task.value)
            #expect(clock.now.offset >= .seconds(5) && clock.now.offset < .seconds(6))
        }
    }

    @Test func `a cancelled run waits for no lock any more`() async throws {
        let clock = ManualClock(.manual)
        try await withLock(clock) { _, task in
            await clock.waitForSleepers()
            task.cancel()
            expectRefusal(await task.value)
            #expect(clock.sleeps.count == 1)
        }
    }

    @Test func `F12: a cancelled run removes no lock that it did not watch for a second`()
        async throws
    {
        let clock = ManualClock(.manual)
        let trace = "refs/pinion/ledger/production"
        try await withLock(clock, trace: trace) { scratch, task in
            await clock.waitForSleepers()
            #expect(clock.sleeps == [.seconds(1)])
            task.cancel()
            expectRefusal(await task.value)
            #expect(scratch.has(Self.lock))
        }
    }
}

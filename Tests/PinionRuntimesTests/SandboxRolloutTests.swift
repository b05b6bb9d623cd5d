import PinionModel
@testable import PinionRuntimes
import PinionTesting
import Testing

/// Rollouts that take their time, and those that go wrong on demand.
@Suite(.timeLimit(.minutes(10)))
struct SandboxRolloutTests {
    private typealias F = SandboxFixture

    @Test func `a paced rollout replaces one instance after each look`() async throws {
        try await F.run { sandbox in
            let before = try await sandbox.create(instances: 3)
            try await sandbox.people.pace(rolloutSteps: 3)
            try await sandbox.runtime.change(sandbox.change(before)) {}
            var looks: [ServiceObservation] = []
            for _ in 0..<4 { looks.append(try await sandbox.observe()) }
            #expect(
                looks.map(\.running) == [
                    [F.old, F.old, F.old], [F.new, F.old, F.old], [F.new, F.new, F.old],
                    [F.new, F.new, F.new],
                ])
            #expect(
                looks.map(\.rollout) == [
                    .progressing("0 of 3 instances replaced"),
                    .progressing("1 of 3 instances replaced"),
                    .progressing("2 of 3 instances replaced"),
                    .settled,
                ])
            #expect(Set(looks.map(\.version)) == ["2"])
        }
    }

    @Test func `a rollout resolves a tag once, when it begins`() async throws {
        try await F.run { sandbox in
            _ = try await sandbox.create(instances: 2)
            try await sandbox.people.pace(rolloutSteps: 2)
            try await sandbox.people.update("web", to: F.floating)
            await sandbox.registry.push(.test("\(F.web):latest@\(F.new)"))
            for _ in 0..<3 { _ = try await sandbox.observe() }
            #expect(try await sandbox.observe().running == [F.old, F.old])
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let failure: String
        let declared: ImageReference
        let running: [Digest]
        let rollout: Rollout
        var testDescription: String { failure }
    }

    private static let cases = [
        Case(
            failure: "pauses", declared: F.next, running: [F.old, F.old],
            rollout: .failed("a new instance did not become ready, and the rollout is paused")),
        Case(
            failure: "rolls-back", declared: F.pinned, running: [F.old, F.old],
            rollout: .rolledBack(
                "a new instance did not become ready, and the rollout was rolled back")
        ),
        Case(
            failure: "crash-loops@\(F.new)", declared: F.next, running: [F.old],
            rollout: .failed("a new instance exits right after each of its starts")),
        Case(
            failure: "stuck", declared: F.next, running: [F.old, F.old],
            rollout: .progressing("0 of 2 instances replaced")),
    ]

    @Test(arguments: cases) func `fault 50: a rollout goes wrong as it is told`(
        row: Case
    ) async throws {
        try await F.run { sandbox in
            let before = try await sandbox.create(instances: 2)
            let failure = try #require(SandboxFailure(parsing: row.failure))
            try await sandbox.people.fail("web", failure)
            try await sandbox.runtime.change(sandbox.change(before)) {}
            for _ in 0..<3 {
                let web = try await sandbox.observe()
                #expect(web.declared == row.declared)
                #expect(web.running == row.running)
                #expect(web.rollout == row.rollout)
            }
        }
    }

    @Test func `a paused rollout leaves what it replaced`() async throws {
        try await F.run { sandbox in
            let before = try await sandbox.create(instances: 2)
            try await sandbox.people.pace(rolloutSteps: 2)
            try await sandbox.people.fail("web", .rollout(.pauses, digest: nil))
            try await sandbox.runtime.change(sandbox.change(before)) {}
            for _ in 0..<2 { _ = try await sandbox.observe() }
            #expect(try await sandbox.observe().running == [F.new, F.old])
        }
    }

    @Test func `a failure without a digest is used up, one with a digest stays`() async throws {
        try await F.run { sandbox in
            let first = try await sandbox.create()
            try await sandbox.people.fail("web", .rollout(.pauses, digest: nil))
            try await sandbox.runtime.change(sandbox.change(first)) {}
            let second = try await sandbox.observe()
            try await sandbox.runtime.change(sandbox.change(second, to: F.pinned)) {}
            #expect(try await sandbox.observe().rollout == .settled)
            try await sandbox.people.fail("web", .rollout(.pauses, digest: F.new))
            for _ in 0..<2 {
                try await sandbox.people.update("web", to: F.next)
                guard case .failed = try await sandbox.observe().rollout else {
                    Issue.record("the bad build was rolled out")
                    return
                }
            }
            try await sandbox.people.mend("web")
            try await sandbox.people.restart("web")
            #expect(try await sandbox.observe().running == [F.new])
        }
    }

    @Test func `a rollout that hangs goes on once its cause is mended`() async throws {
        try await F.run { sandbox in
            let before = try await sandbox.create()
            try await sandbox.people.fail("web", .rollout(.stuck, digest: nil))
            try await sandbox.runtime.change(sandbox.change(before)) {}
            guard case .progressing = try await sandbox.observe().rollout else {
                Issue.record("nothing is under way")
                return
            }
            try await sandbox.people.mend("web")
            let after = try await sandbox.observe()
            #expect(after.rollout == .settled && after.running == [F.new])
        }
    }

    @Test func `fault 53: an unverifiable service does not say what it runs`() async throws {
        try await F.run { sandbox in
            _ = try await sandbox.create()
            try await sandbox.people.fail("web", .unverifiable)
            let web = try await sandbox.observe()
            #expect(web.running == [nil])
            #expect(web.declared == F.pinned)
        }
    }

    @Test func `a silent service has no known surface and takes no change`() async throws {
        try await F.run { sandbox in
            let before = try await sandbox.create()
            try await sandbox.people.fail("web", .silent)
            let obstacle = Obstacle("the sandbox does not answer for web")
            let web = try await sandbox.observe()
            #expect(web.containers[0].declared == .unknown(obstacle))
            #expect(web.containers[0].instances == .unknown(obstacle))
            await #expect(throws: RuntimeError.self) {
                try await sandbox.runtime.change(sandbox.change(before)) {}
            }
            try await sandbox.people.mend("web")
            #expect(try await sandbox.observe() == before)
        }
    }

    @Test func `a silent sandbox is unreachable until it is mended`() async throws {
        try await F.run { sandbox in
            let before = try await sandbox.create()
            try await sandbox.people.silence()
            let error = await #expect(throws: RuntimeError.self) { _ = try await sandbox.observe() }
            #expect(error?.isTransient == true)
            await #expect(throws: RuntimeError.self) {
                try await sandbox.runtime.change(sandbox.change(before)) {}
            }
            try await sandbox.people.mend(nil)
            #expect(try await sandbox.observe() == before)
        }
    }

    @Test(arguments: [
        "pauses", "rolls-back", "stuck@sha256:\(String(repeating: "a", count: 64))",
        "crash-loops", "silent", "unverifiable",
    ])
    func `a failure's text form is read back`(text: String) {
        #expect(SandboxFailure(parsing: text)?.description == text)
    }

    @Test(arguments: ["", "fails", "stuck@", "silent@x", "pauses@sha256:abc", "Silent"])
    func `what is no failure is refused`(text: String) {
        #expect(SandboxFailure(parsing: text) == nil)
    }
}

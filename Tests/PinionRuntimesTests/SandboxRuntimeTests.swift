import PinionModel
@testable import PinionRuntimes
import PinionTesting
import Testing

/// The sandbox as Pinion sees and changes it.
@Suite(.timeLimit(.minutes(10)))
struct SandboxRuntimeTests {
    private typealias F = SandboxFixture

    @Test func `a change declares the pin, runs it, and says who did it`() async throws {
        try await F.run { sandbox in
            let before = try await sandbox.create(instances: 2)
            sandbox.clock.advance(by: .seconds(60))
            try await sandbox.runtime.change(sandbox.change(before)) {}
            let after = try await sandbox.observe()
            #expect(after.declared == F.next)
            #expect(after.running == [F.new, F.new])
            #expect(after.objectID == before.objectID)
            #expect(after.changedBy == Attribution(who: "pinion", at: .test + .seconds(60)))
            #expect(after.containers[0].template == before.containers[0].template)
        }
    }

    @Test func `fault 5: a stale change is refused`() async throws {
        try await F.run { sandbox in
            let stale = try await sandbox.create()
            try await sandbox.people.update("web", to: F.floating)
            await #expect(throws: RuntimeError.conflict(service: "web")) {
                try await sandbox.runtime.change(sandbox.change(stale)) {}
            }
            #expect(try await sandbox.observe().declared == F.floating)
        }
    }

    @Test func `a change of a re-created or removed service is refused`() async throws {
        try await F.run { sandbox in
            let stale = try await sandbox.create()
            try await sandbox.people.recreate("web")
            await #expect(throws: RuntimeError.conflict(service: "web")) {
                try await sandbox.runtime.change(sandbox.change(stale)) {}
            }
            try await sandbox.people.remove("web")
            await #expect(throws: RuntimeError.conflict(service: "web")) {
                try await sandbox.runtime.change(sandbox.change(stale)) {}
            }
        }
    }

    @Test func `fault 4: a change that was made is not made again`() async throws {
        try await F.run { sandbox in
            let before = try await sandbox.create()
            try await sandbox.runtime.change(sandbox.change(before)) {}
            let after = try await sandbox.observe()
            try await sandbox.runtime.change(sandbox.change(before)) {
                Issue.record("a change without effect asks for no permit")
            }
            #expect(try await sandbox.observe() == after)
        }
    }

    @Test func `another tag on the same digest is not a change`() async throws {
        try await F.run { sandbox in
            let before = try await sandbox.create()
            let retagged = ImageReference.test("\(F.web):stable@\(F.old)")
            try await sandbox.runtime.change(sandbox.change(before, to: retagged)) {}
            #expect(try await sandbox.observe() == before)
        }
    }

    @Test func `without a permit nothing is written`() async throws {
        try await F.run { sandbox in
            let before = try await sandbox.create()
            await #expect(throws: RuntimeError.superseded("another run")) {
                try await sandbox.runtime.change(sandbox.change(before)) {
                    () async throws(RuntimeError) in throw .superseded("another run")
                }
            }
            #expect(try await sandbox.observe() == before)
        }
    }

    @Test func `fault 5: who changes it while the permit is asked for is not overwritten`()
        async throws
    {
        try await F.run { sandbox in
            let before = try await sandbox.create()
            await #expect(throws: RuntimeError.conflict(service: "web")) {
                try await sandbox.runtime.change(sandbox.change(before)) {
                    () async throws(RuntimeError) in
                    try await sandbox.people.update("web", to: F.floating)
                }
            }
            #expect(try await sandbox.observe().declared == F.floating)
        }
    }

    @Test func `fault 40: a digest that is gone fails, and what ran before runs`() async throws {
        try await F.run { sandbox in
            let before = try await sandbox.create()
            await sandbox.registry.delete(.test(F.web, F.new))
            let error = await #expect(throws: RuntimeError.self) {
                try await sandbox.runtime.change(sandbox.change(before)) {}
            }
            #expect(
                error?.description
                    == "the change of web failed: \(F.next.familiar) cannot be pulled, it is not in "
                    + "its registry; nothing was changed, and what ran before runs")
            #expect(try await sandbox.observe() == before)
        }
    }

    @Test func `a registry that does not answer is worth another try`() async throws {
        try await F.run { sandbox in
            let before = try await sandbox.create()
            await sandbox.registry.silence("registry.example.com")
            let error = await #expect(throws: RuntimeError.self) {
                try await sandbox.runtime.change(sandbox.change(before)) {}
            }
            #expect(error?.isTransient == true)
            #expect(try await sandbox.observe() == before)
        }
    }

    @Test func `looking asks no registry`() async throws {
        try await F.run { sandbox in
            _ = try await sandbox.create(F.floating)
            let asked = await sandbox.registry.questions.count
            _ = try await sandbox.runtime.observe(.inScope(pinned: []))
            _ = try await sandbox.observe()
            #expect(await sandbox.registry.questions.count == asked)
            #expect(try await sandbox.runtime.identity() == nil)
        }
    }

    @Test func `of the names that are asked for, those that are not there are left out`()
        async throws
    {
        try await F.run { sandbox in
            let web = try await sandbox.create()
            let seen = try await sandbox.runtime.observe(.only(["web", "api", "web"]))
            #expect(seen == Inventory(services: [web]))
        }
    }
}

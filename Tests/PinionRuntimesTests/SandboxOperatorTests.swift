import PinionModel
@testable import PinionRuntimes
import PinionTesting
import Testing

/// The sandbox as the orchestrator that others use.
@Suite(.timeLimit(.minutes(10)))
struct SandboxOperatorTests {
    private typealias F = SandboxFixture

    @Test func `a new service declares its template and runs what its tag names`() async throws {
        try await F.run { sandbox in
            let web = try await sandbox.create(F.floating, instances: 3)
            #expect(web.containers[0].template.image?.reference == F.floating)
            #expect(web.declared == F.floating)
            #expect(web.running == [F.old, F.old, F.old])
            #expect(web.containers[0].declared.image?.digests == [])
            #expect(web.rollout == .settled)
            #expect(web.version == "1")
            #expect(web.changedBy == Attribution(who: "terraform", at: .test))
        }
    }

    @Test func `a moved tag changes nothing until an instance is restarted`() async throws {
        try await F.run { sandbox in
            let before = try await sandbox.create(F.floating, instances: 2)
            await sandbox.registry.push(.test("\(F.web):latest@\(F.new)"))
            #expect(try await sandbox.observe() == before)
            try await sandbox.people.restart("web", instance: before.instanceIDs[1])
            let mixed = try await sandbox.observe()
            #expect(mixed.running == [F.old, F.new])
            #expect(mixed.instanceIDs[0] == before.instanceIDs[0])
            #expect(mixed.instanceIDs[1] != before.instanceIDs[1])
            try await sandbox.people.restart("web")
            #expect(try await sandbox.observe().running == [F.new, F.new])
            #expect(try await sandbox.observe().version == "1")
        }
    }

    @Test func `a restart of a pinned service runs its digest and asks no registry`() async throws {
        try await F.run { sandbox in
            _ = try await sandbox.create()
            await sandbox.registry.push(.test("\(F.web):1.8.3@\(F.new)"))
            await sandbox.registry.silence("registry.example.com")
            let asked = await sandbox.registry.questions.count
            try await sandbox.people.restart("web")
            #expect(try await sandbox.observe().running == [F.old])
            #expect(await sandbox.registry.questions.count == asked)
        }
    }

    @Test func `an instance whose tag is gone does not come back`() async throws {
        try await F.run { sandbox in
            _ = try await sandbox.create(F.floating)
            await sandbox.registry.delete(.test(F.web, F.old))
            try await sandbox.people.restart("web")
            let web = try await sandbox.observe()
            #expect(web.running == [])
            #expect(
                web.rollout
                    == .failed("registry.example.com/shop/web:latest cannot be pulled any more"))
            await sandbox.registry.push(.test("\(F.web):latest@\(F.new)"))
            try await sandbox.people.restart("web")
            #expect(try await sandbox.observe().running == [F.new])
            #expect(try await sandbox.observe().rollout == .settled)
        }
    }

    @Test func `a re-creation takes the template and is another object`() async throws {
        try await F.run { sandbox in
            let before = try await sandbox.create()
            try await sandbox.people.template("web", to: F.floating)
            let hazard = try await sandbox.observe()
            #expect(hazard.containers[0].template.image?.reference == F.floating)
            #expect(hazard.declared == F.pinned)
            #expect(hazard.version == before.version)
            try await sandbox.people.recreate("web")
            let after = try await sandbox.observe()
            #expect(after.declared == F.floating)
            #expect(after.running == [F.old])
            #expect(after.objectID != before.objectID)
        }
    }

    @Test func `a template that was taken away is absent, and nothing re-creates`() async throws {
        try await F.run { sandbox in
            _ = try await sandbox.create()
            try await sandbox.people.template("web", to: nil)
            #expect(try await sandbox.observe().containers[0].template == .absent)
            await #expect(throws: RuntimeError.self) { try await sandbox.people.recreate("web") }
        }
    }

    @Test func `an update is not pinned by anybody`() async throws {
        try await F.run { sandbox in
            _ = try await sandbox.create()
            await sandbox.registry.push(.test("\(F.web):latest@\(F.new)"))
            try await sandbox.people.update("web", to: F.floating)
            let web = try await sandbox.observe()
            #expect(web.declared == F.floating)
            #expect(web.running == [F.new])
            #expect(web.version == "2")
        }
    }

    @Test func `scaling up resolves anew, scaling down stops the last`() async throws {
        try await F.run { sandbox in
            _ = try await sandbox.create(F.floating)
            await sandbox.registry.push(.test("\(F.web):latest@\(F.new)"))
            try await sandbox.people.scale("web", to: 3)
            #expect(try await sandbox.observe().running == [F.old, F.new, F.new])
            try await sandbox.people.scale("web", to: 1)
            #expect(try await sandbox.observe().running == [F.old])
            try await sandbox.people.scale("web", to: 0)
            #expect(try await sandbox.observe().running == [])
            #expect(try await sandbox.observe().rollout == .settled)
        }
    }

    @Test func `several containers are replaced together`() async throws {
        try await F.run { sandbox in
            let proxy = ImageReference.test(
                "registry.example.com/shop/proxy:2@\(Digest.numbered(2))")
            await sandbox.registry.push(proxy)
            try await sandbox.people.create(
                "api",
                containers: [(name: "proxy", image: proxy), (name: "app", image: F.floating)])
            try await sandbox.people.update("api", container: "proxy", to: proxy)
            let api = try #require(try await sandbox.runtime.observe(.only(["api"])).services.first)
            #expect(api.containers.map(\.name) == ["app", "proxy"])
            #expect(api.running == [F.old])
            await #expect(
                throws: RuntimeError.refused(
                    operation: "tell which container of api is meant", reason: "it has 2",
                    remedy: "name api/app or api/proxy")
            ) { try await sandbox.people.update("api", to: F.next) }
        }
    }

    @Test func `what cannot be done is refused, and nothing changes`() async throws {
        try await F.run { sandbox in
            let before = try await sandbox.create()
            let absent = ImageReference.test("\(F.web):9.9.9")
            await #expect(throws: RuntimeError.self) { try await sandbox.people.restart("wbe") }
            await #expect(throws: RuntimeError.self) {
                try await sandbox.people.restart("web", instance: "web.9")
            }
            await #expect(throws: RuntimeError.self) {
                try await sandbox.people.update("web", to: absent)
            }
            await #expect(throws: RuntimeError.self) {
                try await sandbox.people.update("web", container: "sidecar", to: F.next)
            }
            await #expect(throws: RuntimeError.self) { try await sandbox.create() }
            await #expect(throws: RuntimeError.self) {
                try await sandbox.people.create("a b", containers: [(name: "a", image: F.next)])
            }
            await #expect(throws: RuntimeError.self) {
                try await sandbox.people.create("empty", containers: [])
            }
            await #expect(throws: RuntimeError.self) {
                try await sandbox.people.scale("web", to: -1)
            }
            #expect(try await sandbox.observe() == before)
        }
    }

    @Test func `a removed service is gone`() async throws {
        try await F.run { sandbox in
            _ = try await sandbox.create()
            try await sandbox.people.remove("web")
            #expect(try await sandbox.runtime.observe(.inScope(pinned: ["web"])).services == [])
            #expect(try sandbox.people.show() == ["no services"])
        }
    }

    @Test func `it shows what it holds`() async throws {
        try await F.run { sandbox in
            _ = try await sandbox.create(F.floating)
            #expect(
                try sandbox.people.show() == [
                    "web  1 of 1 running, version 1, object 1-1795435200, "
                        + "changed by terraform, 2026-11-23T12:00:00Z",
                    "  web",
                    "    template  registry.example.com/shop/web:latest",
                    "    declared  registry.example.com/shop/web:latest",
                    "    web.1.2  \(F.old)",
                ])
        }
    }
}

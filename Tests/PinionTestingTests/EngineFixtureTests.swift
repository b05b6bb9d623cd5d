import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)))
struct EngineFixtureTests {
    @Test func `an Engine service keeps its tag, and a restart pulls what it means then`()
        async throws
    {
        let engine = try EngineAPI()
        let repository = engine.uniqueName("shop/web")
        let name = engine.uniqueName("web")
        let first = try await engine.pushImage(repository, tag: "latest", marker: "1")
        let latest = engine.reference(repository, "latest")
        try await engine.createService(name, image: latest, replicas: 2, labels: ["a": "b"])
        try await engine.waitForTasks(of: name, running: 2)
        let service = try await engine.service(name)
        #expect(service.image == latest)
        #expect(try await engine.runningDigests(of: name) == [first])

        let second = try await engine.pushImage(repository, tag: "latest", marker: "2")
        #expect(first != second)
        try await engine.restartTasks(of: name)
        #expect(try await engine.runningDigests(of: name) == [second])
        #expect(try await engine.service(name).version == service.version)
        try await engine.removeService(name)
    }

    @Test func `an Engine container runs the image's marker and stops when told`() async throws {
        let engine = try EngineAPI()
        let repository = engine.uniqueName("tool")
        let name = engine.uniqueName("tool")
        let digest = try await engine.pushImage(repository, tag: "1", marker: "first")
        try await engine.runContainer(name, image: engine.reference(repository, "1"))
        #expect(try await engine.docker("exec", name, "/bin/cat", "/marker") == "first")
        #expect(try await engine.digests(ofContainer: name) == [digest])
        #expect(try await engine.containers().contains { $0.name == name && $0.state == "running" })
        try await engine.docker("stop", name)
        try await engine.removeContainer(name)
        #expect(try await !engine.containers().contains { $0.name == name })
    }

    @Test func `an Engine registry moves tags, keeps indexes and deletes`() async throws {
        let engine = try EngineAPI()
        let repository = engine.uniqueName("shop/api")
        let one = try await engine.pushImage(repository, tag: "1", marker: "one")
        let two = try await engine.pushImage(repository, tag: "2", marker: "two")
        try await engine.moveTag("production", of: repository, to: one)
        #expect(try await engine.digest(of: repository, "production") == one)
        try await engine.moveTag("production", of: repository, to: two)
        #expect(try await engine.digest(of: repository, "production") == two)
        let index = try await engine.pushIndex(repository, tag: "multi", of: [one, two])
        #expect(![one, two].contains(index))
        let container = engine.uniqueName("api")
        try await engine.runContainer(container, image: engine.reference(repository, "multi"))
        #expect(try await engine.docker("exec", container, "/bin/cat", "/marker") == "one")
        try await engine.removeContainer(container)
        try await engine.deleteManifest(index, of: repository)
        await #expect(throws: EngineFailure.self) {
            try await engine.digest(of: repository, "multi")
        }
    }
}

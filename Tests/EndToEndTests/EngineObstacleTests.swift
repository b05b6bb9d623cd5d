import PinionTesting
import Testing

/// What stands in the way of a re-creation on a real engine, as whoever is paged meets it.
@Suite(.timeLimit(.minutes(10)), .serialized)
struct EngineObstacleTests {
    /// Where the container's log goes: it cannot be started while nobody listens there.
    private static let listener = "127.0.0.1:18099"

    private static func listen(_ scratch: Scratch) async throws -> RunningCommand {
        let server = try await Command(
            "busybox", ["httpd", "-f", "-p", listener, "-h", scratch.path(of: "")]
        ).start(in: scratch)
        for _ in 0..<100 {
            let answer = try await Command("curl", ["-s", "http://\(listener)/"]).run()
            if answer.code == 0 { break }
            try await Task.sleep(for: .milliseconds(50))
        }
        return server
    }

    @Test
    func `fault 57: what a host lacks when a container is re-created condemns no image`()
        async throws
    {
        try await withScratch { scratch in
            let docker = try await DockerShop.make(in: scratch)
            let engine = docker.engine
            let server = try await Self.listen(scratch)
            try await engine.removeContainer(docker.name)
            try await engine.runContainer(
                docker.name, image: docker.pinned(0),
                options: [
                    "--label", "owner=\(docker.name)", "--stop-timeout", "1", "--log-driver",
                    "syslog", "--log-opt", "syslog-address=tcp://\(Self.listener)",
                ])
            #expect(try await docker.shop.pinion("reconcile").code == 0)
            let former = try #require(try await docker.onlyContainer()?.id)
            try await docker.shop.pin(docker.name, to: docker.pinned(1))

            server.kill()
            let first = try await docker.shop.pinion("reconcile")
            #expect(first.code == 1, "\(first)")
            let words = first.output + first.errors
            #expect(words.contains("undone: \(docker.name)"), "\(words)")
            #expect(words.contains("that is this host's and not the image's"), "\(words)")
            #expect(words.contains("which the next run tries again"), "\(words)")

            let other = try await Self.listen(scratch)
            let next = try await docker.shop.pinion("reconcile")
            #expect(next.code == 0, "\(next)")
            let after = try #require(try await docker.onlyContainer())
            #expect(after.id != former && after.name == docker.name && after.state == "running")
            #expect(
                try await engine.digests(ofContainer: docker.name).contains(docker.builds[1]))
            other.kill()
        }
    }
}

import PinionTesting
import Testing

/// What an interrupted change stopped on a real engine is started again without an answer of git, and without pins
/// that can be read.
@Suite(.timeLimit(.minutes(10)), .serialized)
struct EngineOfflineRestoringTests {
    @Test func `fault 57: a git server that does not answer keeps nothing down`() async throws {
        try await withScratch { scratch in
            try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                let docker = try await DockerShop.make(in: scratch, origin: .server(server))
                let former = try await docker.strand(in: scratch)
                server.misbehave(.hangUp)
                let next = try await docker.shop.pinion("reconcile")
                #expect(next.code == 1 && next.errors.contains("error: cannot reach"), "\(next)")
                #expect(next.errors.contains("production: started again \(docker.name)"), "\(next)")
                let container = try await docker.onlyContainer()
                #expect(container?.id == former && container?.name == docker.name)
                #expect(container?.state == "running")
                server.misbehave(nil)
                let last = try await docker.shop.pinion("reconcile")
                #expect(last.code == 0, "\(last)")
                #expect(
                    try await docker.engine.digests(ofContainer: docker.name)
                        .contains(docker.builds[1]))
                #expect(try await docker.shop.chain().disorder == [])
            }
        }
    }

    @Test(arguments: ["environments/production/pins.yaml", "pinion.yaml"])
    func `fault 57: files that cannot be read keep nothing down`(_ file: String) async throws {
        try await withScratch { scratch in
            let docker = try await DockerShop.make(in: scratch, origin: .disk)
            let former = try await docker.strand(in: scratch)
            try docker.shop.write("no: [ such", to: file)
            try await docker.shop.publish("Break a file")
            let look = try await docker.shop.pinion("status")
            #expect(look.code == 1, "\(look)")
            #expect(try await docker.running() == nil, "status starts nothing")
            let next = try await docker.shop.pinion("reconcile")
            let words = next.output + next.errors
            #expect(next.code == 1 && words.contains("started again \(docker.name)"), "\(words)")
            let container = try await docker.onlyContainer()
            #expect(container?.id == former && container?.name == docker.name)
            #expect(container?.state == "running")
        }
    }

    /// What makes the files name something else than the container that was stopped.
    private static let changes: [@Sendable (DockerShop) async throws -> Void] = [
        { docker in
            let file = "environments/production/environment.yaml"
            let text = try docker.shop.read(file)
            try docker.shop.write(
                text.replacing("owner=\(docker.name)", with: "owner=nobody"), to: file)
        },
        { docker in
            try await docker.shop.git("rm", "--quiet", "-r", "environments/production")
        },
    ]

    @Test(arguments: changes.indices)
    func `fault 57: what its environment names no more does not stay down`(
        _ row: Int
    ) async throws {
        try await withScratch { scratch in
            let docker = try await DockerShop.make(in: scratch, origin: .disk)
            let former = try await docker.strand(in: scratch)
            try await Self.changes[row](docker)
            try await docker.shop.publish("Forget the container")
            let next = try await docker.shop.pinion("reconcile")
            let words = next.output + next.errors
            #expect(words.contains("started again \(docker.name)"), "\(words)")
            let container = try await docker.onlyContainer()
            #expect(container?.id == former && container?.name == docker.name)
            #expect(container?.state == "running")
        }
    }
}

import FoundationEssentials
import PinionTesting

/// Somebody who does something with docker while Pinion is at work, and remembers it.
struct PersonOnCall: Sendable {
    let docker: DockerShop
    /// The container that they made, as the engine showed it then.
    private(set) var made: (id: String, facts: String)?
    /// The containers that they stopped, and that Pinion was not about to stop itself.
    private(set) var stopped: Set<String> = []
    /// Whether they stopped, renamed or removed something that ran, or that was set aside.
    private(set) var hasInterfered = false

    init(_ docker: DockerShop) { self.docker = docker }

    /// Everything of the service, whoever made it.
    static func containers(_ docker: DockerShop) async throws -> [EngineAPI.Container] {
        try await docker.engine.containers().filter { $0.name.contains(docker.name) }
    }

    /// Does one thing with what is there; nothing where that is not possible.
    mutating func move(_ hand: Interruption.Hand, _ numbers: inout SeededGenerator) async throws {
        let there = try await Self.containers(docker)
        guard let one = there.randomElement(using: &numbers) else { return }
        switch hand {
        case .none: break
        case .make: try await make()
        case .stop: try await stop(one)
        case .rename:
            let name = "\(docker.name)-mine-\(one.id.prefix(6))"
            let answer = try await docker.engine.request(
                "POST", "/containers/\(one.id)/rename?name=\(name)")
            if answer.status == 204 { hasInterfered = true }
        case .remove:
            let answer = try await docker.engine.request(
                "DELETE", "/containers/\(one.id)?force=true")
            let wasNew = one.name == docker.name && one.state == "created"
            if answer.status == 204, !wasNew { hasInterfered = true }
        }
    }

    /// By digest, under the service's name, with another environment and volume.
    private mutating func make() async throws {
        let made = try await Command(
            "docker",
            [
                "run", "--detach", "--name", docker.name, "--label", "owner=\(docker.name)",
                "--env", "REGION=au", "--volume", "\(docker.name)-theirs:/data", docker.pinned(1),
            ], environment: ["DOCKER_HOST": docker.engine.host]
        ).run()
        guard made.code == 0 else { return }
        self.made = (made.line, try await facts(of: made.line))
    }

    private mutating func stop(_ one: EngineAPI.Container) async throws {
        let answer = try await docker.engine.request("POST", "/containers/\(one.id)/stop")
        guard answer.status == 204 else { return }
        hasInterfered = true
        // Where Pinion was stopping it at that very moment, nobody can say who did.
        let after = try await Self.containers(docker).first { $0.id == one.id }
        let isRetired = after?.name.split(separator: "-").last?.count == 10
        if one.name == docker.name || !isRetired { stopped.insert(one.id) }
    }

    /// What must not change of a container that a person made.
    func facts(of id: String) async throws -> String {
        try await docker.engine.docker(
            "inspect", "--format",
            "{{.Name}} {{.State.Status}} {{.State.StartedAt}} {{.RestartCount}} "
                + "{{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}", id)
    }
}

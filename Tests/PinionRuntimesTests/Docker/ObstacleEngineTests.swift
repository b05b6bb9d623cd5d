import PinionHTTP
import PinionModel
@testable import PinionRuntimes
import PinionSyntax
import Testing

/// What stands in the way of a start on a real engine, and says nothing of the image.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct ObstacleEngineTests {
    struct Obstacle: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// What the container and its rival both want.
        let host: String
        let words: String
    }

    static let obstacles = [
        Obstacle(
            testDescription: "its port is taken",
            host:
                #","ExposedPorts":{"80/tcp":{}},"HostConfig":{"PortBindings":{"80/tcp":[{"HostPort":"18085"}]}}"#,
            words: "port is already allocated"),
        Obstacle(
            testDescription: "its address is taken",
            host:
                #","HostConfig":{"NetworkMode":"pt-docker-way-net"},"NetworkingConfig":{"EndpointsConfig":{"pt-docker-way-net":{"IPAMConfig":{"IPv4Address":"10.213.0.9"}}}}"#,
            words: "Address already in use"),
    ]

    /// A container, a rival that wants the same, and the image that is wanted.
    private func prepare(_ rig: EngineRig, _ obstacle: Obstacle) async throws -> PinnedImage {
        _ = try await rig.push("1")
        let second = try await rig.push("2")
        try await rig.ask(
            .post, "/networks/create",
            #"{"Name":"\#(rig.mark)-net","IPAM":{"Config":[{"Subnet":"10.213.0.0/24"}]}}"#)
        _ = try await rig.run(rig.body("1", #","StopTimeout":0"# + obstacle.host))
        try await rig.ask(
            .post, "/containers/create", query: [("name", "\(rig.mark)-rival")],
            #"{"Image":"\#(try rig.repository()):1","StopTimeout":0\#(obstacle.host)}"#)
        return pinned("\(try rig.repository()):2@\(second)")
    }

    @Test(arguments: obstacles)
    func `fault 57: what is taken on the host never condemns the image`(_ obstacle: Obstacle)
        async throws
    {
        try await EngineRig.with("docker-way") { rig in
            let wanted = try await prepare(rig, obstacle)
            let before = try await rig.inspected()["Id"]?.string
            // The rival lets go when the former container is to come back.
            let runtime = rig.docker { verb, number in
                guard verb == "start", [1, 3].contains(number) else { return }
                let order = number == 1 ? "start" : "stop"
                _ = try? await rig.ask(.post, "/containers/\(rig.mark)-rival/\(order)")
            }
            let error = await #expect(throws: RuntimeError.self) {
                try await rig.change(to: wanted, over: runtime)
            }
            guard case .obstructed(_, let reason)? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(reason.contains(obstacle.words) && reason.contains("not the image's"))
            #expect(reason.hasSuffix("; the former container runs again"), "\(reason)")
            #expect(try await rig.inspected()["Id"]?.string == before)
            #expect(
                try await rig.states() == [
                    "\(rig.mark)-web": "running", "\(rig.mark)-rival": "exited",
                ])
            try await rig.change(to: wanted)
            #expect(try await rig.inspected()["Id"]?.string != before)
        }
    }

    @Test func `fault 57: what a host keeps down comes back as soon as it can`() async throws {
        try await EngineRig.with("docker-way") { rig in
            let wanted = try await prepare(rig, Self.obstacles[0])
            let before = try await rig.inspected()["Id"]?.string
            let runtime = rig.docker { verb, number in
                guard verb == "start", number == 1 else { return }
                _ = try? await rig.ask(.post, "/containers/\(rig.mark)-rival/start")
            }
            let error = await #expect(throws: RuntimeError.self) {
                try await rig.change(to: wanted, over: runtime)
            }
            guard case .obstructed(_, let reason)? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(reason.contains("could not be brought back, which the next run tries again"))
            try await rig.ask(.delete, "/containers/\(rig.mark)-rival", query: [("force", "true")])
            let restored = try await rig.docker { _, _ in }.restore(after: .zero)
            #expect(restored.map(\.failure) == [nil])
            #expect(try await rig.states() == ["\(rig.mark)-web": "running"])
            #expect(try await rig.inspected()["Id"]?.string == before)
        }
    }
}

import Glibc
import PinionHTTP
import PinionModel
import PinionProcess
import PinionRuntimes

/// Observing 1,000 services without instances on a real Swarm, against the bare list of them.
struct SwarmFigures {
    private static let services = 1_000

    func measured() async throws -> [Figure] {
        let http = HTTPClient(clock: .system)
        let endpoint = try EngineEndpoint.resolve(nil, in: DockerClientEnvironment.here)
        let client = EngineClient(endpoint: endpoint, transport: http, clock: .system)
        try await makeServices(client)
        let runtime = SwarmRuntime(client: client, scope: .all)
        let clock = ContinuousClock()
        var ratios: [Double] = []
        var times: [Double] = []
        for round in 0..<41 {
            let bare = try await clock.measure {
                let answer = try await client.send(.get, "/services")
                guard answer.status == 200 else {
                    throw BenchFailure("the engine does not list its services")
                }
            }
            let observed = try await clock.measure {
                let seen = try await runtime.observe(.inScope(pinned: [])).services.count
                guard seen == Self.services else {
                    throw BenchFailure("\(seen) services were seen")
                }
            }
            // The first round warms both.
            if round > 0 {
                ratios.append(observed.seconds / bare.seconds)
                times.append(observed.seconds * 1000)
            }
        }
        await http.shutdown()
        return [
            Figure(
                "observing 1,000 services of a real Swarm, against its list", ratios.median,
                atMost: 3, "×"),
            Figure("  its time", times.median, atMost: 2_000, "ms"),
        ]
    }

    private func makeServices(_ client: EngineClient) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<Self.services {
                if number >= 8 { try await group.next() }
                group.addTask { try await make(number, client) }
            }
            try await group.waitForAll()
        }
    }

    private func make(_ number: Int, _ client: EngineClient) async throws {
        let digest = "sha256:" + String(repeating: "ab", count: 32)
        let spec = """
            {"Name":"bench-\(number)","TaskTemplate":{"ContainerSpec":\
            {"Image":"registry.example.com/shop/s\(number):1.0.0@\(digest)"}},"Mode":{"Replicated":{"Replicas":0}}}
            """
        let answer = try await client.send(.post, "/services/create", body: Array(spec.utf8))
        guard answer.status == 201 else {
            throw BenchFailure("the Swarm does not make a service: status \(answer.status)")
        }
    }
}

extension DockerClientEnvironment {
    /// `DOCKER_HOST` alone, as `Tests/Rig/with-engine` sets it.
    fileprivate static var here: DockerClientEnvironment {
        let host = getenv("DOCKER_HOST").map { String(cString: $0) } ?? ""
        return DockerClientEnvironment(variables: ["DOCKER_HOST": host])
    }
}

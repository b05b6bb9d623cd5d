import FoundationEssentials
import PinionTesting

/// A second engine that reports the id of the rig's own, as that of a cloned machine does.
struct TwinEngine: Sendable {
    /// Its address, `unix://` and an absolute path.
    let host: String

    /// Starts it in a network of its own, as another machine would be, with the same file of its id.
    static func start(in scratch: Scratch) async throws -> TwinEngine {
        let room = ProcessInfo.processInfo.environment["PINION_TEST_ROOM"] ?? ""
        let folder = "\(room)/twin-\(UUID().uuidString.prefix(8).lowercased())"
        let script = """
            set -e
            mkdir -p '\(folder)/data'
            # From 23.0 on the id is a file of the data folder; before, it follows from /etc/docker/key.json.
            cp '\(room)/data/engine-id' '\(folder)/data/' 2>/dev/null || true
            engine=$(cat '\(room)/dockerd.pid')
            setsid unshare --net nsenter "--mount=/proc/$engine/ns/mnt" -- dockerd --data-root '\(folder)/data' \
                --exec-root '\(folder)/exec' --pidfile '\(folder)/pid' --host 'unix://\(folder)/s' \
                --iptables=false >'\(folder)/log' 2>&1 </dev/null &
            """
        scratch.atEnd {
            _ = try? await Command(
                "bash", ["-c", "kill \"$(cat '\(folder)/pid')\" && sleep 2; rm -rf '\(folder)'"]
            ).run()
        }
        try await Command("bash", ["-c", script]).succeed()
        let twin = TwinEngine(host: "unix://\(folder)/s")
        for _ in 1...300 {
            let answer = try await Command(
                "docker", ["version"], environment: ["DOCKER_HOST": twin.host]
            ).run()
            if answer.code == 0 { return twin }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw EngineFailure.tooLate("the second engine")
    }
}

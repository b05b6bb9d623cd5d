import PinionHTTP
import PinionModel
@testable import PinionRuntimes
import PinionSyntax
import Testing

/// Plain containers of which nothing runs, on a real engine.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct SilentEngineTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let code: Int
        let policy: String
        let isEnd: Bool
    }

    static let rows = [
        Row(testDescription: "it ended with 0", code: 0, policy: "no", isEnd: true),
        Row(testDescription: "it ended with 3", code: 3, policy: "no", isEnd: false),
        Row(
            testDescription: "it ended with 0, and is started again on failure", code: 0,
            policy: "on-failure", isEnd: true),
    ]

    @Test func `a server that somebody stopped is down, however well it ended`() async throws {
        try await EngineRig.with("docker-silent") { rig in
            _ = try await rig.push("1")
            let server = "trap 'exit 0' TERM; while true; do /bin/busybox sleep 0.1; done"
            _ = try await rig.run(
                rig.body("1", #","Cmd":["/bin/busybox","sh","-c","\#(server)"]"#))
            let name = "\(rig.mark)-web"
            try await rig.ask(.post, "/containers/\(name)/stop")
            #expect(try await rig.inspected()["State"]?["ExitCode"]?.int == 0)
            let service = try await rig.docker.observe(.only([name])).services
                .first { $0.name == name }
            #expect(
                service?.wanted
                    == .stalled("somebody stopped the container \(name); start it, or remove it"))
        }
    }

    @Test(arguments: rows)
    func `what a container that has ended is bound to is seen, and how it ended`(
        _ row: Row
    ) async throws {
        try await EngineRig.with("docker-silent") { rig in
            let digest = try await rig.push("1")
            _ = try await rig.run(
                rig.body(
                    "1",
                    #","Cmd":["/bin/busybox","sh","-c","exit \#(row.code)"],"#
                        + #""HostConfig":{"RestartPolicy":{"Name":"\#(row.policy)"}}"#))
            let name = "\(rig.mark)-web"
            while try await rig.states()[name] != "exited" {
                try await Task.sleep(for: .milliseconds(100))
            }
            let runtime = rig.docker
            let service = try #require(
                try await runtime.observe(.only([name])).services
                    .first { $0.name == name })
            let clause =
                "the container \(name) has exited with code \(row.code); start it, or remove it"
            #expect(service.wanted == (row.isEnd ? .end : .stalled(clause)))
            #expect(service.containers.first?.declared.image?.digests.contains(digest) == true)
            #expect(service.containers.map(\.instances) == [.seen([])])
            #expect(service.unchangeable != nil)
        }
    }
}

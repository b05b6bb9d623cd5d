import PinionHTTP
import PinionModel
@testable import PinionRuntimes
import PinionSyntax
import Testing

/// Labels that put a container into Pinion's scope, against a real engine.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct ScopeEngineTests {
    private static func runtime(_ rig: EngineRig) -> DockerRuntime {
        DockerRuntime(
            client: rig.client, scope: .label("pinion-tier=\(rig.mark)"),
            probation: .milliseconds(300))
    }

    @Test func `fault 60: a scope's label that came from the former image stays`() async throws {
        try await EngineRig.with("docker-label") { rig in
            let label = "LABEL pinion-tier=\(rig.mark) other=old"
            _ = try await rig.push("1", changes: [label])
            let second = try await rig.push("2")
            let repository = try rig.repository()
            _ = try await rig.run(#"{"Image":"\#(repository):1"}"#)
            try await rig.change(
                to: pinned("\(repository):2@\(second)"), over: Self.runtime(rig))
            let services = try await Self.runtime(rig).observe(.inScope(pinned: [])).services
            #expect(services.map(\.name) == ["\(rig.mark)-web"])
            let labels = try await rig.inspected()["Config"]?["Labels"]
            #expect(labels?["other"] == nil)
        }
    }

    @Test func `an image whose labels would take a container of compose out of scope is refused`()
        async throws
    {
        try await EngineRig.with("docker-away") { rig in
            _ = try await rig.push("1")
            let second = try await rig.push(
                "2", changes: ["LABEL com.docker.compose.oneoff=True"])
            let repository = try rig.repository()
            let before = try await rig.run(
                #"{"Image":"\#(repository):1","Labels":{"pinion-tier":"\#(rig.mark)","#
                    + #""com.docker.compose.project":"\#(rig.mark)"}}"#)
            let error = await #expect(throws: RuntimeError.self) {
                try await rig.change(
                    to: pinned("\(repository):2@\(second)"), over: Self.runtime(rig))
            }
            guard case .unchangeable(_, let reason)? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(reason.contains("is a one-off command of compose"))
            let after = try await rig.inspected()
            #expect(after["Id"]?.string == before["Id"]?.string)
            #expect(after["State"]?["StartedAt"]?.string == before["State"]?["StartedAt"]?.string)
        }
    }
}

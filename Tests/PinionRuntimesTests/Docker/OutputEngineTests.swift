import PinionHTTP
import PinionModel
@testable import PinionRuntimes
import PinionSyntax
import Synchronization
import Testing

/// What containers print before they fail, against a real engine.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct OutputEngineTests {
    private static let secret = "postgres://app:hunter2@db/shop"

    /// Keeps texts in memory.
    private final class Keeper: OutputKeeper {
        private let texts = Mutex<[String]>([])
        var kept: [String] { texts.withLock(\.self) }

        func keep(_ output: String, of container: String) -> KeptOutput {
            texts.withLock { $0.append(output) }
            return .file(path: "/state/file", days: 7)
        }
    }

    struct Bad: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let changes: [String]
        let reason: String
    }

    @Test(arguments: [
        Bad(
            testDescription: "its log",
            changes: [#"CMD ["/bin/busybox","sh","-c","echo \#(secret); exit 3"]"#],
            reason: "the new container ended with exit code 3"),
        Bad(
            testDescription: "its health check",
            changes: [
                #"HEALTHCHECK --interval=100ms --retries=1 --timeout=5s CMD ["/bin/busybox","sh","-c","echo \#(secret); exit 1"]"#
            ],
            reason: "the health check of the new container fails"),
    ])
    func `fault 67: what a container printed goes to the keeper, and not into the reason`(
        _ bad: Bad
    )
        async throws
    {
        try await EngineRig.with("docker-words") { rig in
            _ = try await rig.push("1")
            let second = try await rig.push("2", changes: bad.changes)
            let repository = try rig.repository()
            _ = try await rig.run(#"{"Image":"\#(repository):1"}"#)
            let keeper = Keeper()
            let runtime = DockerRuntime(
                client: rig.client, scope: .all, probation: .milliseconds(300), outputKeeper: keeper
            )
            let error = await #expect(throws: RuntimeError.self) {
                try await rig.change(to: pinned("\(repository):2@\(second)"), over: runtime)
            }
            guard case .failed(_, let reason)? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(
                reason == bad.reason
                    + "; what it printed stays on this host for 7 days: cat /state/file"
                    + "; the former container runs again")
            #expect(keeper.kept.count == 1 && keeper.kept[0].contains(Self.secret))
        }
    }
}

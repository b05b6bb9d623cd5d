import PinionModel
@testable import PinionRuntimes
import PinionTesting
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ECSRolloutTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let deployments: [StubJSON]
        var newest: StubJSON?
        let expected: Expected
    }

    enum Expected: Sendable {
        case settled
        case progressing(String)
        case failed([String])
        case rolledBack([String])
    }

    private static let old = "\(StubECS.prefix):task-definition/web:1"
    private static let new = "\(StubECS.prefix):task-definition/web:2"

    private static func history(_ status: String, finished: Int?) -> StubJSON {
        var entry: [String: StubJSON] = [
            "status": .string(status), "statusReason": "circuit breaker triggered",
        ]
        entry["finishedAt"] = finished.map { .number($0) }
        return .object(entry)
    }

    static let cases: [Case] = [
        Case(
            testDescription: "a completed deployment is settled",
            deployments: [StubECS.deployment("d1", old)], expected: .settled),
        Case(
            testDescription: "one in progress tells how far it is",
            deployments: [
                StubECS.deployment("d2", new, state: "IN_PROGRESS", running: 0),
                StubECS.deployment("d1", old, status: "ACTIVE"),
            ], expected: .progressing("0 of 1 tasks run web:2")),
        Case(
            testDescription: "fault 53: COMPLETED with 0 of 3 tasks is not settled",
            deployments: [StubECS.deployment("d2", new, desired: 3, running: 0)],
            expected: .progressing(
                "0 of 3 tasks run web:2; the newest failed task: CannotPullContainerError: "
                    + "no such image")),
        Case(
            testDescription: "a service that is scaled to nothing is settled",
            deployments: [StubECS.deployment("d2", new, desired: 0, running: 0)],
            expected: .settled),
        Case(
            testDescription: "a failed one tells why, in ECS's words",
            deployments: [
                StubECS.deployment(
                    "d2", new, state: "FAILED", reason: "tasks failed to start", failed: 3)
            ],
            expected: .failed(["tasks failed to start", "CannotPullContainerError"])),
        Case(
            testDescription: "a newer failed one beside the primary is being rolled back",
            deployments: [
                StubECS.deployment("d1", old, state: "IN_PROGRESS", created: 100),
                StubECS.deployment("d2", new, status: "ACTIVE", state: "FAILED", created: 200),
            ], expected: .failed(["is rolling the deployment back"])),
        Case(
            testDescription: "fault 50: a completed rollback is no success",
            deployments: [
                StubECS.deployment("d1", old, created: 100),
                StubECS.deployment("d2", new, status: "ACTIVE", state: "FAILED", created: 200),
            ], expected: .rolledBack(["rolled the deployment back"])),
        Case(
            testDescription: "an older failed one says nothing of the primary",
            deployments: [
                StubECS.deployment("d3", new, created: 300),
                StubECS.deployment("d2", old, status: "ACTIVE", state: "FAILED", created: 200),
            ], expected: .settled),
        Case(
            testDescription:
                "fault 50: the history tells of a rollback when the deployment is gone",
            deployments: [StubECS.deployment("d1", old, created: 100)],
            newest: history("ROLLBACK_SUCCESSFUL", finished: 300),
            expected: .rolledBack(["circuit breaker triggered", "CannotPullContainerError"])),
        Case(
            testDescription: "a rollback that ended before the primary began is history",
            deployments: [StubECS.deployment("d3", new, state: "IN_PROGRESS", created: 400)],
            newest: history("ROLLBACK_SUCCESSFUL", finished: 300),
            expected: .progressing("1 of 1 tasks run web:2")),
        Case(
            testDescription: "a rollback that failed",
            deployments: [StubECS.deployment("d1", old, created: 100)],
            newest: history("ROLLBACK_FAILED", finished: nil),
            expected: .failed(["could not roll the deployment back"])),
        Case(
            testDescription: "a success in the history is a success",
            deployments: [StubECS.deployment("d1", old, created: 100)],
            newest: history("SUCCESSFUL", finished: 300), expected: .settled),
    ]

    @Test(arguments: cases)
    func `where a deployment stands`(_ one: Case) async throws {
        let stub = StubECS()
        stub.define("web", ["web": "nginx@\(sha("1"))"])
        stub.define("web", ["web": "nginx@\(sha("2"))"], revision: 2)
        let primary = one.deployments.first { $0["status"]?.text == "PRIMARY" }
        stub.serve("web", primary?["taskDefinition"]?.text ?? "") {
            $0.deployments = one.deployments
        }
        stub.state.withLock { state in
            state.serviceDeployments["web"] = one.newest
            let arn = "\(StubECS.prefix):task/shop/dead"
            state.stopped["web"] = [arn]
            state.tasks[arn] = StubECS.task(
                arn, Self.new, ["web": nil], status: "STOPPED",
                extra: [
                    "startedBy": "d2", "stoppedAt": 250, "stopCode": "TaskFailedToStart",
                    "stoppedReason": "CannotPullContainerError: no such image",
                ])
        }
        let seen = try await stub.serving { try await $0.observe(.only(["web"])) }
        let rollout = try #require(seen.services.first?.rollout)
        switch (one.expected, rollout) {
        case (.settled, .settled): break
        case (.progressing(let text), .progressing(let seen)): #expect(seen == text)
        case (.failed(let texts), .failed(let seen)),
            (.rolledBack(let texts), .rolledBack(let seen)):
            for text in texts { #expect(seen.contains(text)) }
        default: Issue.record("it is \(rollout)")
        }
    }
}

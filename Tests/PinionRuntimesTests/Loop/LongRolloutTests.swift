import PinionDecisions
import PinionHTTP
import PinionModel
import PinionProcess
import PinionReconcile
import PinionTesting
import Synchronization
import Testing

@testable import PinionRuntimes

/// The loop with each adapter over a stand-in of its transport: hours of waiting, no time of the machine's.
@Suite(.timeLimit(.minutes(2)))
struct LongRolloutTests {
    /// The loop with one adapter, and the block of its environment.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let run: @Sendable (LongRollout) async throws -> EnvironmentResult
    }

    static let cases = [
        Case(testDescription: "docker", run: docker), Case(testDescription: "swarm", run: swarm),
        Case(testDescription: "ecs", run: ecs),
    ]

    @Test(arguments: cases) func `a rollout of three hours is waited for and verified`(
        _ row: Case
    ) async throws {
        let rollout = LongRollout(length: .seconds(3 * 3_600))
        let result = try await row.run(rollout)
        #expect(result.results.map(\.verdict.word) == ["verified"], "\(result)")
        #expect(try await rollout.words() == ["intent", "outcome"])
        let took = rollout.clock.now.offset
        #expect(took >= rollout.length && took < rollout.length + .seconds(3_600), "\(took)")
    }

    @Test(arguments: cases.dropFirst()) func `a rollout without end is left at the time limit`(
        _ row: Case
    ) async throws {
        let rollout = LongRollout(length: .seconds(365 * 86_400))
        let result = try await row.run(rollout)
        #expect(result.results.map(\.verdict.word) == ["under-way"], "\(result)")
        let took = rollout.clock.now.offset
        #expect(took >= rollout.timeout && took < rollout.timeout + .seconds(3_600), "\(took)")
    }

    // MARK: The adapters

    /// A new container that must run for as long as the rollout lasts.
    private static func docker(_ rollout: LongRollout) async throws -> EnvironmentResult {
        let engine = ModelEngine(.init(name: "web", image: 1, state: "running"))
        let runtime = engine.runtime(clock: rollout.process, probation: rollout.length)
        return try await rollout.run(
            runtime, DockerSettings(EngineSettings(endpoint: nil, scope: .all, id: "model")))
    }

    /// A Swarm whose update ends as late as the rollout does.
    private static func swarm(_ rollout: LongRollout) async throws -> EnvironmentResult {
        let begun = Begun(rollout.clock)
        let engine = ScriptedEngine(clock: rollout.process) { question in
            let isDone = begun.lasts(rollout.length)
            switch question.path {
            case "/info":
                return .init(body: #"{"Swarm":{"ControlAvailable":true,"Cluster":{"ID":"swarm"}}}"#)
            case "/services": return .init(body: "[\(service(begun, isDone))]")
            case "/services/id-web": return .init(body: service(begun, isDone))
            case "/services/id-web/update":
                begun.set()
                return .init()
            case "/tasks" where question.query.contains("shutdown"): return .init(body: "[]")
            case "/tasks":
                let image = isDone ? LongRollout.new : LongRollout.old
                return .init(
                    body: SwarmAnswers.list([
                        SwarmAnswers.task(
                            isDone ? "new" : "old", of: "id-web", image: "\(image.reference)")
                    ]))
            default: return .init(status: 404)
            }
        }
        return try await rollout.run(
            SwarmRuntime(client: engine.client, scope: .all),
            SwarmSettings(EngineSettings(endpoint: nil, scope: .all, id: "swarm")))
    }

    private static func service(_ begun: Begun, _ isDone: Bool) -> String {
        guard begun.isSet else {
            return SwarmAnswers.service("web", image: "\(LongRollout.old.reference)")
        }
        let state = isDone ? "completed" : "updating"
        return SwarmAnswers.service(
            "web", version: 12, image: "\(LongRollout.new.reference)",
            update: #""UpdateStatus":{"State":"\#(state)","Message":""},"#)
    }

    /// An ECS that replaces the task as late as the rollout ends.
    private static func ecs(_ rollout: LongRollout) async throws -> EnvironmentResult {
        let stub = StubECS()
        let first = stub.define("web", ["web": "\(LongRollout.old.reference)"])
        stub.serve("web", first, digests: [["web": sha("1")]])
        let begun = Begun(rollout.clock)
        stub.fault.withLock {
            $0 = { [unowned stub] operation, _ in
                if operation == "UpdateService" { begun.set() }
                if begun.lasts(rollout.length) { stub.settle("web", on: sha("2")) }
                return nil
            }
        }
        return try await stub.serving(clock: rollout.process) { runtime in
            try await rollout.run(
                runtime, ECSSettings(cluster: "shop", scope: .all, id: StubECS.cluster))
        }
    }
}

extension StubECS {
    /// Ends the deployment of a service: its one task runs what the service's definition names.
    fileprivate func settle(_ name: String, on digest: String) {
        state.withLock { state in
            guard let arn = state.services[name]?.definition,
                let task = state.tasksOf[name]?.first
            else { return }
            state.services[name]?.deployments = [
                Self.deployment("ecs-svc/\(state.deployed)", arn, created: 1_800_000_000)
            ]
            state.tasks[task] = Self.task(task, arn, [name: digest])
        }
    }
}

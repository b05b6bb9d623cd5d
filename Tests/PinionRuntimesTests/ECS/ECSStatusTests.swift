import PinionDecisions
import PinionModel
@testable import PinionRuntimes
import PinionTesting
import Synchronization
import Testing

/// What a report makes of an ECS service: from the answers of AWS to the status, for all that once looked in step.
@Suite(.timeLimit(.minutes(10)))
struct ECSStatusTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let status: Status
        let kinds: [Finding.Kind]
        let change: @Sendable (StubECS) -> Void

        init(
            _ name: String, _ status: Status, _ kinds: [Finding.Kind],
            _ change: @escaping @Sendable (StubECS) -> Void
        ) {
            testDescription = name
            self.status = status
            self.kinds = kinds
            self.change = change
        }
    }

    private static let floating = "\(StubECS.prefix):task-definition/web:1"
    private static let firm = "\(StubECS.prefix):task-definition/web:2"

    /// A service in step; its former revision floats.
    private static func shop() -> StubECS {
        let stub = StubECS()
        stub.define("web", ["web": "nginx:latest"])
        stub.define("web", ["web": "nginx@\(sha("1"))"], revision: 2)
        stub.serve("web", firm, digests: [["web": sha("1")]])
        return stub
    }

    /// Tasks of the former revision, by their digests.
    private static func add(_ digests: [Character], to stub: StubECS) {
        stub.state.withLock { state in
            for (number, digit) in digests.enumerated() {
                let arn = "\(StubECS.prefix):task/shop/former\(number)"
                state.tasksOf["web", default: []].append(arn)
                state.tasks[arn] = StubECS.task(arn, floating, ["web": sha(digit)])
            }
        }
    }

    private static func edit(
        _ stub: StubECS, _ change: (inout StubECS.Service) -> Void
    ) {
        stub.state.withLock { state in
            guard var service = state.services["web"] else { return }
            change(&service)
            state.services["web"] = service
        }
    }

    private static func further(
        _ status: String = "ACTIVE", running: Int, desired: Int? = nil
    ) -> StubJSON {
        StubECS.deployment(
            "ecs-svc/old", floating, status: status, desired: desired ?? running, running: running)
    }

    static let cases: [Case] = [
        Case("in step", .synced, []) { _ in },
        Case("a former deployment that is over", .synced, []) { stub in
            edit(stub) { $0.deployments.append(further(running: 0)) }
        },
        Case(
            "three of four tasks are of a further deployment by a tag, with the pin's bits",
            .atRisk,
            [.declaredFloating]
        ) { stub in
            edit(stub) { $0.deployments.append(further(running: 3)) }
            add(["1", "1", "1"], to: stub)
        },
        Case(
            "three of four tasks are of a further deployment, with other bits", .drifted,
            [.runningDiffers, .runningMixed, .declaredFloating]
        ) { stub in
            edit(stub) { $0.deployments.append(further(running: 3)) }
            add(["3", "3", "3"], to: stub)
        },
        Case(
            "a further deployment whose tasks are not listed", .unverified,
            [.runningUnverifiable, .declaredFloating]
        ) { stub in
            edit(stub) { $0.deployments.append(further(running: 3)) }
        },
        Case("a further deployment that has yet to start tasks", .atRisk, [.declaredFloating]) {
            stub in
            edit(stub) { $0.deployments.append(further(running: 0, desired: 3)) }
        },
        Case(
            "a list that lags behind while a deployment is under way", .unverified,
            [.runningUnverifiable, .rolloutProgressing]
        ) { stub in
            edit(stub) {
                $0.deployments = [
                    StubECS.deployment("ecs-svc/web", firm, state: "IN_PROGRESS", running: 4)
                ]
            }
        },
        Case("a further task set of an external controller", .atRisk, [.declaredFloating]) { stub in
            edit(stub) { service in
                service.controller = "EXTERNAL"
                service.namesDefinition = false
                service.deployments = []
                service.taskSets = [
                    StubECS.taskSet("ecs-svc/new", firm),
                    StubECS.taskSet("ecs-svc/old", floating, status: "ACTIVE"),
                ]
            }
            add(["1"], to: stub)
        },
        Case("an external service without a primary task set", .unverified, [.runningUnverifiable])
        { stub in
            edit(stub) { service in
                service.controller = "EXTERNAL"
                service.namesDefinition = false
                service.deployments = []
                service.desired = 0
            }
            stub.state.withLock { $0.tasksOf = [:] }
        },
        Case("a service that is being deleted", .drifted, [.serviceMissing]) { stub in
            edit(stub) {
                $0.status = "DRAINING"
                $0.desired = 0
            }
        },
        Case("a deregistered revision", .atRisk, [.resolutionUnsafe]) { stub in
            stub.state.withLock { state in
                guard var members = state.definitions[firm]?.members else { return }
                members["status"] = "INACTIVE"
                state.definitions[firm] = .object(members)
            }
        },
    ]

    @Test(arguments: cases)
    func `fault 53: nothing is in step that only looked so`(_ row: Case) async throws {
        let stub = Self.shop()
        row.change(stub)
        let inventory = try await stub.serving {
            try await $0.observe(.inScope(pinned: ["web"]))
        }
        let name = try #require(Environment.Name(parsing: "production"))
        let service = try #require(Service.Name(parsing: "web"))
        let site = FilePosition(path: "pins.yaml", line: 1, column: 1)
        let environment = Environment(
            name: name, runtime: .ecs(ECSSettings(cluster: "shop", scope: .all)), rules: Rules(),
            services: [
                Service(
                    name: service, runtimeName: nil,
                    pins: [Pin(container: nil, image: pinned("nginx:1@\(sha("1"))"), site: site)])
            ])
        let subject = ComparisonInput(
            environment: environment, inventory: inventory, ledger: LedgerState(), depth: .decision)
        let answers: [RegistryQuestion: RegistryAnswer] = [
            .members(pinned("nginx:1@\(sha("1"))")): .members([]),
            .resolve(try ImageReference(parsing: "nginx:latest")): .digest(digest("1")),
        ]
        let assessment = Assessor.assess(subject, answers: RegistryAnswers(answers)).assessment
        #expect(assessment.status == row.status)
        #expect(assessment.findings.map(\.finding.kind) == row.kinds)
        // A revision that may not be used again is a hazard, and runs what is pinned.
        let isInStep = row.status == .synced || row.kinds == [.resolutionUnsafe]
        #expect(assessment.inStep.isEmpty != isInStep)
    }
}

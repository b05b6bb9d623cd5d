import PinionModel
@testable import PinionRuntimes
import PinionSyntax
import PinionTesting
import Synchronization
import Testing

/// Fault 62: what a registration does to the containers that it is not made for.
@Suite(.timeLimit(.minutes(10)))
struct SiblingTests {
    private let stub = StubECS()
    private static let definition = "\(StubECS.prefix):task-definition/web:2"
    private static let frozen = SideEffect.freezes(
        container: "log", from: "fluent:3", to: pinned("fluent:3@\(sha("3"))"))

    private func shop(
        _ log: String = "fluent:3", consistency: String? = nil,
        extra: [String: StubJSON] = [:]
    ) {
        let definition = stub.define(
            "web", ["web": "nginx:1", "log": log], consistency: consistency, extra: extra)
        stub.serve("web", definition, digests: [["web": sha("1"), "log": sha("3")]])
    }

    private func wanted(
        _ runtime: ECSRuntime, effects: [SideEffect] = [], both: Bool = false
    ) async throws -> ImageChange {
        let observed = try #require(try await runtime.observe(.only(["web"])).services.first)
        let log = ContainerImage(container: "log", image: pinned("fluent:3@\(sha("4"))"))
        let web = ContainerImage(container: "web", image: pinned("nginx:2@\(sha("2"))"))
        return ImageChange(
            observed: observed, images: both ? [web, log] : [web], timeout: .seconds(60),
            effects: effects)
    }

    private func rehearsed(both: Bool = false) async throws -> Rehearsal {
        try await stub.serving { runtime in
            let change = try await wanted(runtime, both: both)
            return try #require(await runtime.rehearse([change]).first)
        }
    }

    private func apply(_ effects: [SideEffect] = [], both: Bool = false) async throws {
        try await stub.serving { runtime in
            try await runtime.change(wanted(runtime, effects: effects, both: both)) {}
        }
    }

    private func registered() throws -> [String: String] {
        let bodies = stub.state.withLock(\.registered)
        let containers =
            try #require(bodies.first.flatMap { StubJSON(parsing: $0) })
            .members?["containerDefinitions"]?.elements ?? []
        return Dictionary(
            containers.map { ($0["name"]?.text ?? "", $0["image"]?.text ?? "") },
            uniquingKeysWith: { $1 })
    }

    @Test func `fault 62: a floating sibling is frozen at what the present deployment resolved`()
        async throws
    {
        shop()
        stub.resolve("web", ["web": sha("1"), "log": sha("3")])
        #expect(try await rehearsed().effects == [Self.frozen])
        #expect(stub.count("RegisterTaskDefinition") == 0)
        try await apply([Self.frozen])
        #expect(
            try registered() == ["web": "nginx@\(sha("2"))", "log": "fluent@\(sha("3"))"])
    }

    @Test func `fault 62: a sibling that is pinned too is written by its pin`() async throws {
        shop()
        #expect(try await rehearsed(both: true).effects == [])
        try await apply(both: true)
        #expect(
            try registered() == ["web": "nginx@\(sha("2"))", "log": "fluent@\(sha("4"))"])
    }

    @Test func `a sibling with a digest stays byte for byte, and nothing more is asked`()
        async throws
    {
        shop("fluent:3@\(sha("5"))")
        #expect(try await rehearsed().effects == [])
        try await apply()
        #expect(try registered()["log"] == "fluent:3@\(sha("5"))")
    }

    struct Unknown: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var log = "fluent:3"
        var consistency: String?
        var resolved: [String: String?]?
        var created = 1_700_000_100
        var isUnderWay = false
        var isDenied = false
        let says: String
    }

    static let unknown = [
        Unknown(
            testDescription: "no revision", says: "ECS names no revision of the service"),
        Unknown(
            testDescription: "a revision of some containers", resolved: ["web": sha("1")],
            says: "ECS has resolved no digest for it in the present deployment"),
        Unknown(
            testDescription: "a revision without the digest",
            resolved: ["web": sha("1"), "log": nil],
            says: "ECS has resolved no digest for it"),
        Unknown(
            testDescription: "what is no digest", resolved: ["log": "latest"],
            says: "ECS has resolved no digest for it"),
        Unknown(
            testDescription: "versionConsistency is disabled", consistency: "disabled",
            resolved: ["web": sha("1"), "log": sha("3")],
            says: "with versionConsistency disabled each of its tasks resolves the tag anew"),
        Unknown(
            testDescription: "the revision of a former deployment",
            resolved: ["web": sha("1"), "log": sha("3")], created: 1_600_000_000,
            isUnderWay: true, says: "its newest deployment is under way"),
        Unknown(
            testDescription: "a look that is denied", resolved: ["log": sha("3")],
            isDenied: true, says: "allow `ecs:DescribeServiceRevisions`"),
        Unknown(
            testDescription: "an image that cannot be read", log: "Fluent:::3",
            says: "its image cannot be read"),
    ]

    @Test(arguments: unknown)
    func `fault 62: what a sibling was resolved to is not known, and nothing is registered`(
        _ row: Unknown
    ) async throws {
        shop(row.log, consistency: row.consistency)
        if let resolved = row.resolved { stub.resolve("web", resolved, created: row.created) }
        if row.isUnderWay {
            stub.state.withLock { state in
                let definition = state.services["web"]?.definition ?? ""
                state.services["web"]?.deployments = [
                    StubECS.deployment("new", definition, state: "IN_PROGRESS")
                ]
            }
        }
        if row.isDenied {
            stub.fault.withLock { fault in
                fault = { operation, _ in
                    operation == "DescribeServiceRevisions"
                        ? StubECS.refusal(
                            "AccessDeniedException",
                            "User: ada is not authorized to perform: "
                                + "ecs:DescribeServiceRevisions on resource: x") : nil
                }
            }
        }
        let obstacle = try #require(try await rehearsed().obstacle)
        #expect(obstacle.contains(row.says))
        #expect(obstacle.contains("pin log too, or declare it by digest"))
        let error = await #expect(throws: RuntimeError.self) { try await apply([Self.frozen]) }
        #expect(error?.description.contains(row.says) == true)
        #expect(stub.count("RegisterTaskDefinition") == 0)
        #expect(stub.count("UpdateService") == 0)
    }

    @Test func `fault 62: what the plan does not say is not frozen`() async throws {
        shop()
        stub.resolve("web", ["web": sha("1"), "log": sha("3")])
        let other = SideEffect.freezes(
            container: "log", from: "fluent:3", to: pinned("fluent:3@\(sha("9"))"))
        for effects in [[], [other]] {
            let error = await #expect(throws: RuntimeError.self) { try await apply(effects) }
            #expect(error?.description.contains("is not what the plan says") == true)
        }
        #expect(stub.count("RegisterTaskDefinition") == 0)
    }

    @Test func `fault 62: volumes, secrets and what else there is survive a freezing`() async throws
    {
        let volumes: StubJSON = [
            [
                "name": "data",
                "efsVolumeConfiguration": ["fileSystemId": "fs-1", "rootDirectory": "/é"],
            ]
        ]
        shop(extra: ["volumes": volumes, "pidMode": "task"])
        stub.resolve("web", ["web": sha("1"), "log": sha("3")])
        try await apply([Self.frozen])
        let body = try #require(stub.state.withLock(\.registered).first)
        let input = try #require(StubJSON(parsing: body))
        #expect(input["volumes"] == volumes)
        #expect(input["pidMode"] == "task")
        #expect(
            input["containerDefinitions"]?.elements[0]["environment"]
                == [["name": "PASSWORD", "value": "hunter2-secret"]])
    }

    @Test func `denied service revisions are told where a tag floats`() async throws {
        shop()
        stub.resolve("web", ["log": sha("3")])
        stub.fault.withLock { fault in
            fault = { operation, _ in
                operation == "DescribeServiceRevisions"
                    ? StubECS.refusal("AccessDeniedException", "told so") : nil
            }
        }
        let seen = try await stub.serving { try await $0.observe(.inScope(pinned: [])) }
        let risk = try #require(seen.services.first?.risks.first)
        #expect(risk.kind == .resolutionUnsafe)
        #expect(risk.clause.contains("allow `ecs:DescribeServiceRevisions`"))
    }

    @Test(arguments: ["DescribeServices", "DescribeTaskDefinition", "DescribeServiceRevisions"])
    func `what AWS's servers fail to answer is no refusal of the change`(_ asked: String)
        async throws
    {
        shop()
        stub.resolve("web", ["log": sha("3")])
        let told = try await stub.serving { runtime in
            let change = try await wanted(runtime)
            stub.fault.withLock { fault in
                fault = { operation, _ in
                    operation == asked
                        ? StubECS.refusal("ServerException", "try later", status: 500) : nil
                }
            }
            return try #require(await runtime.rehearse([change]).first)
        }
        guard case .unreachable? = told.unknownBecause else {
            Issue.record("\(told)")
            return
        }
        #expect(told.obstacle?.hasPrefix("what it would do cannot be told now: ") == true)
    }

    @Test func `an INACTIVE revision is an obstacle before anything is written`() async throws {
        shop("fluent@\(sha("3"))")
        stub.state.withLock { state in
            for (arn, definition) in state.definitions {
                var members = definition.members ?? [:]
                members["status"] = "INACTIVE"
                state.definitions[arn] = .object(members)
            }
        }
        #expect(try await rehearsed().obstacle?.contains("web:1 is INACTIVE") == true)
    }
}

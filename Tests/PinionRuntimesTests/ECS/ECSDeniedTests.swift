import PinionModel
@testable import PinionRuntimes
import PinionTesting
import Synchronization
import Testing

/// What a right that is missing makes of a look: it was not possible to ask, and that is not "the answer does not say".
@Suite(.timeLimit(.minutes(10)))
struct ECSDeniedTests {
    private let stub = StubECS()

    private func seen(denying denied: String) async throws -> ContainerObservation {
        stub.serve(
            "web", stub.define("web", ["web": "nginx@\(sha("1"))"]),
            digests: [["web": sha("1")]])
        stub.fault.withLock { fault in
            fault = { operation, _ in
                operation == denied
                    ? StubECS.refusal(
                        "AccessDeniedException",
                        "User: ada is not authorized to perform: ecs:\(denied) on resource: x")
                    : nil
            }
        }
        let found = try await stub.serving { try await $0.observe(.inScope(pinned: [])) }
        return try #require(found.services.first?.containers.first)
    }

    @Test(arguments: ["ListTasks", "DescribeTasks", "DescribeTaskDefinition"])
    func `a part of a look that is denied is a refusal, and names the right`(
        _ operation: String
    ) async throws {
        let container = try await seen(denying: operation)
        var obstacles: [Obstacle] = []
        if case .unknown(let obstacle) = container.declared { obstacles.append(obstacle) }
        switch container.instances {
        case .unknown(let obstacle): obstacles.append(obstacle)
        case .seen(let instances):
            for case .unknown(let obstacle) in instances.map(\.bits) { obstacles.append(obstacle) }
        }
        #expect(
            obstacles.contains {
                $0.isRefusal && $0.description.contains("allow `ecs:\(operation)`")
            })
    }

    @Test func `a task without a digest is no refusal`() async throws {
        stub.serve(
            "web", stub.define("web", ["web": "nginx@\(sha("1"))"]), digests: [["web": nil]])
        let found = try await stub.serving { try await $0.observe(.inScope(pinned: [])) }
        guard case .seen(let instances)? = found.services.first?.containers.first?.instances,
            case .unknown(let obstacle)? = instances.first?.bits
        else { throw Surprise() }
        #expect(!obstacle.isRefusal)
    }

    @Test func `a service that is being deleted is not among those that are watched`()
        async throws
    {
        stub.serve("web", stub.define("web", ["web": "nginx"])) { $0.status = "DRAINING" }
        let watched = try await stub.serving { try await $0.observe(.only(["web"])) }
        #expect(watched.services.isEmpty)
        let all = try await stub.serving { try await $0.observe(.inScope(pinned: [])) }
        #expect(all.services.map(\.name) == ["web"])
    }

    struct Surprise: Error {}
}

import FoundationEssentials
import PinionHTTP
import PinionModel
import PinionProcess
@testable import PinionRuntimes
import PinionSyntax
import PinionTesting
import Testing

/// A Swarm of several real nodes, as `Tests/Rig/swarm-nodes` makes it within the rig's namespaces.
struct SwarmNodes {
    private static let script =
        #filePath.split(separator: "/").dropLast(3)
        .map { "/" + $0 }.joined() + "/Rig/swarm-nodes"

    private let folder: String

    /// Runs a test beside such a Swarm, and ends it.
    static func with(
        managers: Int, workers: Int = 0, _ body: (SwarmNodes) async throws -> Void
    ) async throws {
        try EngineRig.needed()
        let folder = try await Command(script, ["start", "\(managers)", "\(workers)"]).succeed()
        let nodes = SwarmNodes(folder: folder)
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(nodes))
        } catch {
            result = .failure(error)
        }
        try await nodes.order("end")
        try result.get()
    }

    /// The engine of a node; 1 is the first manager's.
    func rig(_ node: Int, _ mark: String) throws -> EngineRig {
        EngineRig(
            client: EngineClient(
                endpoint: try .resolve(
                    "unix://\(folder)/\(node).sock", in: DockerClientEnvironment(variables: [:])),
                transport: HTTPClient(clock: .system), clock: .system),
            mark: "pt-\(mark)")
    }

    /// Takes the link of a node away.
    func cut(_ node: Int) async throws { try await order("cut", "\(node)") }

    /// Gives it back.
    func mend(_ node: Int) async throws { try await order("mend", "\(node)") }

    private func order(_ word: String, _ more: String...) async throws {
        try await Command(Self.script, [word, folder] + more).succeed()
    }
}

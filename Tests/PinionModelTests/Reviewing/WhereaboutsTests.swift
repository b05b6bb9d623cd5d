import PinionModel
import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(1)))
struct WhereaboutsTests {
    struct Setting: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let new: ProjectSettings
        let isRefused: Bool
    }

    @Test(arguments: [
        Setting(
            testDescription: "another branch", new: ProjectSettings(branch: "other"),
            isRefused: true),
        Setting(
            testDescription: "another remote", new: ProjectSettings(remote: "other"),
            isRefused: true),
        Setting(
            testDescription: "another folder", new: ProjectSettings(environmentsFolder: "envs"),
            isRefused: true),
        Setting(
            testDescription: "another ledger", new: ProjectSettings(ledger: .local),
            isRefused: false),
        Setting(testDescription: "nothing", new: ProjectSettings(), isRefused: false),
    ])
    func `settings that lead to other pins are refused`(_ row: Setting) {
        let violation = Violation(from: ProjectSettings(), to: row.new)
        #expect((violation?.kind == .stateMoved) == row.isRefused)
        #expect(violation?.kind.weight ?? .refuses == .refuses)
    }

    struct Claim: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let name: String
        let runtime: RuntimeBlock
        let isRefused: Bool
    }

    private static func swarm(
        _ scope: EngineScope, id: String? = "one", at endpoint: String? = nil
    ) -> RuntimeBlock {
        .swarm(EngineBlock(endpoint: endpoint, scope: scope, id: id))
    }

    @Test(arguments: [
        Claim(
            testDescription: "the same stack by another name", name: "other",
            runtime: swarm(.stack("shop")), isRefused: true),
        Claim(
            testDescription: "the same stack by another spelling of the endpoint", name: "other",
            runtime: swarm(.stack("shop"), id: nil, at: "unix:///run/docker.sock"), isRefused: true),
        Claim(
            testDescription: "a label that the stack's services have", name: "other",
            runtime: swarm(.label("com.docker.stack.namespace=shop")), isRefused: true),
        Claim(
            testDescription: "everything", name: "other", runtime: swarm(.all), isRefused: true),
        Claim(
            testDescription: "another stack", name: "other", runtime: swarm(.stack("blog")),
            isRefused: false),
        Claim(
            testDescription: "the same stack of another machine", name: "other",
            runtime: swarm(.stack("shop"), id: "two"), isRefused: false),
        Claim(
            testDescription: "its own runtime", name: "production", runtime: swarm(.stack("shop")),
            isRefused: false),
        Claim(
            testDescription: "another kind of runtime", name: "other",
            runtime: .sandbox(state: "state.json"), isRefused: false),
    ])
    func `a runtime that another environment of the base may hold is refused`(_ row: Claim) throws {
        let base = Environment(
            name: .production, runtime: Self.swarm(.stack("shop")), services: [])
        let name = try #require(Environment.Name(parsing: row.name))
        let head = Environment(name: name, runtime: row.runtime, services: [])
        #expect((Violation(head, at: [base])?.kind == .runtimeTaken) == row.isRefused)
    }
}

import PinionModel
import PinionReview
@testable import PinionRuntimes
import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)))
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
        let runtime: any RuntimeSettings
        let isRefused: Bool
    }

    private static func swarm(
        _ scope: EngineScope, id: String? = "one", at endpoint: String? = nil
    ) -> any RuntimeSettings {
        .swarm(EngineSettings(endpoint: endpoint, scope: scope, id: id))
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

    struct ClusterClaim: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let block: ECSSettings
        let isRefused: Bool

        init(_ description: String, _ block: ECSSettings, _ isRefused: Bool) {
            testDescription = description
            self.block = block
            self.isRefused = isRefused
        }
    }

    private static let arn = "arn:aws:ecs:eu-west-1:123456789012:cluster/prod"

    private static func cluster(
        _ name: String = "prod", in region: String? = nil, scope: ECSScope = .all,
        id: String? = nil
    ) -> ECSSettings {
        ECSSettings(region: region, cluster: name, scope: scope, id: id)
    }

    @Test(arguments: [
        ClusterClaim("the same services", cluster(scope: .services([NamePattern("shop-*")])), true),
        ClusterClaim(
            "a name that the pattern takes", cluster(scope: .services([NamePattern("shop-web")])),
            true),
        ClusterClaim(
            "patterns that may meet", cluster(scope: .services([NamePattern("*-web")])), true),
        ClusterClaim(
            "patterns that never meet", cluster(scope: .services([NamePattern("blog-*")])), false),
        ClusterClaim("a tag that they may carry", cluster(scope: .tag("tier")), true),
        ClusterClaim("everything", cluster(), true),
        ClusterClaim(
            "everything, in a region that is the default's perhaps", cluster(in: "eu-west-1"), true),
        ClusterClaim("everything, by the cluster's ARN", cluster(arn), true),
        ClusterClaim("everything, with another spelling of the name", cluster("PROD"), true),
        ClusterClaim("another cluster", cluster("blog"), false),
        ClusterClaim("another region", cluster(in: "eu-west-2"), false),
        ClusterClaim(
            "a cluster of the same name that its ARN tells apart",
            cluster(id: "arn:aws:ecs:eu-west-1:210987654321:cluster/prod"), false),
    ])
    func `services of a cluster that another environment may hold are refused`(
        _ row: ClusterClaim
    ) throws {
        let own = ECSSettings(
            region: row.block.region == "eu-west-2" ? "eu-west-1" : nil, cluster: "prod",
            scope: .services([NamePattern("shop-*")]), id: row.block.id.map { _ in Self.arn })
        let base = Environment(name: .production, runtime: .ecs(own), services: [])
        let name = try #require(Environment.Name(parsing: "other"))
        let head = Environment(name: name, runtime: .ecs(row.block), services: [])
        #expect((Violation(head, at: [base])?.kind == .runtimeTaken) == row.isRefused)
    }

    @Test(arguments: [
        ("web", "web", true), ("web", "api", false), ("*", "*", true), ("*", "web", true),
        ("w*", "*b", true), ("w*b", "web", true), ("a*", "b*", false), ("*a", "*b", false),
        ("a*c", "ab*", true), ("*x*", "abc", false), ("a*b*c", "*b*", true), ("ab", "ab*c", false),
        ("**", "*", true), ("a**", "a", true), ("", "*", true), ("", "a", false),
    ])
    func `two patterns meet where one name may match both`(
        _ one: String, _ other: String, _ doMeet: Bool
    ) {
        #expect(NamePattern(one).meets(NamePattern(other)) == doMeet)
        #expect(NamePattern(other).meets(NamePattern(one)) == doMeet)
    }
}

import PinionModel
@testable import PinionRuntimes
import Testing

@Suite(.timeLimit(.minutes(10)))
struct DockerSnapshotTests {
    private typealias Answers = DockerAnswers

    private static let one = digest("1")
    private static let two = digest("2")

    private static func id(_ digit: Character) -> String { String(repeating: digit, count: 64) }

    private static func observed(
        _ containers: [String], scope: EngineScope = .all
    ) throws -> [ServiceObservation] {
        DockerSnapshot(
            containers: try containers.map { try Answers.parsed($0) },
            images: try Answers.images(
                Answers.image("sha256:aa", "nginx@\(one)"),
                Answers.image("sha256:bb", "nginx@\(two)")),
            scope: DockerScope(scope)
        )
        .observations()
    }

    private static func compose(_ number: Int, _ image: String, _ hour: Int) -> String {
        Answers.container(
            "shop-w-\(number)", id: id(Character("\(number)")), image: image,
            labels: #"{"com.docker.compose.project":"shop","com.docker.compose.service":"w"}"#,
            created: "2026-11-23T1\(hour):00:00Z")
    }

    @Test func `a compose service has all its containers as instances`() throws {
        let containers = [Self.compose(1, "sha256:bb", 2), Self.compose(2, "sha256:aa", 1)]
        let service = try #require(
            try Self.observed(containers, scope: .project("shop")).first)
        #expect(service.name == "w")
        #expect(service.objectID == Self.id("2"))
        #expect(service.version == "111111111111+222222222222")
        #expect(service.containers.first?.declared == .image(seen("nginx:1@\(Self.one)")))
        #expect(
            service.containers.first?.instances
                == .seen([
                    Instance(id: Self.id("1"), bits: .known([Self.two])),
                    Instance(id: Self.id("2"), bits: .known([Self.one])),
                ]))
    }

    struct Interrupted: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let containers: [(name: String, state: String, image: String)]
        let declared: Digest
        let instances: Int
    }

    static let interrupted: [Interrupted] = [
        Interrupted(
            testDescription: "killed before the new one was made",
            containers: [("old", "running", "sha256:aa")], declared: one, instances: 1),
        Interrupted(
            testDescription: "killed before the former one was stopped",
            containers: [("old", "running", "sha256:aa"), ("web", "created", "sha256:bb")],
            declared: one, instances: 1),
        Interrupted(
            testDescription: "killed before the new one was started",
            containers: [("old", "exited", "sha256:aa"), ("web", "created", "sha256:bb")],
            declared: one, instances: 0),
        Interrupted(
            testDescription: "killed before the former one was removed",
            containers: [("old", "exited", "sha256:aa"), ("web", "running", "sha256:bb")],
            declared: two, instances: 1),
    ]

    @Test(arguments: interrupted)
    func `fault 4: a service of which a re-creation was killed is reported, and unfinished`(
        _ one: Interrupted
    ) throws {
        let containers = one.containers.map { part in
            let id = Self.id(part.name == "old" ? "a" : "b")
            let name = part.name == "old" ? "web.pinion-old-aaaaaaaaaaaa" : part.name
            return Answers.container(name, id: id, image: part.image, state: part.state)
        }
        let services = try Self.observed(containers)
        #expect(services.map(\.name) == ["web"])
        let service = try #require(services.first)
        #expect(
            service.unfinished
                == "its re-creation left web.pinion-old-aaaaaaaaaaaa")
        #expect(service.containers.first?.declared.image?.digests == [one.declared])
        guard case .seen(let instances) = service.containers.first?.instances else {
            Issue.record("not seen")
            return
        }
        #expect(instances.count == one.instances)
    }

    struct Refused: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var state = "running"
        var host = ""
        var otherHost = ""
        let reason: String?
    }

    @Test(arguments: [
        Refused(testDescription: "an ordinary one", reason: nil),
        Refused(
            testDescription: "--rm", host: #","AutoRemove":true"#,
            reason: "the engine removes the container web as soon as it stops (--rm)"),
        Refused(
            testDescription: "paused", state: "paused", reason: "the container web is paused"),
        Refused(
            testDescription: "it uses another's processes", host: #","PidMode":"container:db""#,
            reason: "the container web uses the network, processes or volumes of db"),
        Refused(
            testDescription: "it uses another's volumes", host: #","VolumesFrom":["db:ro"]"#,
            reason: "the container web uses the network, processes or volumes of db"),
        Refused(
            testDescription: "another uses its memory, by id",
            otherHost: #","IpcMode":"container:\#(DockerAnswers.id)""#,
            reason: "the container zoo uses the network, processes or volumes of web"),
        Refused(
            testDescription: "another uses its volumes, by name",
            otherHost: #","VolumesFrom":["web"]"#,
            reason: "the container zoo uses the network, processes or volumes of web"),
        Refused(
            testDescription: "another is linked to it", otherHost: #","Links":["/web:/zoo/web"]"#,
            reason: "the container zoo is linked to web (--link)"),
        Refused(
            testDescription: "it is linked to another", host: #","Links":["/db:/web/db"]"#,
            reason: nil),
    ])
    func `a container that cannot be re-created without harm is refused`(_ one: Refused) throws {
        let service = try #require(
            try Self.observed([
                Answers.container(state: one.state, host: one.host),
                Answers.container("zoo", id: Self.id("e"), host: one.otherHost),
            ])
            .first { $0.name == "web" })
        #expect(service.unchangeable == one.reason)
    }

    @Test(arguments: [
        ("running", "", Rollout.settled),
        ("running", "healthy", .settled),
        ("running", "starting", .progressing("the health check of web has not passed yet")),
        ("running", "unhealthy", .progressing("the health check of web fails")),
        ("restarting", "", .progressing("the container web is restarting")),
    ])
    func `a container that has not come to rest is progressing`(
        _ state: String, _ health: String, _ rollout: Rollout
    ) throws {
        let services = try Self.observed([Answers.container(state: state, health: health)])
        #expect(services.first?.rollout == rollout)
    }

    @Test(arguments: [
        ("running", "", 0, 3, Recreation.Verdict.open),
        ("running", "", 0, 10, .good),
        ("running", "starting", 0, 60, .open),
        ("running", "healthy", 0, 0, .good),
        (
            "running", "unhealthy", 0, 1,
            .bad("the health check of the new container fails")
        ),
        ("running", "", 1, 30, .bad("the new container ended with exit code 1 and was restarted")),
        (
            "restarting", "", 0, 1,
            .bad("the new container ended with exit code 1 and was restarted")
        ),
        ("exited", "", 0, 1, .bad("the new container ended with exit code 1")),
    ])
    func `a new container proves itself by its health check, or by running on`(
        _ state: String, _ health: String, _ restarts: Int, _ seconds: Int,
        _ verdict: Recreation.Verdict
    ) throws {
        let container = try Answers.parsed(
            Answers.container(state: state, health: health, restarts: restarts))
        #expect(
            container.verdict(after: .seconds(seconds), probation: .seconds(10))
                == verdict)
    }
}

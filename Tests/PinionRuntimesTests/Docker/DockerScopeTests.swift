import PinionModel
@testable import PinionRuntimes
import Testing

@Suite(.timeLimit(.minutes(10)))
struct DockerScopeTests {
    private typealias Answers = DockerAnswers

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var scope = EngineScope.all
        var name = "web"
        var state = ListedContainer.State.running
        var labels: [String: String] = [:]
        let standing: DockerScope.Membership
    }

    private static let shop = [
        "com.docker.compose.project": "shop", "com.docker.compose.service": "w",
    ]
    private static let old = "web.pinion-old-c91cf7652c05"

    static let cases: [Case] = [
        Case(testDescription: "running", standing: .inside(service: "web")),
        Case(testDescription: "restarting", state: .restarting, standing: .inside(service: "web")),
        Case(testDescription: "paused", state: .paused, standing: .inside(service: "web")),
        Case(
            testDescription: "exited", state: .exited,
            standing: .idle(service: "web", reason: "the container web has exited")),
        Case(
            testDescription: "created", state: .created,
            standing: .idle(service: "web", reason: "the container web was never started")),
        Case(
            testDescription: "dead", state: .dead,
            standing: .idle(service: "web", reason: "the container web is being removed")),
        Case(
            testDescription: "a task of a Swarm", labels: ["com.docker.swarm.service.id": "x"],
            standing: .outside("the container web is a task of a Swarm service")),
        Case(
            testDescription: "a pod", labels: ["io.kubernetes.pod.name": "x"],
            standing: .outside("the container web belongs to a Kubernetes pod")),
        Case(
            testDescription: "a one-off", labels: ["com.docker.compose.oneoff": "True"],
            standing: .outside("the container web is a one-off command of compose")),
        Case(
            testDescription: "no one-off", labels: ["com.docker.compose.oneoff": "False"],
            standing: .inside(service: "web")),
        Case(
            testDescription: "a project", scope: .project("shop"), name: "shop-w-1", labels: shop,
            standing: .inside(service: "w")),
        Case(
            testDescription: "another project", scope: .project("till"), labels: shop,
            standing: .outside(
                "the container web belongs to the compose project shop, not to till")),
        Case(
            testDescription: "no project", scope: .project("till"),
            standing: .outside("the container web belongs to no compose project")),
        Case(
            testDescription: "a label", scope: .label("tier=web"), labels: ["tier": "web"],
            standing: .inside(service: "web")),
        Case(
            testDescription: "a label's key", scope: .label("tier"), labels: ["tier": "web"],
            standing: .inside(service: "web")),
        Case(
            testDescription: "another value", scope: .label("tier=web"), labels: ["tier": "db"],
            standing: .outside("the container web does not carry the label tier=web")),
        Case(
            testDescription: "a leftover", name: old, state: .exited,
            standing: .leftover(service: "web", realName: "web")),
        Case(
            testDescription: "a leftover of a project", scope: .project("shop"), name: old,
            labels: shop, standing: .leftover(service: "w", realName: "web")),
        Case(
            testDescription: "a name like a leftover's with another id",
            name: "web.pinion-old-000000000000",
            standing: .inside(service: "web.pinion-old-000000000000")),
    ]

    @Test(arguments: cases)
    func `a container stands to the scope in one way`(_ one: Case) {
        let container = Answers.listed(one.name, state: one.state, labels: one.labels)
        #expect(DockerScope(one.scope).membership(of: container) == one.standing)
    }

    @Test(arguments: [Answers.id, String(Answers.id.prefix(12))])
    func `the container that Pinion runs in is never in scope`(_ own: String) {
        #expect(
            DockerScope(.all, ownID: own).membership(of: Answers.listed("pinion"))
                == .outside("Pinion itself runs in it"))
    }

    @Test(arguments: [
        (
            "/proc/self/mountinfo",
            "1 2 8:1 /var/lib/docker/containers/\(Answers.id)/hostname /etc/hostname rw"
        ),
        ("/proc/self/cgroup", "12:cpu:/docker/\(Answers.id)\n"),
        ("/proc/self/cgroup", "0::/system.slice/docker-\(Answers.id).scope\n"),
    ])
    func `the own container is found in what the kernel shows`(_ path: String, _ text: String) {
        let surroundings = DockerClientEnvironment(variables: [:]) {
            $0 == path ? Array(text.utf8) : nil
        }
        #expect(surroundings.ownContainer == Answers.id)
    }

    @Test func `beside containers there is none`() {
        let surroundings = DockerClientEnvironment(variables: [:]) { path in
            switch path {
            case "/etc/hostname": Array("workstation\n".utf8)
            case "/proc/self/mountinfo":
                Array("1 2 0:9 / /var/lib/docker/containers/\(Answers.id)/mounts/shm rw\n".utf8)
            default: nil
            }
        }
        #expect(surroundings.ownContainer == nil)
    }
}

import PinionDecisions
import PinionFiles
import PinionHTTP
import PinionModel
import PinionProcess
import PinionReading
import PinionReconcile
import PinionReview
@testable import PinionRuntimes
import PinionTesting
import Synchronization
import Testing

/// A kind of runtime that no file of the sources knows: racks of services in memory.
///
/// What stands here is all that a kind is.
private struct RackSettings: RuntimeKind {
    static let kind = "rack"
    static let keys = ["number", "id"]
    static let overlapRemedy = "give one of them another `number`"
    static let setup = RuntimeSetup(
        SetupOption("rack", "number", help: "The services of this rack."))

    let number: Int
    let id: String?

    init(number: Int, id: String?) {
        self.number = number
        self.id = id
    }

    init?(_ fields: Fields, _ reading: inout FileReading) {
        guard
            let node = reading.required(
                "number", in: fields, as: Self.kind, want: "the number of a rack"),
            let number = reading.number(node, as: "number", in: 1...99)
        else { return nil }
        self.init(number: number, id: fields["id"].flatMap { reading.word($0, as: "id") })
    }

    init(_ answers: SetupAnswers, id: String?) {
        self.init(number: answers["rack"].flatMap { Int($0) } ?? 0, id: id)
    }

    var entries: [String] {
        ["number: \(number)"] + (id.map { ["id: \(YAMLText($0))"] } ?? [])
    }

    var claimed: String { "rack \(number)" }

    func moved(to machine: String) -> RackSettings { RackSettings(number: number, id: machine) }

    func overlap(with other: RackSettings) -> ScopeOverlap {
        number == other.number ? .certain : .none
    }

    func objectName(of name: String) -> String? { ObjectName.full(name) }

    /// The racks of the room; a test fills them.
    static let room = Mutex<[Int: InMemoryRuntime]>([:])

    func runtime(in context: RuntimeContext) throws -> any Runtime {
        Self.room.withLock { $0[number] } ?? InMemoryRuntime(id: "room-1")
    }
}

/// A fifth runtime is a type and a line of a table: nothing else knows kinds.
@Suite(.timeLimit(.minutes(10)))
struct FifthRuntimeTests {
    private static let kinds = RuntimeKinds.all + [RackSettings.self]
    private static let reader = ProjectReader(kinds: kinds) { _ in true }

    private static func files(_ runtimes: [String: String]) -> [RepositoryFile] {
        let pins = "services:\n  web: \(Stage.image("web", Stage.two).reference)\n"
        return runtimes.sorted { $0.key < $1.key }.flatMap { name, runtime in
            [
                ("environment.yaml", "runtime: \(runtime)\napply: automatic\n"),
                ("pins.yaml", pins),
            ].map {
                RepositoryFile(
                    path: "environments/\(name)/\($0.0)", contents: Array($0.1.utf8))
            }
        }
    }

    private static func environment(_ runtime: String) throws -> Environment {
        let project = try reader.project(from: files(["production": runtime]))
        return try #require(project.environments.first).result.get()
    }

    private static func made(_ settings: any RuntimeKind) async throws -> any Runtime {
        let context = RuntimeContext(
            http: HTTPClient(clock: .test()), registry: InMemoryRegistry([]),
            authorization: { _ in nil })
        let runtime = try await settings.runtime(in: context)
        await context.http.shutdown()
        return runtime
    }

    /// A run over an environment whose runtime is made by its settings.
    private static func run(
        _ environment: Environment, _ mode: RunBrief.Mode, _ stage: Stage
    ) async throws -> EnvironmentResult {
        let settings = try #require(environment.runtime as? any RuntimeKind)
        let clock = stage.clock
        let runtime = try await Self.made(settings)
        let ports = Ports(
            runtime: runtime, registry: stage.registry, retagger: nil,
            ledger: InMemoryLedger(of: stage.remote), source: stage.source,
            probe: { _ in .unknown }, now: { clock.timestamp }, clock: clock)
        return try await Reconciler(ports).run(
            RunBrief(
                environment: environment, commit: Stage.commit(1), mode: mode,
                minuteOfWeek: { _, _ in 0 }, hash: sha256))
    }

    private static func fill(_ number: Int) -> (InMemoryRuntime, Stage) {
        let rack = InMemoryRuntime(
            [.test("web", Stage.image("web", Stage.one).reference)], id: "room-1")
        RackSettings.room.withLock { $0[number] = rack }
        return (rack, Stage("web"))
    }

    @Test func `an environment on it is read, looked at, changed, verified and recorded`()
        async throws
    {
        let (rack, stage) = Self.fill(7)
        let environment = try Self.environment("{ rack: { number: 7, id: room-1 } }")

        let status = try await Self.run(environment, .inspect(.decision), stage)
        #expect(status.findingKinds == [.declaredDiffers, .runningDiffers])
        #expect(await rack.changes.isEmpty)

        let options = RunOptions(who: "ada")
        let result = try await Self.run(environment, .reconcile(options, Stage.holder(1)), stage)
        #expect(result.verdictWords == ["verified"])
        #expect(result.problem == nil)
        #expect(await rack.changes.count == 1)
        #expect(try await stage.words() == ["intent", "outcome"])
    }

    @Test func `nothing is changed on another machine than the file's`() async throws {
        let (rack, stage) = Self.fill(8)
        let environment = try Self.environment("{ rack: { number: 8, id: room-2 } }")
        let options = RunOptions(who: "ada")
        let result = try await Self.run(environment, .reconcile(options, Stage.holder(1)), stage)
        #expect(result.problem?.contains("belongs to the machine room-2") == true)
        #expect(await rack.attempts.isEmpty)
    }

    @Test func `its mistakes are told with their places`() throws {
        let texts = [
            "{ rack: { number: 0 } }":
                ":1:28: `number` is the number 0; write a whole number from 1 to 99",
            "{ rack: {} }": ":1:18: `rack` has no `number`; add `number`: the number of a rack",
            "{ rak: {} }": ":1:12: unknown key `rak` in `runtime`; did you mean `rack`?",
            "{ rack: { number: 1, ids: a } }":
                ":1:31: unknown key `ids` in `rack`; did you mean `id`?",
        ]
        for (text, mistake) in texts {
            let project = try Self.reader.project(from: Self.files(["production": text]))
            guard case .failure(let mistakes)? = project.environments.first?.result else {
                Issue.record("\(text) is read")
                continue
            }
            let place = "environments/production/environment.yaml"
            #expect(mistakes.mistakes.map(\.description) == [place + mistake])
        }
    }

    @Test func `two environments that claim one rack are refused, and named`() throws {
        let files = Self.files([
            "production": "{ rack: { number: 7 } }", "staging": "{ rack: { number: 7 } }",
            "test": "{ rack: { number: 8 } }", "try": "{ sandbox: { state: a.json } }",
        ])
        let results = try Self.reader.project(from: files).environments.map(\.result)
        let mistakes = results.map { result in
            if case .failure(let mistakes) = result { "\(mistakes)" } else { "" }
        }
        #expect(
            mistakes[0]
                == "environments/production/environment.yaml:1:10: the environments production and staging claim the "
                + "same services: rack 7, also at environments/staging/environment.yaml:1:10; give one of them another "
                + "`number`")
        #expect(!mistakes[1].isEmpty)
        #expect(mistakes[2...] == ["", ""])
    }

    @Test func `a change that takes another environment's rack is refused by the gate`() throws {
        let base = try Self.environment("{ rack: { number: 7 } }")
        let head = Environment(
            name: try #require(Environment.Name(parsing: "other")), runtime: base.runtime,
            services: [])
        #expect(Violation(head, at: [base])?.kind == .runtimeTaken)
    }

    @Test func `init asks for it and writes its block`() async throws {
        _ = Self.fill(9)
        let options = Self.kinds.setupOptions.map(\.usage)
        #expect(options.contains("--rack NUMBER"))

        let answers = SetupAnswers(["rack": "9"])
        let kind = try Self.kinds.chosen(by: answers)
        let asked = try await Self.made(kind.init(answers, id: nil))
        let text = EnvironmentFileText(
            runtime: kind.init(answers, id: try await asked.identity()))
        #expect(text.description.contains("\n  rack: { number: 9, id: room-1 }\n"))
        let file = RepositoryFile(path: "environments/a/environment.yaml", contents: text.bytes)
        let read = Self.reader.environmentsWithoutPins(in: [file], root: "environments")["a"]
        #expect(read??.runtime.isEqual(to: RackSettings(number: 9, id: "room-1")) == true)
    }

    @Test(arguments: [
        (
            [:],
            "name one runtime: --sandbox FILE, --docker, --swarm, --ecs CLUSTER or --rack NUMBER"
        ),
        (
            ["rack": "1", "docker": "", "all": ""],
            "name one runtime: --sandbox FILE, --docker, --swarm, --ecs CLUSTER or --rack NUMBER"
        ),
        (
            ["rack": "1", "all": ""],
            "--all cannot stand beside --rack, which has no other options"
        ),
        (
            ["swarm": "", "project": "shop"],
            "--project cannot stand beside --swarm, which has --endpoint, --stack, --label, --all"
        ),
        (
            ["docker": "", "all": "", "label": "a"],
            "name one scope of --docker: --project NAME, --label KEY[=VALUE] or --all"
        ),
    ])
    func `options that name no one runtime and scope are refused`(
        _ values: [String: String], _ mistake: String
    ) {
        let error = #expect(throws: SetupMistake.self) {
            try Self.kinds.chosen(by: SetupAnswers(values))
        }
        #expect(error?.description == mistake)
    }
}

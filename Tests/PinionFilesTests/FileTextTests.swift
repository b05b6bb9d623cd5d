import PinionModel
import PinionReading
@testable import PinionRuntimes
import PinionTesting
import Testing

@testable import PinionFiles

@Suite(.timeLimit(.minutes(10)))
struct PinsFileTextTests {
    private func image(_ text: String) throws -> PinnedImage {
        try #require(PinnedImage(ImageReference(parsing: text)))
    }

    private func service(_ name: String, as runtimeName: String? = nil, _ pins: [Pin]) throws
        -> Service
    {
        Service(
            name: try #require(Service.Name(parsing: name)), runtimeName: runtimeName, pins: pins)
    }

    private func pin(
        _ container: String? = nil, _ text: String = PinsCases.web, track: Track? = nil,
        hold: Hold? = nil
    ) throws -> Pin {
        let site = FilePosition(path: "", line: 0, column: 0)
        return Pin(
            container: container, image: try image(text), track: track, hold: hold, site: site)
    }

    @Test func `a fresh pins file has a line for each pin, ordered by name`() throws {
        let text = PinsFileText(services: [
            try service("web", [pin()]),
            try service("api", as: "shop-api", [pin("proxy"), pin("app", PinsCases.api)]),
            try service("true", as: "x y", [pin()]),
        ])
        #expect(
            text.description == """
                # What runs: each service with the image that a commit approved for it.
                # Nothing is deployed that is not written here with its digest.
                services:
                  api:
                    name: shop-api
                    containers:
                      app: \(PinsCases.api)
                      proxy: \(PinsCases.web)
                  "true":
                    image: \(PinsCases.web)
                    name: "x y"
                  web: \(PinsCases.web)

                """)
    }

    @Test func `whatever is written reads back equal`() throws {
        for seed in 0..<150 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let services = try randomServices(&generator)
            let file = RepositoryFile(
                path: "pins.yaml", contents: PinsFileText(services: services).bytes)
            var reading = FileReading(path: "pins.yaml")
            let read = reading.pins(try file.tree())
            #expect(reading.mistakes.isEmpty, "seed \(seed): \(reading.mistakes)")
            #expect(
                read.map(bare) == services.sorted { $0.name < $1.name }.map(bare), "seed \(seed)")
        }
    }

    /// A service without the places of its pins.
    private func bare(_ service: Service) -> Service {
        Service(
            name: service.name, runtimeName: service.runtimeName,
            pins: service.pins.map {
                Pin(
                    container: $0.container, image: $0.image, track: $0.track, hold: $0.hold,
                    site: FilePosition(path: "", line: 0, column: 0))
            })
    }

    private func randomServices(_ generator: inout SeededGenerator) throws -> [Service] {
        let names = [
            "web", "no", "null", "1.10", "0x1f", "-x", "größe", "a:b", "a#b", "[x]", "{y}", "\"q\"",
            "back\\slash",
            "🚢", "~", "a:", "*", "&a", "!t", "|", ">", "%x", "@x", "`x`", "'s'", "=", "<<", "...",
            "---", ".nan", "1e3",
        ]
        return try Set((0..<8).map { _ in generator.one(of: names) }).sorted().map { name in
            let runtimeName = generator.one(of: [nil, nil, "x-\(name)"])
            guard generator.one(of: [true, false]) else {
                return try service(name, as: runtimeName, [randomPin(nil, &generator)])
            }
            let pins = try Set((0..<3).map { _ in generator.one(of: names) }).map {
                try randomPin($0, &generator)
            }
            return try service(name, as: runtimeName, pins)
        }
    }

    private func randomPin(_ container: String?, _ generator: inout SeededGenerator) throws -> Pin {
        let refused = try Digest(parsing: generator.digest())
        let day = CalendarDate(parsing: "2026-12-01")
        return try pin(
            container, generator.reference(),
            track: generator.one(of: [
                nil, .semver(VersionRange(parsing: "^1.8")),
                .semver(VersionRange(parsing: ">= 1, < 2")),
                .versions(NumericVersionRange(parsing: ">=1.27 <2"), pattern: nil),
                .versions(
                    NumericVersionRange(parsing: "*"),
                    pattern: TagPattern(parsing: #"(?<version>[0-9.]+)-ls(?<build>\d+)"#)),
                .regex(TagPattern(parsing: "^v[0-9]+\\.\"$"), order: .numerical),
                .regex(TagPattern(parsing: "#x:'"), order: nil),
                .tag(ImageReference.Tag(parsing: "1.10")),
            ]),
            hold: generator.one(of: [
                nil, Hold(reason: "it's: \"broken\", #1 \u{2028} \t 🚢"),
                Hold(refuse: [refused], reason: "no"),
                Hold(refuse: [refused], until: day), Hold(until: day),
            ]))
    }

    @Test func `the same services give the same bytes in whatever order they come`() throws {
        let services = try ["b", "a", "c"].map { try service($0, [pin()]) }
        #expect(
            PinsFileText(services: services).bytes
                == PinsFileText(services: services.reversed()).bytes)
    }
}

@Suite(.timeLimit(.minutes(10)))
struct EnvironmentFileTextTests {
    static let runtimes: [any RuntimeFormat] = [
        .sandbox(state: ".pinion/sandbox.json"),
        .sandbox(state: "größe/a b.json"),
        .docker(
            EngineSettings(
                endpoint: "unix:///var/run/docker.sock", scope: .project("shop"), id: "AB:CD:EF")),
        .docker(EngineSettings(endpoint: nil, scope: .all, id: nil)),
        .swarm(
            EngineSettings(endpoint: "tcp://10.0.0.1:2376", scope: .stack("shop"), id: "123456")),
        .swarm(EngineSettings(endpoint: "context://prod", scope: .label("tier=web"), id: "1e5")),
        .ecs(ECSSettings(cluster: "prod", scope: .all)),
        .ecs(ECSSettings(region: "eu-west-1", cluster: "1", scope: .tag("Tier=Web Shop"))),
        .ecs(
            ECSSettings(
                region: "ap-southeast-2", cluster: "prod",
                scope: .services([NamePattern("*"), NamePattern("web")]), route: .cloudFormation,
                stacks: ["web": "shop-prod", "on": "b"], templates: ["shop-prod": "infra/a b.yaml"],
                pipelines: ["shop", "1.0"],
                id: "arn:aws:ecs:ap-southeast-2:123456789012:cluster/prod")),
    ]

    @Test(arguments: runtimes, ApplyMode.allCases)
    func `a fresh environment file reads back as its runtime and mode`(
        runtime: any RuntimeFormat, apply: ApplyMode
    ) throws {
        let text = EnvironmentFileText(runtime: runtime, apply: apply)
        let files = Reading.files([ReaderTests.environmentPath: text.description])
        let environment = try Reading.environment(of: files).get()
        #expect(environment.runtime.isEqual(to: runtime))
        #expect(environment.rules == Rules(apply: apply))
    }

    @Test func `a fresh environment file explains itself and applies nothing`() throws {
        let block = EngineSettings(
            endpoint: "unix:///var/run/docker.sock", scope: .stack("shop"), id: "q2k9")
        #expect(
            EnvironmentFileText(runtime: .swarm(block)).description == """
                # Where this environment runs, and the rules by which its pins are applied.
                runtime:
                  swarm: { endpoint: unix:///var/run/docker.sock, stack: shop, id: q2k9 }
                # automatic: every run applies the pins. manual: only `pinion reconcile --approve PLAN-HASH`.
                # never: nothing is changed, only reported.
                apply: never
                # To give the environment up, remove its folder and run `pinion retire ENV --reason TEXT`.

                """)
    }
}

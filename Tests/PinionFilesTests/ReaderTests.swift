import PinionFiles
import PinionModel
@testable import PinionRuntimes
import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ReaderTests {
    static let pinsPath = "environments/production/pins.yaml"
    static let environmentPath = "environments/production/environment.yaml"

    @Test(arguments: PinsCases.valid + TrackCases.valid)
    func `a sound pins file is read`(row: DocumentCase) throws {
        #expect(try Reading.mistakes(of: Reading.files([Self.pinsPath: row.text])) == [])
    }

    @Test(arguments: PinsCases.invalid + TrackCases.invalid)
    func `every mistake of a pins file is named with its place`(row: DocumentCase) throws {
        let files = Reading.files([Self.pinsPath: row.text])
        #expect(try Reading.mistakes(of: files) == row.refusals)
        #expect(try Reading.mistakes("staging", of: files) == [])
    }

    @Test(arguments: EnvironmentCases.valid + ECSCases.valid + ProposalsCases.valid)
    func `a sound environment file is read`(row: DocumentCase) throws {
        #expect(try Reading.mistakes(of: Reading.files([Self.environmentPath: row.text])) == [])
    }

    @Test(arguments: EnvironmentCases.invalid + ECSCases.invalid + ProposalsCases.invalid)
    func `every mistake of an environment file is named with its place`(row: DocumentCase) throws {
        let files = Reading.files([Self.environmentPath: row.text])
        #expect(try Reading.mistakes(of: files) == row.refusals)
        #expect(try Reading.mistakes("staging", of: files) == [])
    }

    @Test(arguments: SettingsCases.valid + ForgeCases.valid)
    func `sound settings are read`(row: DocumentCase) throws {
        _ = try Reading.reader.settings(from: [Reading.file("pinion.yaml", row.text)])
    }

    @Test(arguments: SettingsCases.invalid + ForgeCases.invalid)
    func `a mistake in the settings fails the whole`(row: DocumentCase) throws {
        let files = [Reading.file("pinion.yaml", row.text)] + Reading.files([:])
        let error = #expect(throws: FileMistakes.self) { try Reading.reader.project(from: files) }
        #expect(error?.mistakes.map(\.description) == row.refusals)
    }

    @Test func `no file has more mistakes than a person can read`() throws {
        let lines = (0..<500).map { "  s\($0): web\n" }.joined()
        let found = try Reading.mistakes(of: Reading.files([Self.pinsPath: "services:\n" + lines]))
        #expect(found.count == 100)
    }

    @Test func `a foreign text cannot act on a terminal`() throws {
        let text = "services:\n  \"\\e[31m\\u202e\": { \"\\a\": x }\n\"\\x9b\": 1\n"
        let found = try Reading.mistakes(of: Reading.files([Self.pinsPath: text])).joined()
        #expect(
            found.unicodeScalars.allSatisfy {
                $0.properties.generalCategory != .control
                    && $0.properties.generalCategory != .format
            })
    }
}

@Suite(.timeLimit(.minutes(10)))
struct ReadValuesTests {
    let web: PinnedImage
    let api: PinnedImage

    init() throws {
        web = try #require(PinnedImage(ImageReference(parsing: PinsCases.web)))
        api = try #require(PinnedImage(ImageReference(parsing: PinsCases.api)))
    }

    private func services(_ text: String) throws -> [Service] {
        let files = Reading.files([ReaderTests.pinsPath: text])
        return try Reading.environment(of: files).get().services
    }

    @Test func `the three forms of a pin become services, ordered by name`() throws {
        let services = try services(
            """
            services:
              web:
                image: \(web)
                name: prod-web
                track: { regex: "^v", order: numerical }
                hold: { refuse: ["\(PinsCases.b)"], reason: leak, until: 2026-12-01 }
              api:
                containers:
                  proxy: \(web)
                  app: { image: "\(api)", track: { semver: "^1.8" } }
              cache: redis:7@\(PinsCases.a)
            """)
        #expect(services.map(\.name.description) == ["api", "cache", "web"])
        #expect(services[0].pins.map(\.container) == ["app", "proxy"])
        #expect(services[0].pins.map(\.image) == [api, web])
        #expect(services[0].pins[0].track == .semver(try VersionRange(parsing: "^1.8")))
        #expect(services[1].pins.map(\.container) == [nil])
        #expect(services[1].pins[0].image.description == "docker.io/library/redis:7@\(PinsCases.a)")
        #expect(services[2].runtimeName == "prod-web")
        let pattern = try TagPattern(parsing: "^v")
        #expect(services[2].pins[0].track == .regex(pattern, order: .numerical))
        #expect(services[2].pins[0].hold?.refuse.map(\.description) == [PinsCases.b])
        #expect(services[2].pins[0].hold?.reason == "leak")
        #expect(services[2].pins[0].hold?.until?.description == "2026-12-01")
        #expect(services[2].pins[0].site.description == "\(ReaderTests.pinsPath):3:12")
    }

    @Test func `all the rules of an environment file are read`() throws {
        let text = """
            runtime:
              swarm: { endpoint: "unix:///var/run/docker.sock", stack: shop, id: q2k9 }
            apply: automatic
            untracked: { ignore: [traefik, "ci-*"] }
            limits: { changes: 10, parallel: 2, timeout: 15m }
            windows: [ { deny: "Fri 16:00 - Mon 08:00", timezone: Pacific/Auckland, repair: deny } ]
            freeze: { reason: "year-end", until: 2027-01-04 }
            promotion: { from: staging, soak: 24h }
            proposals: direct
            tag: production
            """
        let files = Reading.files([ReaderTests.environmentPath: text])
        let environment = try Reading.environment(of: files).get()
        let block = EngineSettings(
            endpoint: "unix:///var/run/docker.sock", scope: .stack("shop"), id: "q2k9")
        #expect(environment.runtime.isEqual(to: .swarm(block)))
        #expect(environment.rules.apply == .automatic)
        #expect(environment.rules.untrackedIgnore.map(\.description) == ["traefik", "ci-*"])
        #expect(
            environment.rules.limits == Limits(changes: 10, parallel: 2, timeout: .seconds(900)))
        #expect(
            environment.rules.windows.map(\.description) == [
                "deny Fri 16:00 - Mon 08:00 Pacific/Auckland"
            ])
        #expect(environment.rules.windows.map(\.deniesRepair) == [true])
        #expect(environment.rules.freeze?.reason == "year-end")
        #expect(environment.rules.freeze?.until?.description == "2027-01-04")
        #expect(environment.rules.environmentTag?.description == "production")
        #expect(environment.rules.promotion?.from.description == "staging")
        #expect(environment.rules.promotion?.soak == .seconds(86_400))
        #expect(environment.rules.proposals == .direct)
        #expect(environment.rules.unenforced == [])
    }

    @Test func `what is not written has its default, and nothing is applied`() throws {
        let environment = try Reading.environment(of: Reading.files([:])).get()
        #expect(environment.rules == Rules())
        #expect(environment.rules.apply == .never)
    }

    @Test func `rules that are not enforced are named with their place`() throws {
        let text =
            Reading.environment
            + "promotion: { from: staging }\ntrust: { commits: signers }\nproposals: direct\n"
        let files = Reading.files([ReaderTests.environmentPath: text])
        let unenforced = try Reading.environment(of: files).get().rules.unenforced
        #expect(unenforced.map(\.key) == ["trust"])
        #expect(unenforced.map(\.site.line) == [3])
    }

    @Test func `a promotion without a soak asks for no time`() throws {
        let text = Reading.environment + "promotion: { from: staging }\n"
        let files = Reading.files([ReaderTests.environmentPath: text])
        let rules = try Reading.environment(of: files).get().rules
        #expect(rules.promotion?.soak == .zero)
        #expect(rules.proposals == .pullRequest)
    }

    @Test func `what pull requests are opened with is read`() throws {
        let text =
            Reading.environment
            + "proposals: { mode: direct, labels: [pins], reviewers: [a, b/c], auto-merge: true }\n"
        let files = Reading.files([ReaderTests.environmentPath: text])
        let rules = try Reading.environment(of: files).get().rules
        #expect(rules.proposals == .direct)
        #expect(
            rules.review
                == PullRequestOptions(
                    labels: ["pins"], reviewers: ["a", "b/c"], autoMerges: true))
    }

    @Test func `runtimes of later versions are read as unsupported`() throws {
        let text = "runtime: { kubernetes: { context: prod } }\n"
        let files = Reading.files([ReaderTests.environmentPath: text])
        #expect(
            try Reading.environment(of: files).get().runtime.kind == "kubernetes")
    }

    @Test func `the settings are read, and paths are tidied`() throws {
        let text = """
            branch: release/1.8
            remote: ssh://git@git.example.com/deploy.git
            environments: ./deploy//environments/
            ledger: local
            registries:
              registry.example.com: { certificate-authority: /etc/ssl/ca.pem }
              localhost:5000: { plain-http: true }
            images: layout:examples/images
            forge: { kind: gitlab, url: "https://git.example.com:8443/forge/", repository: shop/pins/deploy }
            """
        let settings = try Reading.reader.settings(from: [Reading.file("pinion.yaml", text)])
        #expect(
            settings
                == ProjectSettings(
                    branch: "release/1.8", remote: "ssh://git@git.example.com/deploy.git",
                    environmentsFolder: "deploy/environments", ledger: .local,
                    registries: [
                        RegistrySettings(host: "localhost:5000", plainHTTP: true),
                        RegistrySettings(
                            host: "registry.example.com", certificateAuthority: "/etc/ssl/ca.pem"),
                    ],
                    imageLayout: "examples/images",
                    forge: ForgeSettings(
                        kind: .gitlab, address: "https://git.example.com:8443/forge",
                        repository: "shop/pins/deploy")))
    }

    @Test func `without pinion yaml the settings are the defaults`() throws {
        #expect(try Reading.reader.project(from: Reading.files([:])).settings == ProjectSettings())
    }
}

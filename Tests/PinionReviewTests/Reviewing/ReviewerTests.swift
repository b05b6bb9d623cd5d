import PinionModel
import PinionReview
import PinionTesting
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ReviewerTests {
    /// A hundred environments, each with files of its own.
    private static var hundred: [String: String] {
        (1...100).reduce(into: [:]) { files, number in
            let name = "env\(number)"
            files.merge(
                ReviewStage.environment(name, "r\(number).example.com/web:1@\(Digest.numbered(1))")
            ) { $1 }
        }
    }

    @Test func `a change of one environment among a hundred reads and asks only what is its own`()
        async throws
    {
        let stage = ReviewStage(Self.hundred)
        let review = try await stage.review([
            "environments/env7/pins.yaml":
                "services:\n  web: r7.example.com/web:2@\(Digest.numbered(2))\n"
        ])
        #expect(review.verdict == .passes, "\(review.allViolations)")
        #expect(review.environments.map(\.name) == ["env7"])
        #expect(
            await stage.repository.read == [
                "environments/env7/environment.yaml", "environments/env7/pins.yaml",
            ])
        #expect(await stage.registry.hosts == ["r7.example.com"])
        #expect(await stage.registry.existence.map(\.digest) == [.numbered(2)])
        #expect(await Set(stage.registry.inspected.map(\.digest)) == [.numbered(1), .numbered(2)])
        #expect(stage.looks.environments.withLock { $0.map(\.name.description) } == ["env7"])
    }

    @Test func `pins that stay are not asked for`() async throws {
        let stage = ReviewStage(ReviewStage.environment("production"))
        let review = try await stage.review([
            "environments/production/pins.yaml":
                "services:\n  web: { image: \"\(ReviewStage.web(1))\", hold: { reason: audit } }\n"
        ])
        #expect(review.environments.first?.differences.map(\.kind.word) == ["held"])
        #expect(await stage.registry.hosts == [])
    }

    @Test func `a change of something else touches no environment`() async throws {
        let stage = ReviewStage(ReviewStage.environment("production"))
        let review = try await stage.review(["README.md": "Read me."])
        #expect(review.environments.isEmpty && review.verdict == .passes)
        #expect(await stage.repository.read == [])
    }

    // MARK: Attacks

    /// The base of the attacks: production is frozen, and takes its pins from staging.
    private static func guarded(_ settings: String = "ledger: remote\n") -> ReviewStage {
        let rules = "apply: automatic\nfreeze: { reason: audit }"
        return ReviewStage(
            ReviewStage.environment("production", rules: rules)
                .merging(["pinion.yaml": settings]) { $1 })
    }

    @Test func `a change that relaxes its own rules is judged by the present ones`() async throws {
        let stage = Self.guarded()
        let review = try await stage.review(
            ReviewStage.environment("production", ReviewStage.web(2), rules: "apply: automatic"))
        #expect(review.allViolations.map(\.kind) == [.rulesRelaxed, .windowClosed])
        #expect(review.environments.first?.changedRules == ["freeze"])
    }

    @Test func `a change that points the runtime elsewhere is looked at where the base says`()
        async throws
    {
        let stage = Self.guarded()
        _ = try await stage.review([
            "environments/production/environment.yaml":
                "runtime: { docker: { endpoint: \"tcp://evil.example.com:2375\", all: true } }\napply: never\n",
            "environments/production/pins.yaml": "services:\n  web: \(ReviewStage.web(2))\n",
        ])
        let looked = stage.looks.environments.withLock { $0 }
        #expect(looked.count == 1)
        #expect(looked[0].runtime.isEqual(to: .sandbox(state: "production.json")))
        #expect(looked.first?.rules.apply == .automatic)
        #expect(looked.first?.services.first?.pins.first?.image.digest == .numbered(2))
    }

    @Test(arguments: [
        "registries: { r.example.com: { plain-http: true } }\n", "images: layout:images\n",
        "remote: https://evil.example.com/x.git\n", "environments: elsewhere\n",
    ])
    func `a change of the settings is shown, and takes no effect`(_ settings: String) async throws {
        let stage = ReviewStage(ReviewStage.environment("production"))
        let review = try await stage.review(
            ReviewStage.environment("production", ReviewStage.web(2))
                .merging(["pinion.yaml": settings]) { $1 })
        #expect(review.environments.map(\.name) == ["production"])
        #expect(await stage.registry.existence.count == 1)
        #expect(review.notes.contains { $0.hasPrefix("pinion.yaml changed: ") }, "\(review)")
        let leadsElsewhere = settings.hasPrefix("remote") || settings.hasPrefix("environments")
        #expect(
            review.allViolations.map(\.kind) == (leadsElsewhere ? [.stateMoved] : []),
            "\(review.allViolations)")
    }

    @Test(arguments: [
        "127.0.0.0x1:2375", "a.Internal", "vm.LOCALDOMAIN", "x.svc", "127.0.0.1:2375", "localhost",
        "169.254.169.254", "[::1]:80", "db:5432", "x.internal",
        "10.0.0.1",
    ])
    func `an address of the inside that only the change names is not asked`(_ host: String)
        async throws
    {
        let stage = ReviewStage(ReviewStage.environment("production"))
        let name = host == "db:5432" ? "db:5432" : host
        let review = try await stage.review([
            "environments/production/pins.yaml":
                "services:\n  web: \"\(name)/shop/web:2@\(Digest.numbered(2))\"\n"
        ])
        #expect(review.allViolations.map(\.kind) == [.registryForeign], "\(review.allViolations)")
        #expect(await !stage.registry.hosts.contains(host))
        #expect(stage.looks.environments.withLock { $0.isEmpty })
    }

    @Test(arguments: ["images", "images/index.json", "images/blobs/sha256/aa"])
    func `an image layout that the change touches is not read`(_ path: String) async throws {
        let base = ReviewStage.environment("production")
            .merging(["pinion.yaml": "images: layout:images\n"]) { $1 }
        let moved = ReviewStage.environment("production", ReviewStage.web(2))
        let stage = ReviewStage(base)
        let review = try await stage.review(moved.merging([path: "{}"]) { $1 })
        #expect(review.allViolations.map(\.kind) == [.registryForeign], "\(review.allViolations)")
        #expect(review.allViolations.first?.sentence.contains("the change touches \(path)") == true)
        #expect(await stage.registry.hosts == [])
        #expect(stage.looks.environments.withLock { $0.isEmpty })
        let other = ReviewStage(base)
        #expect(try await other.review(moved).verdict == .passes)
        #expect(await other.registry.existence.count == 1)
    }

    @Test func `an image layout behind a link is not read, whatever the change touches`()
        async throws
    {
        var stage = ReviewStage(
            ReviewStage.environment("production")
                .merging(["pinion.yaml": "images: layout:images\n"]) { $1 })
        stage.place = { _ in .behindLink }
        let review = try await stage.review(
            ReviewStage.environment("production", ReviewStage.web(2)))
        #expect(review.allViolations.map(\.kind) == [.registryForeign], "\(review.allViolations)")
        #expect(await stage.registry.hosts == [])
    }

    @Test(arguments: ["ca.pem", "/checkout/ca.pem"])
    func `a certificate authority that the change touches is not believed`(_ path: String)
        async throws
    {
        let settings =
            "registries: { \(ReviewStage.host): { certificate-authority: \(path) } }\n"
        var stage = ReviewStage(
            ReviewStage.environment("production").merging(["pinion.yaml": settings]) { $1 })
        stage.place = { _ in .inside("ca.pem") }
        let review = try await stage.review(
            ReviewStage.environment("production", ReviewStage.web(2))
                .merging(["ca.pem": "mine"]) { $1 })
        #expect(review.allViolations.map(\.kind) == [.registryForeign], "\(review.allViolations)")
        #expect(await stage.registry.hosts == [])
    }

    @Test func `a sandbox whose state the change touches is not looked at`() async throws {
        let stage = ReviewStage(ReviewStage.environment("production"))
        let review = try await stage.review(
            ReviewStage.environment("production", ReviewStage.web(2))
                .merging(["production.json": "{}"]) { $1 })
        #expect(stage.looks.environments.withLock { $0.isEmpty })
        #expect(review.verdict == .passes)
    }

    @Test func `only the registries that the base names may be at addresses that are not public`()
        async throws
    {
        let base = ReviewStage.environment("production").merging(
            ["pinion.yaml": "registries: { set.example.com: { plain-http: true } }\n"]) { $1 }
        let stage = ReviewStage(base)
        _ = try await stage.review([
            "pinion.yaml": "registries: { evil.example.com: { plain-http: true } }\n",
            "environments/production/pins.yaml":
                "services:\n  web: evil.example.com/web:2@\(Digest.numbered(2))\n",
        ])
        #expect(stage.trusts.hosts.withLock { $0 } == [[ReviewStage.host, "set.example.com"]])
    }

    @Test func `F9: what belongs to a refused image is refused, and only then looked into`()
        async throws
    {
        let pins = { (number: UInt64, hold: String) in
            [
                "environments/production/pins.yaml":
                    "services:\n  web: { image: \"\(ReviewStage.web(number))\"\(hold) }\n"
            ]
        }
        let hold = ", hold: { refuse: [\"\(Digest.numbered(9))\"] }"
        let base = ReviewStage.environment("production").merging(pins(1, hold)) { $1 }
        let index = ReviewStage(base)
        await index.registry.index(2, of: 9)
        #expect(
            try await index.review(pins(2, hold)).allViolations.map(\.kind) == [.digestRefused])
        // Not even where the change takes the hold off.
        let member = ReviewStage(base)
        await member.registry.index(9, of: 2)
        #expect(try await member.review(pins(2, "")).allViolations.map(\.kind) == [.digestRefused])
        let closed = ReviewStage(base)
        await closed.registry.close(9)
        let review = try await closed.review(pins(2, hold))
        #expect(review.allViolations.map(\.kind) == [.registrySilent] && review.verdict == .invalid)
        let free = ReviewStage(ReviewStage.environment("production"))
        #expect(try await free.review(pins(2, "")).verdict == .passes)
        #expect(await free.registry.opened == [])
    }

    @Test func `a new environment's runtime is not contacted, and its images are asked for`()
        async throws
    {
        let stage = ReviewStage(ReviewStage.environment("staging"))
        await stage.registry.lose(5)
        let review = try await stage.review(
            ReviewStage.environment("production", ReviewStage.web(5)))
        #expect(stage.looks.environments.withLock { $0.isEmpty })
        #expect(review.environments.map(\.change) == [.new])
        #expect(review.allViolations.map(\.kind) == [.digestMissing])
    }

    // MARK: Files

    @Test func `all mistakes of the files are told`() async throws {
        let stage = ReviewStage(ReviewStage.environment("production"))
        let review = try await stage.review([
            "environments/production/pins.yaml":
                "services:\n  web: r.example.com/web:latest\n  api: r.example.com/api\n"
        ])
        #expect(review.allViolations.map(\.position?.line) == [2, 3])
        #expect(review.verdict == .invalid)
        #expect(await stage.registry.hosts == [])
    }

    @Test func `an environment that others take their pins from cannot be taken away unseen`()
        async throws
    {
        let production = ReviewStage.environment(
            "production", rules: "apply: automatic\npromotion: { from: staging, soak: 1d }")
        let stage = ReviewStage(production.merging(ReviewStage.environment("staging")) { $1 })
        let review = try await stage.review(
            [:],
            removing: ["environments/staging/environment.yaml", "environments/staging/pins.yaml"])
        #expect(review.environments.map(\.name) == ["production", "staging"])
        #expect(review.environments.last?.change == .deleted)
        #expect(review.environments.first?.violations.map(\.kind) == [.fileInvalid])
    }

    @Test func `a link in place of the environments hides none of them`() async throws {
        let stage = ReviewStage(ReviewStage.environment("production"))
        let review = try await stage.review(
            [:],
            removing: [
                "environments/production/environment.yaml", "environments/production/pins.yaml",
            ], links: ["environments"])
        #expect(review.verdict == .invalid, "\(review)")
    }

    // MARK: Promotion

    private static func promoted() -> ReviewStage {
        let production = ReviewStage.environment(
            "production", rules: "apply: automatic\npromotion: { from: staging, soak: 1d }")
        return ReviewStage(
            production.merging(ReviewStage.environment("staging", ReviewStage.web(2))) { $1 })
    }

    private var moved: [String: String] {
        ["environments/production/pins.yaml": "services:\n  web: \(ReviewStage.web(2))\n"]
    }

    @Test func `a pin that soaked in its source passes`() async throws {
        let stage = Self.promoted()
        try await stage.baseline("staging", 2)
        let review = try await stage.review(moved)
        #expect(review.verdict == .passes, "\(review.allViolations)")
        #expect(
            await stage.repository.read == [
                "environments/production/environment.yaml", "environments/production/pins.yaml",
                "environments/staging/environment.yaml", "environments/staging/pins.yaml",
            ])
    }

    @Test func `a pin that has not soaked is refused, and the time is named`() async throws {
        let stage = Self.promoted()
        let start = Timestamp.test + .seconds(99_000)
        try await stage.baseline("staging", 2, at: start)
        let review = try await stage.review(moved)
        #expect(review.allViolations.map(\.kind) == [.promotionSoak])
        let until = start + .seconds(86_400)
        #expect(review.allViolations.first?.sentence.contains("\(until)") == true)
    }

    @Test func `a pin that its source never verified is refused`() async throws {
        let stage = Self.promoted()
        try await stage.baseline("staging", 1)
        let review = try await stage.review(moved)
        #expect(review.allViolations.map(\.kind) == [.promotionSoak])
    }

    @Test func `a change that moves the source too cannot skip the soak`() async throws {
        let stage = Self.promoted()
        try await stage.baseline("staging", 2)
        let pins = "services:\n  web: \(ReviewStage.web(3))\n"
        let review = try await stage.review([
            "environments/production/pins.yaml": pins, "environments/staging/pins.yaml": pins,
        ])
        #expect(review.allViolations.map(\.kind) == [.promotionSoak])
    }

    @Test func `what the environment itself ran before, verified, may come back`() async throws {
        let stage = Self.promoted()
        try await stage.baseline("production", 9)
        try await stage.baseline("production", 1)
        let review = try await stage.review([
            "environments/production/pins.yaml": "services:\n  web: \(ReviewStage.web(9))\n"
        ])
        #expect(review.verdict == .passes, "\(review.allViolations)")
        #expect(review.environments.first?.notes.contains { $0.contains("ran before") } == true)
    }

    // MARK: Names

    @Test func `a change whose commits name an environment may touch no other`() async throws {
        let both = ReviewStage.environment("production").merging(ReviewStage.environment("staging"))
        { $1 }
        let pins = "services:\n  web: \(ReviewStage.web(2))\n"
        let change = [
            "environments/production/pins.yaml": pins, "environments/staging/pins.yaml": pins,
        ]
        let message = "staging: bump web\n\nPinion-Purpose: bump\nPinion-Environment: staging\n"
        let trailer = try await ReviewStage(both).review(change, message: message)
        #expect(trailer.allViolations.map(\.kind) == [.environmentNotNamed])
        #expect(trailer.environments.first?.name == "production")
        let option = try await ReviewStage(both).review(
            change, message: message, named: ["production", "staging"])
        #expect(option.verdict == .passes)
        let none = try await ReviewStage(both).review(change)
        #expect(none.verdict == .passes)
    }

    @Test func `a base that is not an ancestor is said, with the way out`() async throws {
        let stage = ReviewStage(ReviewStage.environment("production"))
        let store = stage.repository.store
        let fork = try await store.tip().id
        let base = await store.commit(ReviewStage.files(["a": "a"]))
        await store.set("change", to: fork)
        let head = await store.commit(ReviewStage.files(["b": "b"]), to: "change")
        let error = ReviewError.notAncestor(base: base, head: head, mergeBase: fork)
        #expect(error.description.contains("--base \(fork)"))
        await #expect(throws: error) { _ = try await stage.review(from: base, to: head) }
    }
}

import PinionDecisions
import PinionProposals
import PinionTesting
import Testing

@testable import PinionModel

@Suite(.timeLimit(.minutes(5)))
struct BumpPlanTests {
    typealias Repository = ImageReference.Repository

    /// Registries that a plan is driven against, and what they were asked.
    struct World {
        var tags: [String: [String]] = [:]
        var silent: Set<String> = []
        var listed: [Repository] = []
        var resolved: [ImageReference] = []
        var rounds = 0

        mutating func drive(_ plan: inout BumpPlan) throws {
            while !plan.isDecided {
                rounds += 1
                try #require(!plan.repositories.isEmpty || !plan.questions.isEmpty)
                try #require(rounds < 10)
                var listings: [Repository: TagListing] = [:]
                for repository in plan.repositories {
                    listed.append(repository)
                    listings[repository] = try listing(of: repository)
                }
                let answers = plan.questions.map { ($0, answer($0)) }
                plan.take(listings, RegistryAnswers(Dictionary(answers) { one, _ in one }))
            }
        }

        private func listing(of repository: Repository) throws -> TagListing {
            guard let names = tags[repository.path], !silent.contains(repository.path) else {
                return .unlisted(Obstacle("\(repository) does not answer"))
            }
            return .listed(TagList(try names.map { try ImageReference.Tag(parsing: $0) }))
        }

        private mutating func answer(_ question: RegistryQuestion) -> RegistryAnswer {
            guard case .resolve(let reference) = question, let tag = reference.tag?.description
            else {
                return .absent
            }
            resolved.append(reference)
            guard !silent.contains(reference.repository.path + ":" + tag) else {
                return .unanswered(Obstacle("\(reference) does not answer"))
            }
            return tags[reference.repository.path]?.contains(tag) == true
                ? .digest(Bumping.digest(tag)) : .absent
        }
    }

    private func service(
        _ name: String, _ rule: String?, at tag: String, in path: String, hold: Hold? = nil
    ) throws -> Service {
        let image = try Bumping.image(tag, in: "registry.example/" + path)
        let track = try rule.map { try Bumping.track($0) }
        return Service(
            name: try #require(Service.Name(parsing: name)),
            pins: [Bumping.pin(image, track, hold: hold)])
    }

    private func environment(_ services: [Service]) throws -> Environment {
        Environment(
            name: try #require(Environment.Name(parsing: "production")),
            runtime: .sandbox(state: "x"), services: services)
    }

    private func plan(
        _ services: [Service], only: Set<String> = [], _ world: inout World
    ) throws -> BumpPlan {
        var plan = BumpPlan(of: try environment(services), only: only, at: Bumping.noon)
        try world.drive(&plan)
        return plan
    }

    @Test func `moves become one proposal with a clause each, notes the rest`() throws {
        var world = World(tags: [
            "shop/web": ["1.8.3", "1.8.4"], "shop/api": ["v1", "v2"],
            "shop/db": ["16.0.1", "16.0.2"],
            "shop/job": ["stable"], "shop/old": ["1.0.0"],
        ])
        world.silent = ["shop/gone"]
        let plan = try plan(
            [
                service("web", "semver ^1.8", at: "1.8.3", in: "shop/web"),
                service("api", "number v([0-9]+)", at: "v1", in: "shop/api"),
                service(
                    "db", "semver ^16", at: "16.0.1", in: "shop/db", hold: Hold(reason: "leak")),
                service("job", "tag stable", at: "stable", in: "shop/job"),
                service("old", "semver ^1", at: "1.0.0", in: "shop/old"),
                service("gone", "semver ^1", at: "1.0.0", in: "shop/gone"),
                service("odd", "semver ^1", at: "latest", in: "shop/odd"),
                service("free", nil, at: "1", in: "shop/free"),
            ], &world)
        let proposal = plan.proposal()
        #expect(proposal.purpose == .bump)
        #expect(proposal.changes.map(\.key.description) == ["api", "job", "web"])
        let clauses = proposal.origins.sorted { $0.key < $1.key }.map(\.value.clause)
        #expect(
            clauses == [
                "regex v([0-9]+), newest of 2 tags", "tag stable", "semver ^1.8, newest of 2 tags",
            ])
        #expect(
            plan.leftOut.map { "\($0.name) \($0.cause)" } == [
                "db refused", "gone failed", "odd skipped",
            ])
        #expect(
            plan.leftOut[0].reason
                == "16.0.2 is newer, and the pin is held (leak); `pinion release production db` lets it move"
        )
        // What is left is not asked about.
        #expect(
            world.listed.map(\.path).sorted() == [
                "shop/api", "shop/db", "shop/gone", "shop/old", "shop/web",
            ])
        #expect(world.resolved.count == 4)
    }

    @Test func `what does not answer concerns its own pins alone`() throws {
        var world = World(tags: ["shop/web": ["1.8.4"], "shop/api": ["1.8.4"]])
        world.silent = ["shop/web:1.8.4"]
        let plan = try plan(
            [
                service("web", "semver ^1.8", at: "1.8.3", in: "shop/web"),
                service("api", "semver ^1.8", at: "1.8.3", in: "shop/api"),
                service("job", "tag stable", at: "stable", in: "shop/none"),
            ], &world)
        #expect(plan.proposal().changes.map(\.key.description) == ["api"])
        #expect(plan.leftOut.map { "\($0.name) \($0.cause)" } == ["job failed", "web failed"])
    }

    @Test func `tags that no rule can read are counted, with an example`() throws {
        var world = World(tags: [
            "shop/web": ["1.8.1", "1.8.3", "1.8.3-alpine", "1.8", "latest"],
            "shop/api": ["1.8.4", "1.8.3", "sha-ab"], "shop/job": ["1.0.0"],
        ])
        let plan = try plan(
            [
                service("web", "semver ^1.8", at: "1.8.3", in: "shop/web"),
                service("web-two", "semver ^1.8", at: "1.8.3", in: "shop/web"),
                service("api", "semver ^1.8", at: "1.8.3", in: "shop/api"),
                service("job", "semver ^1.0", at: "1.0.0", in: "shop/job"),
            ], &world)
        #expect(
            plan.notes == [
                "registry.example/shop/web: semver ^1.8 finds nothing newer in the 2 of 5 tags "
                    + "that it can read (not 1.8.3-alpine)"
            ])
        #expect(
            plan.proposal().origins.values.map(\.clause) == [
                "semver ^1.8, newest of the 2 of 3 tags that it can read (not sha-ab)"
            ])
    }

    @Test func `no more than ten notes are given`() throws {
        var world = World()
        let services = try (10..<40).map { number in
            world.tags["shop/s\(number)"] = ["1.8.3", "latest"]
            return try service(
                "s\(number)", "semver ^1.8", at: "1.8.3", in: "shop/s\(number)")
        }
        let notes = try plan(services, &world).notes
        #expect(notes.count == 11)
        #expect(notes.last == "and the same of 20 more")
    }

    @Test func `a refusal alone is a success, a freeze is a rule's refusal`() throws {
        var world = World(tags: ["shop/web": ["1.8.4"]])
        let refusing = Hold(refuse: [Bumping.digest("1.8.4")])
        let skipped = try plan(
            [service("web", "semver ^1.8", at: "1.8.3", in: "shop/web", hold: refusing)], &world)
        #expect(skipped.leftOut[0].reason.hasPrefix("1.8.4 is newer, and the hold refuses sha256:"))
        #expect(skipped.leftOut.map(\.cause) == [.skipped])
        #expect(skipped.proposal().isEmpty)
        let frozen = try plan(
            [service("web", "semver ^1.8", at: "1.8.3", in: "shop/web", hold: Hold(reason: "x"))],
            &world)
        #expect(frozen.leftOut.map(\.cause) == [.refused])
    }

    @Test func `only the named pins are looked at, and one without a rule is told`() throws {
        var world = World(tags: ["shop/web": ["1.8.4"]])
        let services = [
            try service("web", "semver ^1.8", at: "1.8.3", in: "shop/web"),
            try service("api", "semver ^1.8", at: "1.8.3", in: "shop/api"),
            try service("job", nil, at: "1", in: "shop/job"),
        ]
        let plan = try plan(services, only: ["web", "job"], &world)
        #expect(plan.proposal().changes.map(\.key.description) == ["web"])
        #expect(plan.leftOut == [LeftOut("job", "it has no `track`")])
        #expect(world.listed.map(\.path) == ["shop/web"])
    }

    @Test func `pins that share a repository share its list and its tags`() throws {
        var world = World(tags: ["shop/web": (0..<100).map { "1.8.\($0)" }])
        let services = try (0..<50).map {
            try service("web-\($0)", "semver ^1.8", at: "1.8.\($0)", in: "shop/web")
        }
        let plan = try plan(services, &world)
        #expect(plan.proposal().changes.count == 50)
        #expect(world.listed.count == 1)
        #expect(world.resolved.count == 1)
    }

    @Test func `an answer that does not come counts as none`() throws {
        let services = [
            try service("web", "semver ^1.8", at: "1.8.3", in: "shop/web"),
            try service("job", "tag stable", at: "stable", in: "shop/job"),
        ]
        var plan = BumpPlan(of: try environment(services), at: Bumping.noon)
        plan.take([:], RegistryAnswers())
        #expect(plan.isDecided)
        #expect(plan.leftOut.map(\.cause) == [.failed, .failed])
    }

    @Test func `labels are filled in and leave the intent as it was`() throws {
        var world = World(tags: ["shop/web": ["1.8.4"]])
        let proposal = try plan(
            [service("web", "semver ^1.8", at: "1.8.3", in: "shop/web")], &world
        ).proposal(override: .test("hotfix"))
        let key = try Bumping.key("web")
        let labelled = proposal.labelled([
            key: ImageLabels(revision: "1a2b"), try Bumping.key("other"): ImageLabels(),
        ])
        #expect(labelled.canonicalBytes == proposal.canonicalBytes)
        #expect(labelled.override == .test("hotfix"))
        #expect(labelled.origins[key]?.labels.revision == "1a2b")
        #expect(labelled.origins[key]?.clause == "semver ^1.8, newest of 1 tag")
        #expect(labelled.origins.count == 1)
    }

    @Test func `1,000 services of 200 tags each are planned in two rounds`() throws {
        var world = World()
        let names = (0..<200).map { "1.8.\($0)" }
        let services = try (0..<1_000).map { number in
            world.tags["shop/s\(number)"] = names
            return try service("s\(number)", "semver ^1.8", at: "1.8.3", in: "shop/s\(number)")
        }
        let plan = try plan(services, &world)
        #expect(plan.proposal().changes.count == 1_000)
        #expect(world.listed.count == 1_000)
        #expect(world.resolved.count == 1_000)
        #expect(world.rounds == 2)
    }
}

import PinionCommands
import PinionDecisions
import PinionModel
import PinionReconcile
import PinionTesting
import Testing

/// Fault 68, environment tags: in the plan, its hash, the rules, the intent and the outcome.
@Suite(.timeLimit(.minutes(10)))
struct RunTagTests {
    static let rules = Rules(apply: .automatic, environmentTag: .production)
    static let tagged = ImageReference.test("r.example.com/shop/web:production")

    private func order(
        _ letter: Character, commit: Int = 1, rules: Rules = Self.rules,
        options: RunOptions = RunOptions(who: "ada")
    ) -> Order {
        Order(pins: ["web": letter], commit: commit, rules: rules, options: options)
    }

    private func plan(_ letter: Character, _ rules: Rules = Self.rules) -> Order {
        Order(pins: ["web": letter], rules: rules, inspects: .decision)
    }

    @Test func `the tag is put once its change is verified, under one intent, and left alone`() {
        var world = World(["web": "a"])
        let result = world.run(order("b"))
        #expect(result.exitCode == .success)
        #expect(result.tags.map(\.verdict) == [.put])
        #expect(world.tags[Self.tagged] == .letter("b"))
        #expect(world.words == ["intent", "outcome"])
        #expect(world.trace.suffix(3) == ["observe", "tag shop/web", "append outcome"])
        #expect(world.state.tags[World.image("web", "b").repository] == .letter("b"))
        let steps = world.trace.count
        #expect(world.run(order("b"), as: 2).exitCode == .success)
        #expect(!world.trace[steps...].contains { $0.hasPrefix("tag") || $0.hasPrefix("append") })
    }

    @Test func `a tag that is due is in the plan and its hash, and plan says so`() {
        var world = World(["web": "a"])
        let before = world.run(plan("a", Rules(apply: .automatic)))
        let result = world.run(plan("a"))
        let write = TagWrite(
            repository: World.image("web", "a").repository, tag: .production, before: nil,
            after: .letter("a"))
        #expect(result.assessment?.plan.tags.map(\.write) == [write])
        #expect(result.planHash != before.planHash)
        #expect(
            ExitCode.planning(
                Report(generatedAt: .test, environments: [EnvironmentReport(result)]))
                == .different)
        world.tags[Self.tagged] = .letter("c")
        #expect(world.run(plan("a")).planHash != result.planHash)
        #expect(world.chain.isEmpty && world.tagWrites.isEmpty)
    }

    @Test func `a change and the tag that will follow it are one plan`() {
        var world = World(["web": "a"])
        let tags = world.run(plan("b")).assessment?.plan.tags ?? []
        #expect(tags.map(\.write.after) == [.letter("b")])
        #expect(tags.map(\.changing) == [[ContainerKey(service: "web", container: "web")]])
        world.run(order("b"))
        guard case .intent(let intent)? = world.entries.first?.event else {
            Issue.record("no intent")
            return
        }
        #expect(intent.tags == tags.map(\.write))
        #expect(world.chain.first?.record.entry.hasPrefix("pinion ledger entry 2\n") == true)
    }

    @Test func `manual writes no tag without an approval of the plan that holds it`() {
        var world = World(["web": "a"])
        let manual = Rules(apply: .manual, environmentTag: .production)
        let refused = world.run(order("a", rules: manual))
        #expect(refused.exitCode == .refused)
        #expect(world.tags.isEmpty)
        #expect(world.words == ["baseline"])
        let other = world.run(
            order("a", rules: manual, options: RunOptions(approved: .letter("f"), who: "ada")))
        #expect(other.exitCode == .refused)
        #expect(world.tags.isEmpty)
        let options = RunOptions(approved: refused.planHash, who: "ada")
        #expect(world.run(order("a", rules: manual, options: options), as: 2).exitCode == .success)
        #expect(world.tags[Self.tagged] == .letter("a"))
        #expect(world.words == ["baseline", "intent", "outcome"])
    }

    @Test func `never writes no tag`() {
        var world = World(["web": "a"])
        let result = world.run(order("a", rules: Rules(apply: .never, environmentTag: .production)))
        #expect(result.refusals.isEmpty)
        #expect(world.tags.isEmpty && world.chain.isEmpty)
    }

    @Test func `a tag is asked for only where one is set`() {
        var world = World(["web": "a"])
        world.run(order("a", rules: Rules(apply: .automatic)))
        world.run(plan("a", Rules(apply: .automatic)))
        #expect(!world.trace.contains("ask"))
    }

    @Test func `a tag that is there already is recorded, not written`() {
        var world = World(["web": "a"])
        world.run(order("a", rules: Rules(apply: .automatic)))
        world.tags[Self.tagged] = .letter("a")
        world.run(order("a"), as: 2)
        #expect(!world.trace.contains { $0.hasPrefix("tag") })
        #expect(world.words == ["baseline", "observation"])
        #expect(world.state.tags[World.image("web", "a").repository] == .letter("a"))
    }

    @Test func `an accepted rewrite is recorded once, also where a tag waits for an approval`() {
        var world = World(["web": "a"])
        world.run(order("a", rules: Rules(apply: .automatic)))
        world.branch = [.test(2)]
        let options = RunOptions(acceptedRewrite: .test(2), who: "ada")
        let rules = Rules(apply: .manual, environmentTag: .production)
        world.run(Order(pins: ["web": "a"], commit: 2, rules: rules, options: options), as: 2)
        #expect(world.words == ["baseline", "observation"])
    }

    @Test func `a tag that somebody moved is found, planned, and put back`() {
        var world = World(["web": "a"])
        world.run(order("a"))
        world.tags[Self.tagged] = .letter("f")
        let inspected = world.run(Order(pins: ["web": "a"], rules: Self.rules, inspects: .report))
        #expect(inspected.kinds == ["web environment-tag-moved"])
        let result = world.run(order("a"), as: 2)
        #expect(world.tags[Self.tagged] == .letter("a"))
        #expect(result.kinds == [])
        #expect(world.state.findings.isEmpty)
        let count = world.chain.count
        world.run(order("a"), as: 3)
        #expect(world.chain.count == count)
    }

    @Test func `a tag that is moved between plan and write is somebody else's`() {
        var world = World(["web": "a"])
        var drive = world.begin(order("a"), as: 1)
        drive.step(in: &world) { $0.isTag }
        world.tags[Self.tagged] = .letter("f")
        let result = world.finish(&drive)
        #expect(world.tags[Self.tagged] == .letter("f"))
        #expect(
            result.tags.map(\.verdict) == [
                .notBegun("somebody else moved the tag after the plan was made")
            ])
    }

    @Test func `a silent registry moves no tag`() {
        var world = World(["web": "a"])
        world.run(Order(pins: ["web": "a"]))
        world.isRegistryDown = true
        #expect(world.run(order("a"), as: 2).exitCode == .success)
        #expect(!world.trace.contains { $0.hasPrefix("tag") })
    }

    @Test func `the tag stays on what is verified while a pin is not`() {
        var world = World(["web": "a"])
        world.run(order("a"))
        world.branch.append(.test(2))
        world.services["web"]?.behaviour = .fails("x")
        let result = world.run(order("b", commit: 2), as: 2)
        #expect(world.tags[Self.tagged] == .letter("a"))
        #expect(
            result.tags.map(\.verdict) == [.notBegun("what it stands for is not in step")])
    }

    @Test func `where a rule is not enforced no tag is written, and that is refused`() {
        var world = World(["web": "a"])
        let rule = UnenforcedRule(
            key: "trust", site: FilePosition(path: "environment.yaml", line: 3, column: 1))
        let rules = Rules(
            apply: .automatic, environmentTag: .production, unenforced: [rule])
        #expect(world.run(order("a", rules: rules)).exitCode == .refused)
        #expect(!world.trace.contains { $0.hasPrefix("tag") })
    }
}

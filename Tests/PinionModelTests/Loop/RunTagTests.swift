import PinionModel
import PinionTesting
import Testing

/// Environment tags.
@Suite(.timeLimit(.minutes(10)))
struct RunTagTests {
    private let rules = Rules(apply: .automatic, environmentTag: .production)
    private let tagged = ImageReference.test("r.example.com/shop/web:production")

    private func order(_ letter: Character, commit: Int = 1) -> Order {
        Order(pins: ["web": letter], commit: commit, rules: rules)
    }

    @Test func `the tag is put after the outcome, recorded, and then left alone`() {
        var world = World(["web": "a"])
        #expect(world.run(order("b")).exitCode == .success)
        #expect(world.tags[tagged] == .letter("b"))
        #expect(world.words == ["intent", "outcome", "observation"])
        #expect(
            Array(world.trace.suffix(4)) == [
                "append outcome", "ask", "tag shop/web", "append observation",
            ])
        let steps = world.trace.count
        #expect(world.run(order("b"), as: 2).exitCode == .success)
        #expect(!world.trace[steps...].contains { $0.hasPrefix("tag") || $0.hasPrefix("append") })
    }

    @Test func `a tag that is there already is recorded, not written`() {
        var world = World(["web": "a"])
        world.tags[tagged] = .letter("a")
        world.run(order("a"))
        #expect(!world.trace.contains { $0.hasPrefix("tag") })
        #expect(world.state.tags[World.image("web", "a").repository] == .letter("a"))
    }

    @Test func `a tag that somebody moved is found, and put back`() {
        var world = World(["web": "a"])
        world.run(order("a"))
        world.tags[tagged] = .letter("f")
        let inspected = world.run(Order(pins: ["web": "a"], rules: rules, inspects: .report))
        #expect(inspected.kinds == ["web environment-tag-moved"])
        let result = world.run(order("a"), as: 2)
        #expect(world.tags[tagged] == .letter("a"))
        #expect(result.kinds == [])
        #expect(world.state.findings.isEmpty)
        let count = world.chain.count
        world.run(order("a"), as: 3)
        #expect(world.chain.count == count)
    }

    @Test func `a missing right is a finding, never a failed apply`() {
        var world = World(["web": "a"])
        world.canTag = false
        let result = world.run(order("b"))
        #expect(result.verdicts == ["web verified"])
        #expect(result.exitCode == .success)
        #expect(
            result.findings.map { brief($0.message) } == [
                "the tag r.example.com/shop/web:production could not be put on #b: registry "
                    + "r.example.com forbids it for r.example.com/shop/web:1@#b: it is immutable"
            ])
        #expect(world.state.tags.isEmpty)
        let count = world.chain.count
        world.run(order("b"), as: 2)
        #expect(world.chain.count == count)
    }

    @Test func `a silent registry moves no tag`() {
        var world = World(["web": "a"])
        world.isRegistryDown = true
        #expect(world.run(order("a")).exitCode == .success)
        #expect(!world.trace.contains { $0.hasPrefix("tag") })
    }

    @Test func `the tag stays on what is verified while a pin is not`() {
        var world = World(["web": "a"])
        world.run(order("a"))
        world.branch.append(.test(2))
        world.services["web"]?.behaviour = .fails("x")
        world.run(order("b", commit: 2))
        #expect(world.tags[tagged] == .letter("a"))
    }

    @Test func `where a rule is not enforced no tag is written`() {
        var world = World(["web": "a"])
        let rules = Rules(
            apply: .automatic, environmentTag: .production, unenforced: [RulingTests.trust])
        world.run(Order(pins: ["web": "a"], rules: rules))
        #expect(!world.trace.contains { $0.hasPrefix("tag") })
    }

    @Test func `a lost race after the tags changes nothing more in this run`() {
        var world = World(["api": "a", "web": "a"])
        world.services["api"]?.behaviour = .fails("x")
        let rules = Rules(
            apply: .automatic, limits: Limits(parallel: 1), environmentTag: .production)
        let order = Order(pins: ["api": "b", "web": "a"], rules: rules)
        var drive = world.begin(order, as: 1)
        drive.step(in: &world) { if case .tag = $0 { true } else { false } }
        drive.step(in: &world)
        world.append(LedgerEntry(at: world.now, run: "x", event: .observation(.empty)))
        let result = world.finish(&drive)
        #expect(result.verdicts == ["api failed: x"])
        #expect(result.problem == nil)
        #expect(world.attempts == 1)
    }
}

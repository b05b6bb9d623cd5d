import PinionCommands
import PinionDecisions
import PinionModel
import PinionReconcile
import PinionTesting
import Testing

/// Fault 68: tags that a registry does not take, permits that are withdrawn, and kills around a tag write.
@Suite(.timeLimit(.minutes(10)))
struct RunTagRefusalTests {
    private func order(
        _ letter: Character, commit: Int = 1, retry: Set<String> = [], rules: Rules? = nil
    ) -> Order {
        Order(
            pins: ["web": letter], commit: commit, rules: rules ?? RunTagTests.rules,
            options: RunOptions(retry: retry, who: "ada"))
    }

    private var tagged: ImageReference { RunTagTests.tagged }

    @Test func `a missing right is a finding, never a failed apply, and told once to the ledger`() {
        var world = World(["web": "a"])
        world.canTag = false
        let result = world.run(order("b"))
        #expect(result.verdicts == ["web verified"])
        #expect(result.tags.map(\.verdict) == [.refused(.forbidden)])
        #expect(result.tagErrors.count == 1)
        #expect(result.exitCode == .success)
        #expect(
            result.findings.map { brief($0.message) } == [
                "the tag r.example.com/shop/web:production could not be put on #b: the right to "
                    + "push is missing, or the repository's tags are immutable; mend that and run "
                    + "`pinion reconcile production --retry web`; else it is tried when the pin "
                    + "changes"
            ])
        #expect(world.state.tags.isEmpty)
        let count = world.chain.count
        for number in 2...4 {
            let again = world.run(order("b"), as: number)
            #expect(again.findings.map(\.kind) == [.environmentTagMoved])
            #expect(again.findings.map(\.firstSeen) != [nil])
            #expect(again.exitCode == .success)
        }
        #expect(world.chain.count == count)
    }

    @Test func `a refused tag is tried again when somebody asks, or when the pin changes`() {
        var world = World(["web": "a"])
        world.canTag = false
        world.run(order("a"))
        world.canTag = true
        world.run(order("a"), as: 2)
        #expect(world.tags.isEmpty)
        world.run(order("a", retry: ["web"]), as: 3)
        #expect(world.tags[tagged] == .letter("a"))
        #expect(world.state.refusedTags.isEmpty)
        guard case .intent(let intent)? = world.entries.dropLast().last?.event else {
            Issue.record("no intent")
            return
        }
        #expect(intent.authorities.map(\.kind) == [.retry])
        world.canTag = false
        world.branch.append(.test(2))
        world.run(order("b", commit: 2), as: 4)
        world.branch.append(.test(3))
        world.canTag = true
        world.run(order("c", commit: 3), as: 5)
        #expect(world.tags[tagged] == .letter("c"))
    }

    @Test func `a tag that is put is a try for its own pins alone`() {
        var world = World(["web": "a", "api": "a"])
        let api = Order(pins: ["api": "a"], rules: RunTagTests.rules)
        #expect(world.run(api).tags.map(\.verdict) == [.put])
        world.canTag = false
        var both = Order(pins: ["web": "a", "api": "a"], rules: RunTagTests.rules)
        world.run(both, as: 2)
        world.canTag = true
        both.options = RunOptions(retry: ["web", "api"], who: "ada")
        let result = world.run(both, as: 3)
        #expect(result.tags.map(\.verdict) == [.put])
        #expect(result.notRetried == ["api: nothing of it failed that could be tried again"])
    }

    @Test func `a tag that somebody put by hand ends what was refused`() {
        var world = World(["web": "a"])
        world.canTag = false
        world.run(order("a"))
        world.tags[tagged] = .letter("a")
        #expect(world.run(order("a"), as: 2).findings.isEmpty)
        #expect(world.state.refusedTags.isEmpty)
    }

    @Test func `a registry that does not answer is asked again at once, then after growing pauses`()
    {
        var world = World(["web": "a"])
        world.tagError = .unreachable(host: "r.example.com", reason: "x")
        #expect(world.run(order("a")).exitCode == .different)
        #expect(world.words == ["baseline", "intent", "outcome"])
        var attempts: [Int] = []
        let start = world.now
        for number in 2...1_500 {
            let count = world.chain.count
            world.now = world.now + .seconds(60)
            world.run(order("a"), as: number)
            if world.chain.count > count {
                attempts.append(Int((world.now - start).components.seconds / 60))
            }
        }
        #expect(attempts == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 872, 1_232])
        world.tagError = nil
        world.now = world.now + .seconds(6 * 3_600)
        world.run(order("a"), as: 2_000)
        #expect(world.tags[tagged] == .letter("a"))
    }

    @Test func `a run that lost the ledger, or whose intent expired, writes no tag`() {
        for isExpired in [true, false] {
            var world = World(["web": "a"])
            var drive = world.begin(order("a"), as: 1)
            drive.step(in: &world) { $0.isTag }
            if isExpired {
                world.now = world.now + .seconds(700)
            } else {
                world.append(LedgerEntry(at: world.now, run: "x", event: .observation(.empty)))
            }
            let result = world.finish(&drive)
            #expect(world.tags.isEmpty)
            #expect(result.tags.map(\.verdict.word) == ["not-begun"])
            #expect(result.exitCode != .success)
        }
    }

    /// Before and after each action of a run that changes and tags: the run is killed, and the next one has a rule.
    @Test(arguments: [ApplyMode.automatic, .manual])
    func `a run that is killed at any instant leaves what the next one finishes or asks for`(
        _ mode: ApplyMode
    ) {
        for kill in 0..<40 {
            var world = World(["web": "a"])
            var drive = world.begin(order("b"), as: 1)
            var steps = 0
            while !drive.isOver, steps < kill {
                drive.step(in: &world)
                steps += 1
            }
            let isOver = drive.isOver
            world.deadRuns.insert("run-1")
            let moved = world.tags[tagged]
            let rules = Rules(apply: mode, environmentTag: .production)
            let result = world.run(order("b", rules: rules), as: 2)
            #expect(world.state.intent == nil)
            if mode == .automatic {
                #expect(world.tags[tagged] == .letter("b"), "killed after \(kill)")
                #expect(
                    world.state.tags[World.image("web", "b").repository] == .letter("b"),
                    "killed after \(kill)")
                #expect(result.exitCode == .success)
            } else {
                #expect(world.tags[tagged] == moved, "killed after \(kill)")
            }
            if isOver { break }
        }
    }
}

import PinionCommands
import PinionDecisions
import PinionModel
import PinionReconcile
@testable import PinionRuntimes
import PinionTesting
import Testing

/// A person's order that nothing is changed for a time.
@Suite(.timeLimit(.minutes(10)))
struct RunPauseTests: PauseScenes {
    private static let taken = "web not-begun: another run wrote the ledger"

    @Test func `fault 86: a fix by hand stands while it is paused, is told, and is repaired after`()
    {
        var world = fixed()
        paused([pause(in: world)], in: &world)
        let result = world.run(order, as: 2)
        #expect(result.exitCode == .refused)
        #expect(world.writes.isEmpty)
        let finding = result.findings.first { $0.kind == .paused }
        #expect(finding?.severity == .notice)
        #expect(finding?.message.contains("by ada@web-1: by hand") == true)
        var looking = order
        looking.inspects = .decision
        #expect(world.run(looking, as: 3).findings.contains { $0.kind == .paused })
        world.now = world.now + .seconds(7_201)
        let after = world.run(order, as: 4)
        #expect(after.exitCode == .success && world.writes.count == 1)
        #expect(!after.findings.contains { $0.kind == .paused })
    }

    @Test func `a paused service keeps no other one from its pin, and what it waits for is said`() {
        var world = fixed()
        world.branch.append(.test(2))
        paused([pause(["web"], in: world)], in: &world)
        let next = Order(pins: ["web": "c", "api": "b"], commit: 2)
        #expect(world.run(next, as: 2).verdicts == ["api verified"])
        #expect(world.writes.map(\.service) == ["api"])
        var other = World(["web": "a", "api": "a"])
        other.run(order)
        other.branch.append(.test(2))
        paused([pause(["web"], in: other)], in: &other)
        let waiting = other.run(Order(pins: ["web": "b", "api": "a"], commit: 2), as: 2)
        let message = waiting.assessment?.findings.first?.finding.message
        #expect(
            message?.contains("it waits for the end of the pause at") == true, "\(message ?? "")")
    }

    @Test func `no word of a person but its end lifts a pause`() {
        var world = fixed()
        paused([pause(in: world)], in: &world)
        var asking = order
        asking.inspects = .decision
        let hash = world.run(asking, as: 2).planHash
        for options in [
            RunOptions(approved: hash, who: "bob"),
            RunOptions(retry: ["web"], who: "bob"),
            RunOptions(override: try? OverrideReason(parsing: "now"), who: "bob"),
        ] {
            let before = world.chain
            var pressing = order
            pressing.options = options
            #expect(world.run(pressing, as: 3).exitCode == .refused)
            #expect(world.writes.isEmpty && world.chain.count <= before.count + 1)
        }
        paused([], in: &world)
        #expect(world.run(order, as: 5).exitCode == .success)
    }

    @Test func `a pause of this host is taken into the ledger once, and every host obeys then`() {
        var world = fixed()
        var here = order
        here.hostPauses = [pause(in: world)]
        let first = world.run(here, as: 2)
        #expect(first.recordedPauses == here.hostPauses && first.exitCode == .refused)
        #expect(world.state.pauses == here.hostPauses)
        let length = world.chain.count
        // A file that could not be let go of is let go of by the next run, and recorded no more.
        #expect(world.run(here, as: 3).recordedPauses == here.hostPauses)
        // One record, and one of what is seen.
        #expect(world.chain.count <= length + 1)
        #expect(world.run(order, as: 4).exitCode == .refused)
        #expect(world.writes.isEmpty)
        #expect(world.words.contains("observation"))
    }

    @Test func `a pause that cannot be read is no pause that is not there`() {
        var world = fixed()
        var blind = order
        blind.pauseFailure = "the file cannot be read"
        let result = world.run(blind, as: 2)
        #expect(result.exitCode == .failure && result.problem == "the file cannot be read")
        #expect(world.writes.isEmpty)
    }

    @Test func `a paused service does not count against limits.changes`() {
        var world = fixed()
        world.branch.append(.test(2))
        paused([pause(["web"], in: world)], in: &world)
        let rules = Rules(apply: .automatic, limits: Limits(changes: 1))
        let next = Order(pins: ["web": "a", "api": "b"], commit: 2, rules: rules)
        let result = world.run(next, as: 2)
        #expect(result.verdicts == ["api verified"])
        let words = result.refusals.map(\.description)
        #expect(words.count == 1 && words[0].hasPrefix("web is paused until "), "\(words)")
    }

    @Test func `a pause of this host reaches the ledger also while another run is at work`() {
        var world = World(["web": "a", "api": "a"])
        world.run(order)
        let rules = Rules(apply: .automatic, limits: Limits(parallel: 1))
        world.branch.append(.test(2))
        let next = Order(pins: ["web": "b", "api": "b"], commit: 2, rules: rules)
        var drive = world.begin(next, as: 2)
        drive.step(in: &world, until: \.isChange)
        drive.step(in: &world)
        var here = next
        here.hostPauses = [pause(["web"], in: world)]
        let held = world.run(here, as: 3)
        #expect(held.heldBy == IntentHolder.test(2) && held.recordedPauses == here.hostPauses)
        #expect(world.state.pauses == here.hostPauses && world.state.intent != nil)
        #expect(world.finish(&drive).verdicts == ["api verified", Self.taken])
        #expect(world.writes.map(\.service) == ["api"])
    }

    @Test func `a pause that ended leaves the ledger, which older programs write again then`() {
        var world = World(["web": "a", "api": "a"])
        world.run(order)
        paused([pause(in: world)], in: &world)
        world.run(order, as: 2)
        #expect(world.chain.last?.record.state.hasPrefix("pinion ledger state 2") == true)
        world.now = world.now + .seconds(7_201)
        #expect(world.run(order, as: 3).exitCode == .success)
        #expect(world.state.pauses.isEmpty)
        #expect(world.chain.last?.record.state.hasPrefix("pinion ledger state 1") == true)
        let length = world.chain.count
        #expect(world.run(order, as: 4).exitCode == .success && world.chain.count == length)
    }

    @Test func `nobody's pause is made shorter by another's, and one ends for what is named`() {
        let world = World([:])
        let long = pause(["web"], in: world, hours: 2)
        let short = Pause(
            of: ["web"], since: world.now, until: world.now + .seconds(60), who: "bob@x",
            reason: "mine")
        #expect([long].adding(short) == [long, short])
        let longer = pause(["web"], in: world, hours: 3)
        #expect([long].adding(longer) == [longer] && [longer].adding(long) == [longer])
        #expect(!longer.isHeld(by: [long]) && long.isHeld(by: [longer]))
        #expect(long.shifted(by: .seconds(60)).isHeld(by: [long]))
        let both = pause(["web", "api"], in: world)
        #expect([both].ending(["web"]).map(\.services) == [["api"]])
        #expect([both].ending(["web", "api"]).isEmpty && [both].ending([]).isEmpty)
        let all = pause(in: world)
        #expect([all].ending(["web"]) == [all])
    }

    @Test func `an inspection says as well that the pauses of this host cannot be read`() {
        var world = fixed()
        var blind = order
        blind.pauseFailure = "the file cannot be read"
        blind.inspects = .decision
        let result = world.run(blind, as: 2)
        #expect(result.exitCode == .failure && result.problem == "the file cannot be read")
    }

    @Test func `a run at work ends before its next change, and records what it did`() {
        var world = World(["web": "a", "api": "a"])
        world.run(order)
        let rules = Rules(apply: .automatic, limits: Limits(parallel: 1))
        world.branch.append(.test(2))
        let next = Order(pins: ["web": "b", "api": "b"], commit: 2, rules: rules)
        var drive = world.begin(next, as: 2)
        drive.step(in: &world, until: \.isChange)
        drive.step(in: &world)
        paused([pause(in: world)], in: &world)
        let ended = world.finish(&drive)
        #expect(ended.verdicts == ["api verified", Self.taken] && ended.problem == nil)
        #expect(world.writes.map(\.service) == ["api"])
        #expect(world.words.last == "outcome" && world.state.intent == nil)
        #expect(world.state.pauses.count == 1)
        #expect(world.run(next, as: 3).exitCode == .refused)
        #expect(world.writes.map(\.service) == ["api"])
    }

    @Test func `a failure that is seen while a pause is ordered is remembered after it`() {
        var world = World(["web": "a", "api": "a"])
        world.run(order)
        world.branch.append(.test(2))
        world.services["api"]?.behaviour = .fails("it ended with 7")
        let next = Order(pins: ["web": "a", "api": "b"], commit: 2)
        var drive = world.begin(next, as: 2)
        drive.step(in: &world, until: \.isChange)
        drive.step(in: &world)
        paused([pause(in: world)], in: &world)
        #expect(world.finish(&drive).verdicts == ["api failed: it ended with 7"])
        paused([], in: &world)
        #expect(world.run(next, as: 3).exitCode == .failure)
        #expect(world.writes.map(\.service) == ["api"])
    }

    @Test func `a run that another one took over records nothing`() {
        var world = World(["web": "a", "api": "a"])
        world.run(order)
        world.branch.append(.test(2))
        let next = Order(pins: ["web": "b", "api": "a"], commit: 2)
        var drive = world.begin(next, as: 2)
        drive.step(in: &world, until: \.isChange)
        drive.step(in: &world)
        world.deadRuns = ["run-2"]
        world.now = world.now + .seconds(700)
        _ = world.run(next, as: 3)
        let chain = world.chain
        let result = world.finish(&drive)
        #expect(result.problem?.contains("another run took over") == true)
        #expect(world.chain == chain)
    }

    @Test func `what an interrupted change had stopped is started again all the same`() {
        var world = World(["web": "a", "api": "a"])
        var docker = order
        docker.runtime = .docker(EngineSettings(endpoint: nil, scope: .all, id: "engine"))
        world.identity = "engine"
        world.run(docker)
        paused([pause(in: world)], in: &world)
        world.interrupt("web")
        world.run(docker, as: 2)
        #expect(world.services["web"]?.interruption == nil)
    }

    @Test func `the text of a file of this host is read back, and nothing else is`() {
        let world = World([:])
        let pauses = [
            pause(in: world), pause(["web", "a b"], in: world, hours: 3),
        ]
        #expect([Pause](parsing: pauses.text).map(Set.init) == Set(pauses))
        for text in [
            "", "pinion pause 1\n", "pinion pause 1\nend", "pinion pause 2\nend\n",
            "pinion pause 1\npause x y z\nend\n",
            pauses.text.replacing("pause 20", with: "stop 20"),
        ] {
            #expect([Pause](parsing: text) == nil, "\(text)")
        }
    }
}

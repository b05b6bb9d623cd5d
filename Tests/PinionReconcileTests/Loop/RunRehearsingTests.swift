import PinionCommands
import PinionDecisions
import PinionModel
import PinionReconcile
import PinionTesting
import Testing

/// What a runtime says before anything is written: what it refuses, and what a change does besides.
@Suite(.timeLimit(.minutes(10)))
struct RunRehearsingTests {
    private static let effect = SideEffect.freezes(
        container: "log", from: "fluent:3", to: .test("fluent:3", .letter("e")))

    private func world(_ letters: KeyValuePairs<String, Character>) -> World {
        var world = World(letters)
        world.rehearses = true
        return world
    }

    @Test
    func `fault 62: a side effect is in the plan, its hash, the intent, the write and the outcome`()
        throws
    {
        var world = world(["web": "a", "api": "a"])
        world.effects["web"] = [Self.effect]
        let order = Order(pins: ["web": "b", "api": "b"])
        var plan = order
        plan.inspects = .decision
        let seen = world.run(plan)
        let planned = [PlannedEffect(service: "web", effect: Self.effect)]
        #expect(seen.assessment?.plan.effects == planned)
        #expect(seen.effects == planned)
        let result = world.run(order)
        #expect(result.verdicts == ["api verified", "web verified"])
        #expect(result.effects == planned)
        #expect(world.sent.map(\.effects) == [[], [Self.effect]])
        guard case .intent(let intent)? = world.entries.first?.event,
            case .outcome(let outcome)? = world.entries.last?.event
        else { throw Surprise() }
        #expect(intent.effects == planned)
        #expect(intent.planHash == seen.planHash)
        #expect(outcome.effects == planned)
        #expect(world.chain.first?.record.entry.hasPrefix("pinion ledger entry 2\n") == true)
    }

    @Test func `fault 62: an approval of the plan without the side effect does not cover it`() {
        var order = Order(pins: ["web": "b"], rules: Rules(apply: .manual))
        var plain = world(["web": "a"])
        let before = plain.run(order)
        var world = world(["web": "a"])
        world.effects["web"] = [Self.effect]
        order.options = RunOptions(approved: before.planHash, who: "ada")
        let refused = world.run(order)
        #expect(refused.exitCode == .refused)
        #expect(world.writes.isEmpty)
        order.options = RunOptions(approved: refused.planHash, who: "ada")
        #expect(world.run(order).verdicts == ["web verified"])
    }

    @Test func `a rehearsal that nobody answers is a look that failed, and no refusal`() {
        var world = world(["web": "a", "api": "a"])
        world.silent = ["web"]
        let order = Order(pins: ["web": "b", "api": "b"])
        let result = world.run(order)
        #expect(result.exitCode == .failure)
        #expect(result.findings.map(\.kind) == [.unreachable])
        #expect(result.verdicts == ["api verified"])
        world.silent = []
        #expect(world.run(order, as: 2).exitCode == .success)
    }

    @Test func `what the runtime will refuse is an obstacle of the plan, and the others go on`() {
        var world = world(["web": "a", "api": "a"])
        world.obstacles["web"] = "web:1 is INACTIVE"
        let result = world.run(Order(pins: ["web": "b", "api": "b"]))
        #expect(result.verdicts == ["api verified"])
        let left = result.assessment?.plan.changes.map {
            "\($0.key): \($0.obstacle?.description ?? "")"
        }
        #expect(left == ["web: web:1 is INACTIVE"])
        #expect(world.writes.map(\.service) == ["api"])
    }

    @Test func `a git that is ahead says what keeps its pin from being applied`() {
        var world = world(["web": "a"])
        _ = world.run(Order(pins: ["web": "a"]))
        world.obstacles["web"] = "the stack is nested"
        var order = Order(pins: ["web": "b"])
        order.inspects = .report
        let findings = world.run(order).assessment?.findings.map(\.finding) ?? []
        let pending = findings.first { $0.kind == .changePending }
        #expect(pending?.message.hasSuffix("it cannot be applied: the stack is nested") == true)
    }

    @Test func `nothing is asked where nothing is to be changed, nor of what is not chosen`() {
        var world = world(["web": "a", "api": "a"])
        _ = world.run(Order(pins: ["web": "a", "api": "a"]))
        #expect(!world.trace.contains("rehearse"))
        world.effects["api"] = [.scales(from: 20, to: 2)]
        let order = Order(
            pins: ["web": "b", "api": "b"], options: RunOptions(only: ["web"], who: "ada"))
        #expect(world.run(order).verdicts == ["web verified"])
        #expect(world.sent.map(\.observed.name) == ["web"])
        #expect(world.entries.last.map { $0.text.contains("scales") } == false)
    }

    @Test func `fault 63: services of one owner are one write, and each has its result`() {
        var world = world(["web": "a", "api": "a", "job": "a"])
        for name in ["web", "api"] { world.services[name]?.owner = "stack" }
        let rules = Rules(apply: .automatic, limits: Limits(parallel: 1))
        let result = world.run(Order(pins: ["web": "b", "api": "b", "job": "b"], rules: rules))
        #expect(result.verdicts == ["api verified", "job verified", "web verified"])
        #expect(world.sent.map { $0.all.map(\.observed.name) } == [["api", "web"], ["job"]])
    }

    @Test func `what is written together is sent together again after a lost race`() {
        var world = world(["web": "a", "api": "a"])
        for name in ["web", "api"] { world.services[name]?.owner = "stack" }
        world.services["api"]?.behaviour = .conflicts(1)
        let result = world.run(Order(pins: ["web": "b", "api": "b"]))
        #expect(result.verdicts == ["api verified", "web verified"])
        #expect(world.sent.map { $0.all.count } == [2, 2])
    }

    struct Surprise: Error {}
}

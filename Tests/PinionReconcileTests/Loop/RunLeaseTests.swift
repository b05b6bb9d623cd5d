import PinionCommands
import PinionDecisions
import PinionModel
import PinionReconcile
import PinionTesting
import Testing

/// Until when another run's intent holds the environment, whatever its clock said, and breaking it by hand.
@Suite(.timeLimit(.minutes(10)))
struct RunLeaseTests {
    private let order = Order(pins: ["web": "b"])
    private static let year = Duration.seconds(365 * 86_400)

    /// A world with the intent of a run on another host, written by a clock that is ahead or behind.
    private func held(by clock: Duration, remembers: Bool = true) -> World {
        var world = World(["web": "a"])
        world.run(Order(pins: ["web": "a"]))
        world.now = world.now + clock
        var drive = world.begin(order, as: 7)
        drive.step(in: &world, until: \.isChange)
        world.now = world.now + (.zero - clock)
        if remembers { world.memory = World.Memory() }
        return world
    }

    @Test(arguments: [0, 365, -365])
    func `fault 82: a lease ends its own length after this host first saw it, whatever the clock`(
        days: Int
    ) {
        var world = held(by: .seconds(days * 86_400))
        let first = world.run(order, as: 8)
        // What ended a year ago by its own words is a crash at once.
        guard days >= 0 else {
            #expect(first.heldBy == nil && world.words.contains("interrupted"))
            return
        }
        #expect(first.heldBy == IntentHolder.test(7) && first.exitCode == .held)
        world.now = world.now + .seconds(600)
        #expect(world.run(order, as: 9).exitCode == .held)
        world.now = world.now + .seconds(61)
        let next = world.run(order, as: 10)
        #expect(next.exitCode == .success)
        #expect(next.closed == ClosedRun(holder: IntentHolder.test(7), isBroken: false))
        #expect(world.words.suffix(3) == ["interrupted", "intent", "outcome"])
    }

    @Test func `a lease that is met late ends no later for whoever looks again`() {
        var world = held(by: .zero)
        let end = world.now + .seconds(660)
        world.now = world.now + .seconds(500)
        #expect(world.run(order, as: 8).heldUntil == end)
        world.now = world.now + .seconds(100)
        #expect(world.run(order, as: 9).heldUntil == end)
        world.now = world.now + .seconds(61)
        #expect(world.run(order, as: 10).exitCode == .success)
    }

    @Test func `a memory of a time that is still to come does not lock either`() {
        var world = held(by: .zero)
        world.memory?.intent = SeenTip(
            id: world.chain.last?.id ?? .test(0), at: world.now + Self.year)
        world.memory?.ledger = world.chain.last?.id
        let result = world.run(order, as: 8)
        #expect(result.heldUntil == world.now + .seconds(660))
    }

    @Test func `fault 82: a host that remembers nothing goes by the remote's clock`() {
        // This host's clock is a year ahead: the intent of a run that lives seems to have ended long ago.
        var ahead = held(by: .zero, remembers: false)
        let really = ahead.now
        ahead.now = ahead.now + Self.year
        ahead.remoteNow = really
        let held = ahead.run(order, as: 8)
        #expect(held.heldBy == IntentHolder.test(7))
        #expect(held.heldUntil == ahead.now + .seconds(660))
        // This one's is a year behind: a crash seems to hold for a year.
        var behind = self.held(by: .zero, remembers: false)
        behind.remoteNow = behind.now + .seconds(3_600)
        behind.now = behind.now + (.zero - Self.year)
        #expect(behind.run(order, as: 8).exitCode == .success)
    }

    @Test func `of a ledger with a record of a year ahead, those after it are not what is wrong`() {
        var world = held(by: Self.year)
        world.run(order, as: 8)
        world.now = world.now + .seconds(661)
        world.run(order, as: 9)
        #expect(world.words == ["baseline", "intent", "interrupted", "intent", "outcome"])
        let problems = world.audit.problems
        #expect(problems.count == 1, "\(problems)")
        #expect(problems.first?.contains("more than a day from now") == true)
    }

    @Test func `a host that remembers nothing tells no end that is a year ahead`() {
        var world = held(by: Self.year, remembers: false)
        let result = world.run(order, as: 8)
        #expect(result.heldBy == IntentHolder.test(7))
        #expect(result.heldUntil == world.now + .seconds(660))
    }

    @Test func `fault 82: a clock that is behind the remote's dates nothing before its time`() {
        var world = World(["web": "a"])
        let right = world.now + .seconds(5 * 3_600)
        world.remoteNow = right
        #expect(world.run(order, as: 8).exitCode == .success)
        #expect(world.words == ["intent", "outcome"])
        #expect(world.entries.allSatisfy { $0.at >= right }, "\(world.entries.map(\.at))")
        // As long as its own clock says: the permit did not end before the change, and locks nobody for longer.
        #expect(world.services["web"]?.running == .letter("b"))
        world.now = right + .seconds(60)
        world.remoteNow = nil
        world.set("web", to: "c")
        #expect(world.run(order, as: 9).exitCode == .success)
        #expect(world.entries.map(\.at) == world.entries.map(\.at).sorted())
    }

    @Test func `a clock that is ahead of the remote's, or right, is believed`() {
        for lag in [-5 * 3_600, 0, 59] {
            var world = World(["web": "a"])
            let own = world.now
            world.remoteNow = own + .seconds(lag)
            #expect(world.run(order, as: 8).exitCode == .success)
            #expect(world.entries.first?.at == own, "\(lag)")
        }
    }

    @Test func `the remote is asked for the time once, and only where something is recorded`() {
        var world = World(["web": "b"])
        #expect(world.run(order, as: 8).exitCode == .success)
        #expect(world.trace.filter { $0 == "clock" } == ["clock"])
        world.trace = []
        #expect(world.run(order, as: 9).exitCode == .success)
        #expect(!world.trace.contains("clock"))
    }

    private func breaking(_ run: String) throws -> Order {
        var order = order
        order.options = RunOptions(
            lockBreak: LockBreak(
                run: run, reason: try OverrideReason(parsing: "the host burnt down")),
            who: "ada")
        return order
    }

    @Test func `a lock is broken by a person, who and why are recorded, and the run goes on`()
        throws
    {
        var world = held(by: Self.year, remembers: false)
        let breaker = world.run(try breaking("run-7"), as: 8)
        #expect(breaker.exitCode == .success)
        #expect(breaker.closed == ClosedRun(holder: IntentHolder.test(7), isBroken: true))
        #expect(world.words.suffix(3) == ["interrupted", "intent", "outcome"])
        guard
            case .outcome(let closed)? = world.entries.first(where: { $0.word == "interrupted" })?
                .event
        else {
            Issue.record("no outcome")
            return
        }
        let authority = Authority(
            kind: .lockBroken, who: "ada", reason: "run-7: the host burnt down")
        #expect(closed.authorities == [authority])
        // A fact of version 2, which an older program does not write after.
        #expect(world.chain.contains { $0.record.entry.hasPrefix("pinion ledger entry 2\n") })
    }

    @Test func `exactly the lock that was named is broken, and none of a process that lives here`()
        throws
    {
        var other = held(by: .zero)
        let before = other.chain
        let result = other.run(try breaking("run-6"), as: 8)
        #expect(result.exitCode == .failure)
        #expect(result.problem?.contains("run run-7 on host") == true, "\(result.problem ?? "")")
        #expect(other.chain == before)

        var alive = held(by: .zero)
        alive.liveRuns = ["run-7"]
        let refused = alive.run(try breaking("run-7"), as: 8)
        #expect(refused.exitCode == .failure)
        #expect(refused.problem?.contains("lives on this host") == true)
        #expect(alive.chain == before)

        var free = World(["web": "a"])
        let nobody = free.run(try breaking("run-7"), as: 8)
        #expect(nobody.exitCode == .failure)
        #expect(nobody.problem?.contains("no run holds production") == true)
        #expect(free.writes.isEmpty)
    }

    @Test
    func `fault 6: a holder that records its outcome first is not taken for one that is gone`()
        throws
    {
        var world = World(["web": "a"])
        var one = world.begin(order, as: 7)
        one.step(in: &world, until: \.isChange)
        var breaker = world.begin(try breaking("run-7"), as: 8)
        breaker.step(in: &world, until: \.isAppend)
        #expect(world.finish(&one).exitCode == .success)
        let late = world.finish(&breaker)
        #expect(late.exitCode == .failure)
        #expect(late.problem?.contains("no run holds production") == true)
        #expect(world.words == ["intent", "outcome"])
    }

    @Test func `a wait that a clock a year ahead wrote down is no longer than the longest wait`() {
        var world = World(["web": "a"])
        world.run(Order(pins: ["web": "a"]))
        world.services["web"]?.behaviour = .isObstructed
        let now = world.now
        world.now = now + Self.year
        for run in 2...3 { world.run(order, as: run) }
        world.now = now
        world.services["web"]?.behaviour = .obeys
        #expect(world.run(order, as: 4).exitCode == .success)
        let refused = RefusedTag(
            digest: .letter("a"), since: now, again: now + Self.year, obstacle: .unreachable)
        #expect(!refused.bars(.letter("a"), at: now))
        let soon = RefusedTag(
            digest: .letter("a"), since: now, again: now + .seconds(60), obstacle: .unreachable)
        #expect(soon.bars(.letter("a"), at: now))
    }
}

import PinionCommands
import PinionDecisions
import PinionModel
import PinionReconcile
import PinionTesting
import Testing

struct RunRememberingTests {
    /// A world after one change, and a host that saw it.
    private func world() -> World {
        var world = World(["web": "a"])
        world.branch = [.test(1), .test(2)]
        world.memory = World.Memory()
        world.run(Order(pins: ["web": "b"], commit: 2))
        world.memory = World.Memory(branch: .test(2), ledger: world.chain.last?.id)
        return world
    }

    @Test func `fault 61: what went back is written nowhere, and is told in every command`() {
        var world = world()
        world.chain = []
        world.branchTip = .test(1)
        let result = world.run(Order(pins: ["web": "a"], commit: 1))
        #expect(result.exitCode == .refused)
        #expect(result.refusals.map(\.isOfHistory) == [true, true])
        #expect(result.findings.map(\.kind) == [.historyUnverified, .historyUnverified])
        #expect(world.chain.isEmpty && world.writes.count == 1)
        let seen = world.run(Order(pins: ["web": "a"], commit: 1, inspects: .decision))
        #expect(EnvironmentReport(seen).status == .drifted)
        #expect(Status(of: seen.findings) == .unverified)
        #expect(seen.findings.map(\.message) == result.refusals.map(\.description))
        let report = Report(generatedAt: .test, environments: [EnvironmentReport(seen)])
        #expect(ExitCode.planning(report) == .refused)
        #expect(ExitCode.looking(report) == .different)
    }

    @Test func `fault 61: a crash on a ledger that went back is not closed, and no tag is moved`()
        throws
    {
        var world = world()
        let intent = Intent(
            holder: IntentHolder.test(9), expires: .test, commit: .test(2), planHash: .letter("a"),
            changes: [])
        world.memory?.ledger = .test(0x9999)
        world.append(LedgerEntry(at: .test, run: "run-9", event: .intent(intent)))
        world.deadRuns = ["run-9"]
        let before = world.chain.count
        let rules = Rules(
            apply: .automatic, environmentTag: try ImageReference.Tag(parsing: "production"))
        let result = world.run(Order(pins: ["web": "b"], commit: 2, rules: rules))
        #expect(result.exitCode == .refused)
        #expect(world.chain.count == before)
        #expect(world.tags.isEmpty)
    }

    @Test func `fault 61: an accepted history is recorded, and counts from then on`() {
        var world = world()
        world.chain = []
        let options = RunOptions(acceptedRewrite: .test(2), who: "ada")
        #expect(
            world.run(Order(pins: ["web": "b"], commit: 2, options: options)).exitCode == .success)
        guard case .observation(let seen)? = world.entries.first?.event else {
            Issue.record("\(world.words)")
            return
        }
        #expect(seen.authorities.map(\.kind) == [.rewriteAccepted])
        #expect(seen.authorities.map(\.reason).first?.hasSuffix(" to nothing") == true)
        #expect(world.chain.first?.record.entry.hasPrefix("pinion ledger entry 1\n") == true)
        #expect(world.run(Order(pins: ["web": "b"], commit: 2)).exitCode == .success)
    }

    @Test func `fault 18: a mirror that lags is asked again, and catches up without anybody`() {
        var world = world()
        let chain = world.chain
        world.chain.removeLast()
        var drive = world.begin(Order(pins: ["web": "b"], commit: 2), as: 2)
        drive.step(in: &world) { if case .recall = $0 { true } else { false } }
        world.chain = chain
        let result = world.finish(&drive)
        #expect(result.exitCode == .success)
        #expect(world.chain.count == chain.count)
    }

    @Test
    func `fault 61: a fresh host takes a missing ledger for a question where a trace is left`() {
        for trace in [
            LedgerTrace.ref("refs/pinion/seen/production"),
            .commit(.test(7), what: "rolled it back"),
        ] {
            var world = World(["web": "a"])
            world.traces = [trace]
            let result = world.run(Order(pins: ["web": "b"]))
            #expect(result.exitCode == .refused)
            #expect(result.refusals.first?.description.contains("\(trace)") == true)
            #expect(world.chain.isEmpty && world.writes.isEmpty)
            let never = Order(pins: ["web": "a"], rules: Rules(apply: .never))
            #expect(world.run(never).exitCode == .success)
        }
    }

    @Test
    func
        `fault 61: an environment tag without a ledger is a question, also where it cannot be asked`()
        throws
    {
        let tag = try ImageReference.Tag(parsing: "production")
        let order = Order(
            pins: ["web": "a"], rules: Rules(apply: .automatic, environmentTag: tag))
        var fresh = World(["web": "a"])
        #expect(fresh.run(order).exitCode == .success)
        #expect(fresh.words == ["baseline", "intent", "outcome"])
        var used = World(["web": "a"])
        used.tags[ImageReference(repository: World.image("web", "a").repository, tag: tag)] =
            .letter("b")
        let asked = used.run(order)
        #expect(asked.exitCode == .refused)
        let words = asked.refusals.first?.description ?? ""
        #expect(!words.contains("there was one"), "a tag may be anybody's: \(words)")
        #expect(words.contains("or somebody else") && words.contains("exists already"), "\(words)")
        #expect(words.contains("`pinion reconcile production --accept-rewrite "), "\(words)")
        #expect(used.chain.isEmpty)
        var silent = World(["web": "a"])
        silent.isRegistryDown = true
        #expect(silent.run(order).exitCode == .failure)
        #expect(silent.chain.isEmpty)
    }

    @Test
    func `a memory that cannot be read is no first time, and one that cannot be kept is told`() {
        let unreadable = MemoryError.unreadable(path: "/state/seen", reason: "it is cut off")
        var world = world()
        world.memoryFault = unreadable
        let stopped = world.run(Order(pins: ["web": "c"], commit: 2))
        #expect(stopped.problem == unreadable.description)
        #expect(stopped.exitCode == .failure && world.writes.count == 1)
        let seen = world.run(Order(pins: ["web": "b"], commit: 2, inspects: .decision))
        #expect(seen.problem == unreadable.description && seen.assessment != nil)
        for isNew in [true, false] {
            let fault = MemoryError.unwritable(path: "/state", reason: "no space", isNew: isNew)
            world.memoryFault = fault
            let result = world.run(Order(pins: ["web": "b"], commit: 2))
            #expect(result.exitCode == (isNew ? .success : .failure))
            #expect(
                isNew
                    ? result.findings.map(\.message) == [fault.description]
                    : result.problem == fault.description)
        }
    }
}

import FoundationEssentials
import Glibc
import PinionTesting
import Testing

/// Interrupts re-creations on a real engine at random moments, with a person's hand in between, and
/// draws the rule that the next run finds.
///
/// `PINION_INTERRUPTIONS` says how often (20 by default), `PINION_SEED` which.
@Suite(.timeLimit(.minutes(60)), .serialized)
struct EngineInterruptionTests {
    private static let rounds = Program.number("PINION_INTERRUPTIONS", default: 20)
    private static let seed = UInt64(Program.number("PINION_SEED", default: 1))

    @Test
    func
        `fault 57, 58: whatever interrupts a re-creation, nothing stays stopped, and nothing of a person's is touched`()
        async throws
    {
        try await withScratch { scratch in
            let docker = try await DockerShop.make(in: scratch, origin: .disk)
            var numbers = SeededGenerator(seed: Self.seed)
            var length = Duration.seconds(2)
            var interrupted = 0
            for number in 1...Self.rounds {
                let round = Interruption(number, &numbers)
                let build = try await prepare(docker)
                try await docker.shop.pin(docker.name, to: docker.pinned(1 - build))
                var person = PersonOnCall(docker)
                let first = try await interrupt(docker, round, length, &person, &numbers, scratch)
                if first.wasThere { interrupted += 1 }
                length = length * (first.wasThere ? 1.04 : 0.85)
                let words = "round \(number): \(round)"
                // A kill may leave it down until the next run, nothing else may.
                if round.kind != .kill {
                    try await check(docker, person, "\(words), after \(first.outcome.errors)")
                }
                if round.handMoment > 1.2 { try await person.move(round.hand, &numbers) }
                try docker.write(rules: round.rules)
                try await docker.shop.publish("Draw a rule")
                let next = try await docker.shop.pinion("reconcile", "--retry", docker.name)
                try await check(
                    docker, person,
                    "\(words), after \(first.outcome.output)\(first.outcome.errors) and "
                        + "\(next.output)\(next.errors)")
            }
            #expect(interrupted * 3 > Self.rounds)
        }
    }

    /// One container that runs and is healthy, by either build, and the environment in step with it;
    /// which build that is.
    private func prepare(_ docker: DockerShop) async throws -> Int {
        try docker.write(rules: ["apply: automatic"])
        let there = try await PersonOnCall.containers(docker)
        if there.count == 1, there[0].name == docker.name, there[0].state == "running",
            try await docker.keepsItsSettings()
        {
            let digests = try await docker.engine.digests(ofContainer: docker.name)
            return digests.contains(docker.builds[0]) ? 0 : 1
        }
        for container in there { try await docker.engine.removeContainer(container.id) }
        try await docker.create(docker.pinned(0), interval: "100ms")
        return 0
    }

    /// Reconciles, interrupts that, and lets the person's hand move; whether it was still there.
    private func interrupt(
        _ docker: DockerShop, _ round: Interruption, _ length: Duration,
        _ person: inout PersonOnCall, _ numbers: inout SeededGenerator, _ scratch: Scratch
    ) async throws -> (wasThere: Bool, outcome: CommandOutcome) {
        let running = try await docker.shop.command(["reconcile", "--retry", docker.name])
            .start(in: scratch)
        let began = ContinuousClock.now
        var acts: [(Double, Bool)] = [(round.moment, true)]
        if round.handMoment <= 1.2 { acts.append((round.handMoment, false)) }
        var wasThere = true
        for (moment, isInterruption) in acts.sorted(by: { $0.0 < $1.0 }) {
            let rest = length * moment - (ContinuousClock.now - began)
            if rest > .zero { try await Task.sleep(for: rest) }
            if isInterruption {
                wasThere = try await strike(docker, round, running)
            } else {
                try await person.move(round.hand, &numbers)
            }
        }
        let outcome = try await running.wait()
        if round.kind == .gitGone { try heal(docker) }
        if let signal = round.signal, signal != SIGKILL, wasThere, round.hand == .none {
            // A program that has just been started may not listen for signals yet: it dies of this one.
            let codes: [Int32?] = [128 + signal, 0] + (round.moment < 0.15 ? [nil] : [])
            #expect(codes.contains(outcome.code), "\(round): \(outcome.errors)")
        }
        return (wasThere, outcome)
    }

    private func strike(
        _ docker: DockerShop, _ round: Interruption, _ running: RunningCommand
    ) async throws -> Bool {
        let origin = try #require(docker.shop.origin)
        switch round.kind {
        case .terminate, .interrupt, .kill: return running.kill(round.signal ?? SIGKILL)
        case .gitGone:
            let isThere = running.kill(0)
            try FileManager.default.moveItem(atPath: origin.path, toPath: origin.path + ".away")
            return isThere
        case .notHeld:
            let isThere = running.kill(0)
            let ledger = "refs/pinion/ledger/production"
            // The remote may have no ledger yet.
            guard let tip = try? await origin.git("rev-parse", "--verify", ledger) else {
                return isThere
            }
            let next = try await origin.git(
                "commit-tree", "\(tip)^{tree}", "-p", tip, "-m", "Taken over")
            try await origin.git("update-ref", ledger, next)
            return isThere
        }
    }

    private func heal(_ docker: DockerShop) throws {
        let path = try #require(docker.shop.origin).path
        try FileManager.default.moveItem(atPath: path + ".away", toPath: path)
    }

    /// The invariants: what nobody stopped runs, what a person stopped does not, and what a person
    /// made is as they made it.
    private func check(
        _ docker: DockerShop, _ person: PersonOnCall, _ words: String
    ) async throws {
        let there = try await PersonOnCall.containers(docker)
        let shown = there.map { "\($0.name) \($0.state)" }.joined(separator: ", ")
        if let made = person.made {
            #expect(
                try await person.facts(of: made.id) == made.facts,
                "\(words): what a person made was touched: \(shown)")
        } else if !person.hasInterfered {
            #expect(there.contains { $0.state == "running" }, "\(words): nothing runs: \(shown)")
        }
        for one in there where person.stopped.contains(one.id) {
            #expect(one.state != "running", "\(words): what a person stopped runs: \(shown)")
        }
    }
}

import PinionTesting

/// When to kill: at random moments of a run, whose length it learns, since other tests load the machine.
struct KillTiming {
    private var length: Duration
    private var generator: SeededGenerator

    /// Begins with the length of one whole run; `PINION_SEED` chooses the moments.
    init(length: Duration) {
        self.length = length
        generator = SeededGenerator(seed: UInt64(Program.number("PINION_SEED", default: 1)))
    }

    /// Starts a command, and kills it alone, not its children, at a random moment; says whether it was still there.
    mutating func kill(_ command: Command, in scratch: Scratch) async throws -> Bool {
        let running = try await command.start(in: scratch)
        try await Task.sleep(for: length * Double.random(in: 0...1.2, using: &generator))
        running.kill()
        let wasThere = try await running.wait().end == .signaled(9)
        // Five of six kills hit a run of the length that is believed: then both factors cancel out. They are large, so that
        // a first run that others slowed down is soon forgotten.
        length = length * (wasThere ? 1.15 : 0.5)
        return wasThere
    }
}

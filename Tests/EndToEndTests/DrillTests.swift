import PinionTesting
import Testing

/// `examples/drill/run` with the program; what it prints is `examples/drill/story.txt`.
@Suite(.timeLimit(.minutes(10)))
struct DrillTests {
    @Test func `a night with a fleet is told as it is kept`() async throws {
        try await withScratch { scratch in
            let folder = scratch.path(of: "fleet")
            let outcome = try await Command(
                "\(Program.project)/examples/drill/run", [Program.path, folder],
                environment: BareRepository.isolation
            ).run()
            #expect(outcome.end == .exited(0), "\(outcome.output)\n\(outcome.errors)")
            #expect(outcome.errors == "")
            let story = Self.kept(outcome.output.replacing(folder, with: "/fleet"))
            try Golden.check(story, "../../../examples/drill/story.txt")
        }
    }

    /// The same without what is another at each run (ports, processes, ids of commits and of runs), and with short digests.
    private static func kept(_ text: String) -> String {
        let text =
            text
            .replacing(#/sha256:([0-9a-f]{8})[0-9a-f]{56}/#) { "sha256:\($0.output.1)…" }
            .replacing(#/127\.0\.0\.1:[0-9]+/#, with: "127.0.0.1:PORT")
            .replacing(#/process [0-9]+:[0-9]+/#, with: "process P")
            .replacing(#/paused/[0-9a-f]{40}/#, with: "paused/SOURCE")
            .replacing(#/verified in [0-9]+ s/#, with: "verified in 0 s")
        var names: [Substring: String] = [:]
        var counts: [String: Int] = [:]
        return text.replacing(#/\b([0-9a-f]{40}|[0-9a-f]{16}|[0-9a-f]{7})\b/#) { match in
            let id = match.output.1
            guard id != "0123456789abcdef" else { return String(id) }
            let letter = id.count == 16 ? "r" : "c"
            let key = id.count == 16 ? id : id.prefix(7)
            if let name = names[key] { return name }
            counts[letter, default: 0] += 1
            names[key] = "\(letter)\(counts[letter] ?? 0)"
            return names[key] ?? ""
        }
    }
}

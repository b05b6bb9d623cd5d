import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ExampleTests {
    @Test(arguments: ["quickstart/run", "incident/sandbox"])
    func `an example tells its story to the end`(_ script: String) async throws {
        try await withScratch { scratch in
            let outcome = try await Command(
                "\(Program.project)/examples/\(script)", [Program.path, scratch.path(of: "story")],
                environment: BareRepository.isolation, deadline: .seconds(120)
            ).run()
            #expect(outcome.end == .exited(0), "\(outcome.output)\n\(outcome.errors)")
        }
    }
}

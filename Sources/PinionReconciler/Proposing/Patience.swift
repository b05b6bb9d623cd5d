/// How long a run goes on after lost races: a bounded time, with growing pauses of random length.
struct Patience: Sendable {
    /// The time after which nothing is begun again.
    static let limit: Duration = .seconds(30)
    private static let shortest: Duration = .milliseconds(20)
    private static let longest: Duration = .milliseconds(640)

    private let ports: ProposalPorts
    private let stopwatch: Stopwatch
    private var losses = 0

    init(_ ports: ProposalPorts) {
        self.ports = ports
        stopwatch = Stopwatch(ports.clock)
    }

    /// Waits before the next attempt; throws the reason of the last one when time is up.
    mutating func wait(after reason: any Error) async throws {
        guard stopwatch.elapsed() < Self.limit, losses < 1_000 else { throw reason }
        let bound = min(Self.shortest * (1 << min(losses, 5)), Self.longest)
        losses += 1
        try await ports.clock.sleep(for: ports.jitter(bound))
    }
}

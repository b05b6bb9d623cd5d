/// How long a run goes on after lost races: a bounded time, with pauses of random length between attempts.
///
/// The pauses become shorter with the run's age: whoever has lost for long goes before whoever has just come, so
/// that many at one branch are served in about the order of their arrival, and few at a time do work in vain. For the
/// same reason a run that finds a crowd pauses before its first attempt.
struct Patience: Sendable {
    /// The time after which nothing is begun again.
    static let limit: Duration = .seconds(30)
    /// The longest pause of a run that has just begun.
    private static let longest: Duration = .seconds(4)
    private static let shortest: Duration = .milliseconds(200)
    /// The age from which on pauses are the shortest.
    private static let grown: Duration = .seconds(4)

    private let ports: ProposalPorts
    private let stopwatch: Stopwatch

    init(_ ports: ProposalPorts) {
        self.ports = ports
        stopwatch = Stopwatch(ports.clock)
    }

    /// Lets those go first who wait already.
    func giveWay() async throws {
        try await ports.clock.sleep(for: ports.jitter(Self.longest))
    }

    /// Waits before the next attempt; throws the reason of the last one when time is up.
    func wait(after reason: any Error) async throws {
        let age = stopwatch.elapsed()
        guard age < Self.limit else { throw reason }
        let bound = max(Self.shortest, Self.longest * (1 - age / Self.grown))
        try await ports.clock.sleep(for: ports.jitter(bound))
    }
}

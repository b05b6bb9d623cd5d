import PinionModel
import PinionProcess

/// How long a run goes on after lost races, with pauses of random length between attempts.
///
/// While the ref moves, others make progress, and the run's turn comes: on a loaded machine eight at one branch take
/// minutes. It gives up when nothing moved for a while.
///
/// The pauses become shorter with the run's age: whoever has lost for long goes before whoever has just come, so
/// that many at one branch are served in about the order of their arrival, and few at a time do work in vain. For the
/// same reason a run that finds a crowd pauses before its first attempt.
struct Patience: Sendable {
    /// The time without progress of anybody after which nothing is begun again.
    static let limit: Duration = .seconds(30)
    /// The time after which nothing is begun again, whoever makes progress.
    static let longestRun: Duration = .seconds(600)
    /// The longest pause of a run that has just begun.
    private static let longest: Duration = .seconds(4)
    private static let shortest: Duration = .milliseconds(200)
    /// The age from which on pauses are the shortest.
    private static let grown: Duration = .seconds(4)

    private let ports: ProposalPorts
    private let stopwatch: Stopwatch
    /// Where the ref stood when a race was lost last, and since when it stands there; nil before the first.
    private var last: (stand: CommitID?, since: Duration)?

    init(_ ports: ProposalPorts) {
        self.ports = ports
        stopwatch = Stopwatch(ports.clock)
    }

    /// Lets those go first who wait already.
    func giveWay() async throws {
        try await pause(atMost: Self.longest)
    }

    /// Waits before the next attempt; throws the reason of the last one when nobody gets on, or time is up.
    ///
    /// `stand` is where the ref stood when the race that was lost began.
    mutating func wait(after reason: any Error, at stand: CommitID?) async throws {
        let age = stopwatch.elapsed()
        if last == nil || last?.stand != stand { last = (stand, last == nil ? .zero : age) }
        guard let since = last?.since, age - since < Self.limit, age < Self.longestRun else {
            throw reason
        }
        let bound = max(Self.shortest, Self.longest * (1 - age / Self.grown))
        try await pause(atMost: bound)
    }

    private func pause(atMost bound: Duration) async throws {
        try await ports.clock.sleep(for: bound * ports.clock.fraction())
    }
}

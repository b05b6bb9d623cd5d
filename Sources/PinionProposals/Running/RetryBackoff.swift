package import PinionModel
import PinionProcess

/// The retries of a run after lost races, with pauses of random length between attempts.
///
/// While the ref moves, others make progress and the run's turn comes: on a loaded machine eight
/// runs at one branch take minutes. The run stops when nothing has moved for a while.
///
/// Pauses become shorter with the run's age, so that a run that has lost for long goes before one
/// that has just come: many at one branch are served in about the order of arrival, and little work
/// is wasted. So a run that finds others at the branch also pauses before its first attempt.
struct RetryBackoff: Sendable {
    /// The time without any progress after which no attempt is made.
    static let limit: Duration = .seconds(30)
    /// The time after which no attempt is made, even if others make progress.
    static let longestRun: Duration = .seconds(600)
    /// The longest pause of a run that has just begun.
    private static let longest: Duration = .seconds(4)
    private static let shortest: Duration = .milliseconds(200)
    /// The age from which on pauses are the shortest.
    private static let grown: Duration = .seconds(4)

    private let clock: ProcessClock
    private let stopwatch: Stopwatch
    /// The ref's tip at the last lost race, and since when; `nil` before the first.
    private var last: (tip: CommitID?, since: Duration)?

    init(_ clock: ProcessClock) { (self.clock, stopwatch) = (clock, Stopwatch(clock)) }

    /// Waits, so that runs that came earlier go first.
    func giveWay() async throws { try await pause(atMost: Self.longest) }

    /// Waits before the next attempt; throws `reason` if no one makes progress, or the time is up.
    ///
    /// `tip` is the ref's tip when the lost race began.
    mutating func wait(after reason: any Error, at tip: CommitID?) async throws {
        let age = stopwatch.elapsed()
        if last == nil || last?.tip != tip { last = (tip, last == nil ? .zero : age) }
        guard let since = last?.since, age - since < Self.limit, age < Self.longestRun else {
            throw reason
        }
        try await pause(atMost: max(Self.shortest, Self.longest * (1 - age / Self.grown)))
    }

    private func pause(atMost bound: Duration) async throws {
        try await clock.sleep(for: bound * clock.fraction())
    }
}

/// The detection, from a branch's newest commits alone, that many runs push to it at the same time.
///
/// Pinion dates a commit with the start of its run. A commit that is older than its parent is of a
/// run that had to wait while another came and went: a new run then lets the waiting ones go first.
package enum PushContention {
    /// How many commits are examined.
    static let depth = 8
    /// How long contention is remembered.
    private static let memory: Duration = .seconds(15)
    /// How far a committer's clock may be ahead; a later date says nothing about now.
    private static let skew: Duration = .seconds(60)

    /// Whether the dates of a branch's newest commits, newest first, show contention.
    package static func isSeen(in dates: [Timestamp], at now: Timestamp) -> Bool {
        guard let latest = dates.max() else { return false }
        let age = now - latest
        guard age < memory, .zero - age <= skew else { return false }
        return zip(dates, dates.dropFirst()).contains { commit, parent in commit < parent }
    }
}

package import PinionModel
import Synchronization

/// A clock for tests: it stands still until it is advanced, or jumps over every sleep.
package final class ManualClock: Clock {
    /// A moment of the clock: the time since it was made.
    package struct Instant: InstantProtocol {
        /// The time since the clock was made.
        package let offset: Duration

        /// A later moment.
        package func advanced(by duration: Duration) -> Instant {
            Instant(offset: offset + duration)
        }

        /// The time from this moment to another.
        package func duration(to other: Instant) -> Duration { other.offset - offset }

        /// Orders by time.
        package static func < (one: Instant, other: Instant) -> Bool { one.offset < other.offset }
    }

    /// How sleeps end.
    package enum Mode: Hashable, Sendable {
        /// When the clock was advanced to their deadline.
        case manual
        /// At once: each sleep advances the clock to its deadline, for poll loops.
        case jumping
    }

    private struct Sleeper {
        let deadline: Instant
        let wake: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now = Instant(offset: .zero)
        var sleeps: [Duration] = []
        var nextSleeper = 0
        var sleepers: [Int: Sleeper] = [:]
        var watchers: [(count: Int, wake: CheckedContinuation<Void, Never>)] = []
    }

    private let mode: Mode
    private let start: Timestamp
    private let state = Mutex(State())

    /// A clock at offset zero, whose wall clock starts at a moment.
    package init(
        _ mode: Mode = .jumping, wallClock start: Timestamp = .test
    ) {
        self.mode = mode
        self.start = start
    }

    /// The moment that it is.
    package var now: Instant { state.withLock(\.now) }

    /// Nothing is too short for it.
    package var minimumResolution: Duration { .zero }

    /// The moment that it is by the wall clock, which goes with this clock.
    package var timestamp: Timestamp { start + now.offset }

    /// The length of every sleep that was begun, in order.
    package var sleeps: [Duration] { state.withLock(\.sleeps) }

    /// Sleeps as the mode says; a cancelled sleep throws.
    package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        let id = state.withLock { state in
            state.sleeps.append(state.now.duration(to: deadline))
            if mode == .jumping { state.now = max(state.now, deadline) }
            state.nextSleeper += 1
            return state.nextSleeper
        }
        guard mode == .manual else {
            await Task.yield()
            return
        }
        try await wait(until: deadline, id)
    }

    /// Waits for the end of the time that work may take: until the clock is *advanced* over it.
    ///
    /// Jumps over sleeps do not end it, since the work of stand-ins takes no time.
    package func expiry(after limit: Duration) async throws {
        let (id, deadline) = state.withLock { state in
            state.nextSleeper += 1
            return (state.nextSleeper, state.now.advanced(by: limit))
        }
        try await wait(until: deadline, id)
    }

    private func wait(until deadline: Instant, _ id: Int) async throws {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation {
                add(Sleeper(deadline: deadline, wake: $0), id)
            }
        } onCancel: {
            let sleeper = state.withLock { $0.sleepers.removeValue(forKey: id) }
            sleeper?.wake.resume(throwing: CancellationError())
        }
    }

    /// Advances the clock and wakes whoever sleeps no longer, earliest first.
    package func advance(by duration: Duration) {
        let woken = state.withLock { state in
            state.now = state.now.advanced(by: duration)
            let due = state.sleepers.filter { $0.value.deadline <= state.now }
            for id in due.keys { state.sleepers[id] = nil }
            return due.sorted { ($0.value.deadline, $0.key) < ($1.value.deadline, $1.key) }
        }
        for sleeper in woken { sleeper.value.wake.resume() }
    }

    /// Returns as soon as this many tasks sleep.
    package func waitForSleepers(_ count: Int = 1) async {
        await withCheckedContinuation { wake in
            let isThere = state.withLock { state in
                if state.sleepers.count < count { state.watchers.append((count, wake)) }
                return state.sleepers.count >= count
            }
            if isThere { wake.resume() }
        }
    }

    private func add(_ sleeper: Sleeper, _ id: Int) {
        let watchers = state.withLock { state -> [CheckedContinuation<Void, Never>]? in
            guard sleeper.deadline > state.now, !Task.isCancelled else { return nil }
            state.sleepers[id] = sleeper
            let count = state.sleepers.count
            let content = state.watchers.filter { $0.count <= count }
            state.watchers.removeAll { $0.count <= count }
            return content.map(\.wake)
        }
        guard let watchers else {
            if Task.isCancelled {
                sleeper.wake.resume(throwing: CancellationError())
            } else {
                sleeper.wake.resume()
            }
            return
        }
        for watcher in watchers { watcher.resume() }
    }
}

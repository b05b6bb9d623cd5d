import PinionProcess
import Synchronization

/// Limits the requests to one host, and admits none once the host has failed too often.
final class HostLimiter: Sendable {
    private struct State {
        var free: Int
        var failures = 0
        var pausedUntil: ProcessClock.Instant?
        var nextTicket = 0
        var queue: [Waiting] = []
    }

    private struct Waiting {
        let ticket: Int
        let continuation: CheckedContinuation<Bool, Never>
    }

    private let state: Mutex<State>
    private let limit: Int
    private let clock: ProcessClock

    /// Admits `slots` requests at a time, until this many failures in a row.
    init(slots: Int, failuresUntilSuspended limit: Int, clock: ProcessClock) {
        state = Mutex(State(free: slots))
        (self.limit, self.clock) = (limit, clock)
    }

    /// The number of failures in a row, once that is too many.
    var failuresIfSuspended: Int? {
        state.withLock { $0.failures >= limit ? $0.failures : nil }
    }

    /// Counts whether an attempt showed that the host fails.
    func note(failed: Bool) {
        state.withLock { $0.failures = failed ? $0.failures + 1 : 0 }
    }

    /// Stops requests to the host for as long as it asks for.
    func pause(for wait: Duration) {
        let until = clock.now + wait
        state.withLock { $0.pausedUntil = max($0.pausedUntil ?? until, until) }
    }

    var remainingPause: Duration? {
        let now = clock.now
        return state.withLock { state in
            state.pausedUntil.flatMap { $0 > now ? $0 - now : nil }
        }
    }

    /// Does work in a slot, in the order of requests; cancelling ends the wait.
    func within<Value>(
        _ work: () async throws(HTTPError) -> Value
    ) async throws(HTTPError) -> Value {
        guard await enter() else { throw .cancelled }
        defer { leave() }
        return try await work()
    }

    private func enter() async -> Bool {
        let ticket = state.withLock { state in
            state.nextTicket += 1
            return state.nextTicket
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let entered: Bool? = state.withLock { state in
                    if Task.isCancelled { return false }
                    if state.free > 0 {
                        state.free -= 1
                        return true
                    }
                    state.queue.append(Waiting(ticket: ticket, continuation: continuation))
                    return nil
                }
                if let entered { continuation.resume(returning: entered) }
            }
        } onCancel: {
            abandon(ticket)
        }
    }

    private func abandon(_ ticket: Int) {
        let waiting = state.withLock { state in
            state.queue.firstIndex { $0.ticket == ticket }.map { state.queue.remove(at: $0) }
        }
        waiting?.continuation.resume(returning: false)
    }

    private func leave() {
        let next: Waiting? = state.withLock { state in
            if state.queue.isEmpty {
                state.free += 1
                return nil
            }
            return state.queue.removeFirst()
        }
        next?.continuation.resume(returning: true)
    }
}

import Synchronization

/// A place where tasks wait until a test lets them go on.
package final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var arrivals = 0
        var nextNumber = 0
        var waiting: [Int: CheckedContinuation<Void, any Error>] = [:]
        var watchers: [Int: (arrivals: Int, continuation: CheckedContinuation<Void, any Error>)] =
            [:]
    }

    private let state = Mutex(State())

    /// A closed gate.
    package init() {}

    /// Lets everyone through who waits, and everyone who comes later.
    package func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Makes those wait who come from now on.
    package func close() {
        state.withLock { $0.isOpen = false }
    }

    /// How many have come to the gate so far.
    package var arrivals: Int { state.withLock { $0.arrivals } }

    /// Waits at the gate while it is closed.
    ///
    /// - Throws: `CancellationError` when the waiting task is cancelled.
    package func pass() async throws {
        try await suspend { state, number, continuation in
            state.arrivals += 1
            let arrivals = state.arrivals
            let ready = state.watchers.filter { $0.value.arrivals <= arrivals }
            for key in ready.keys { state.watchers[key] = nil }
            if !state.isOpen { state.waiting[number] = continuation }
            return ready.values.map(\.continuation) + (state.isOpen ? [continuation] : [])
        }
    }

    /// Waits until so many have come to the gate, since it was made.
    package func waitForArrivals(_ count: Int = 1) async throws {
        try await suspend { state, number, continuation in
            guard state.arrivals < count else { return [continuation] }
            state.watchers[number] = (count, continuation)
            return []
        }
    }

    /// Suspends the task; `enter` stores its continuation, and returns those to resume at once.
    private func suspend(
        _ enter:
            @Sendable (
                inout State, Int, CheckedContinuation<Void, any Error>
            ) -> [CheckedContinuation<Void, any Error>]
    ) async throws {
        let number = state.withLock { state in
            state.nextNumber += 1
            return state.nextNumber
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let ready = state.withLock { enter(&$0, number, continuation) }
                for continuation in ready { continuation.resume() }
                if Task.isCancelled { drop(number) }
            }
        } onCancel: {
            drop(number)
        }
    }

    private func drop(_ number: Int) {
        let dropped = state.withLock { state in
            state.waiting.removeValue(forKey: number)
                ?? state.watchers.removeValue(forKey: number)?.continuation
        }
        dropped?.resume(throwing: CancellationError())
    }
}

import Glibc
import Synchronization

/// What is known of a process while it runs: signals are only sent until it has been reaped.
final class CommandProcess: Sendable {
    private enum State {
        case starting
        case running(Int32)
        case over
    }

    private let state = Mutex(State.starting)
    private let outran = Mutex(false)

    /// Whether the deadline ended it.
    var outranDeadline: Bool { outran.withLock { $0 } }

    func began(as number: Int32) {
        state.withLock { $0 = .running(number) }
    }

    func ended() {
        state.withLock { $0 = .over }
    }

    /// Sends a signal to the process, or to its whole group; says whether the process was still there.
    @discardableResult
    func send(_ signal: Int32, toGroup: Bool = false) -> Bool {
        state.withLock { state in
            guard case .running(let number) = state else { return false }
            return kill(toGroup ? -number : number, signal) == 0
        }
    }

    /// Kills the group unless the waiting task is cancelled before.
    func endGroup(after deadline: Duration) async {
        do {
            try await Task.sleep(for: deadline)
        } catch {
            return
        }
        if send(SIGKILL, toGroup: true) {
            outran.withLock { $0 = true }
        }
    }
}

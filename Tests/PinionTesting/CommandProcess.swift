import Glibc
import Synchronization

/// What is known of a process while it runs: signals are only sent until it has been reaped.
final class CommandProcess: Sendable {
    private enum Life {
        case starting
        case running(Int32)
        case over
    }

    private struct State {
        var life = Life.starting
        var hasOutrunDeadline = false
    }

    private let state = Mutex(State())

    /// Whether the deadline ended it.
    var outranDeadline: Bool { state.withLock { $0.hasOutrunDeadline } }

    /// Takes note of its number; a deadline that passed before it started ends it now.
    func began(as number: Int32) {
        state.withLock { state in
            state.life = .running(number)
            if state.hasOutrunDeadline { kill(-number, SIGKILL) }
        }
    }

    func ended() {
        state.withLock { $0.life = .over }
    }

    /// Sends a signal to the process, or to its whole group; says whether the process was still there.
    @discardableResult
    func send(_ signal: Int32, toGroup: Bool = false) -> Bool {
        state.withLock { state in
            guard case .running(let number) = state.life else { return false }
            return kill(toGroup ? -number : number, signal) == 0
        }
    }

    /// Kills the group, unless the waiting task is cancelled before.
    func endGroup(after deadline: Duration) async {
        do {
            try await Task.sleep(for: deadline)
        } catch {
            return
        }
        state.withLock { state in
            switch state.life {
            case .starting: state.hasOutrunDeadline = true
            case .running(let number): state.hasOutrunDeadline = kill(-number, SIGKILL) == 0
            case .over: break
            }
        }
    }
}

import Glibc
import PinionModel
import Synchronization

/// Delays the end of this process on a signal while a container is stopped.
///
/// Outside a critical section, a signal ends the process at once; the next run closes what it left
/// open. Inside one, the section is finished, no other begins, and the process ends when the
/// outcome is recorded, or after a grace period. A second signal ends it at once.
package final class SignalSections: CriticalSections {
    /// The sections of this process.
    package static let shared = SignalSections()

    /// The time limit for recording the outcome of sections, in seconds.
    private static let grace: UInt32 = 20

    private let open = Atomic(0)
    private let signal = Atomic<Int32>(0)

    var isAskedToEnd: Bool { signal.load(ordering: .sequentiallyConsistent) != 0 }

    /// The exit code of a process that was asked to end: 128 and the signal's number.
    package var endingCode: Int32? {
        let number = signal.load(ordering: .sequentiallyConsistent)
        return number == 0 ? nil : 128 + number
    }

    func enter() -> Bool {
        open.add(1, ordering: .sequentiallyConsistent)
        guard isAskedToEnd else { return true }
        leave()
        return false
    }

    func leave() {
        let left = open.subtract(1, ordering: .sequentiallyConsistent).newValue
        if left == 0, isAskedToEnd { alarm(Self.grace) }
    }

    /// Handles a signal: nothing here allocates, locks or waits.
    func handle(_ number: Int32) {
        let isFirst = signal.compareExchange(
            expected: 0, desired: number, ordering: .sequentiallyConsistent
        ).exchanged
        guard isFirst, open.load(ordering: .sequentiallyConsistent) > 0 else {
            _exit(128 + number)
        }
        let words: StaticString = """

            pinion: asked to end; a container is stopped, so its change is finished or undone \
            first (a second signal ends at once)

            """
        _ = write(STDERR_FILENO, words.utf8Start, words.utf8CodeUnitCount)
    }

    /// Installs handlers for the signals with which users and service managers end a process.
    package func listen() {
        Glibc.signal(SIGINT) { SignalSections.shared.handle($0) }
        Glibc.signal(SIGTERM) { SignalSections.shared.handle($0) }
        // A SIGHUP that is ignored already, as under `nohup`, stays ignored.
        var former = sigaction()
        sigaction(SIGHUP, nil, &former)
        if unsafeBitCast(former.__sigaction_handler.sa_handler, to: Int.self) != Self.ignored {
            Glibc.signal(SIGHUP) { SignalSections.shared.handle($0) }
        }
        Glibc.signal(SIGALRM) { _ in _exit(SignalSections.shared.endingCode ?? 128 + SIGALRM) }
        Glibc.signal(SIGPIPE, SIG_IGN)
    }

    /// `SIG_IGN` as a number.
    private static let ignored = 1
}

import Glibc
import PinionModel

/// The lock of a sandbox's writers: an advisory lock on a file beside it, which is never deleted.
struct SandboxLock {
    /// How long a writer waits for the others, who hold the lock for milliseconds each.
    private static let patience = Duration.seconds(30)

    private let file: Int32

    /// Waits for the lock.
    init(beside path: String) async throws(RuntimeError) {
        let name = path + ".lock"
        file = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard file >= 0 else {
            throw Self.failure(
                name, Self.reason(errno), "mend the rights of the file and its folder")
        }
        do throws(RuntimeError) {
            try await wait(name)
        } catch {
            close(file)
            throw error
        }
    }

    /// Lets the lock go.
    func release() { close(file) }

    private func wait(_ name: String) async throws(RuntimeError) {
        let clock = ContinuousClock()
        let end = clock.now + Self.patience
        var pause = Duration.milliseconds(1)
        while flock(file, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else {
                throw Self.failure(name, Self.reason(errno), "use a file system that has locks")
            }
            guard clock.now < end else {
                throw Self.failure(
                    name, "another process has held it for half a minute",
                    "see which one with `fuser \(name)`")
            }
            do { try await clock.sleep(for: pause) } catch {
                throw Self.failure(name, "the wait was cancelled", "run the command again")
            }
            pause = min(pause * 2, .milliseconds(20))
        }
    }

    private static func failure(
        _ name: String, _ reason: String, _ remedy: String
    ) -> RuntimeError {
        .refused(operation: "lock \(name)", reason: reason, remedy: remedy)
    }

    /// The system's own words for an error number.
    static func reason(_ number: Int32) -> String {
        strerror(number).map { String(cString: $0) } ?? "error \(number)"
    }
}

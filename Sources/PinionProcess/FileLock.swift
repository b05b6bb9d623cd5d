import Glibc

/// A lock that ends with its holder: `flock` on a file that is never deleted.
package struct FileLock: ~Copyable, Sendable {
    private let descriptor: Int32

    /// Takes the lock at once; `nil` if another process has it.
    package init?(_ path: String, mode: UInt32 = 0o600) throws(FileFault) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, mode)
        guard descriptor >= 0 else { throw .last }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let (isHeld, fault) = (errno == EWOULDBLOCK || errno == EINTR, FileFault.last)
            close(descriptor)
            if isHeld { return nil }
            throw fault
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Waits for the lock; `nil` if another process keeps it, or the task was cancelled.
    package static func waiting(
        _ path: String, mode: UInt32 = 0o600, atMost limit: Duration, by clock: ProcessClock
    ) async throws(FileFault) -> FileLock? {
        let end = clock.now + limit
        while true {
            if let lock = try FileLock(path, mode: mode) { return lock }
            guard clock.now < end, !Task.isCancelled else { return nil }
            // A cancelled sleep ends the loop above.
            try? await clock.sleep(for: .milliseconds(10))
        }
    }

    /// The text in the file.
    package var note: String {
        var buffer = [UInt8](repeating: 0, count: 512)
        let count = pread(descriptor, &buffer, buffer.count, 0)
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }

    /// Replaces the text in the file.
    package func write(note: String) {
        let bytes = Array(note.utf8)
        ftruncate(descriptor, 0)
        _ = pwrite(descriptor, bytes, bytes.count, 0)
        fsync(descriptor)
    }
}

import Glibc

/// A lock that the operating system drops with its holder, even a killed one: `flock` on a file.
struct FileLock: ~Copyable, Sendable {
    private let descriptor: Int32

    /// Takes the lock at once; nil where somebody else has it.
    /// - Throws: the error number where the file cannot be made.
    init?(_ path: String) throws(FileLockError) {
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileLockError(number: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            return nil
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Waits for the lock; nil where somebody else has it all the time, or the task was cancelled.
    /// - Throws: the error number where the file cannot be made.
    static func waiting(
        _ path: String, atMost limit: Duration
    ) async throws(FileLockError) -> FileLock? {
        let clock = ContinuousClock()
        let end = clock.now + limit
        while true {
            if let lock = try FileLock(path) { return lock }
            guard clock.now < end, !Task.isCancelled else { return nil }
            // A sleep that was cancelled ends the loop above.
            try? await Task.sleep(for: .milliseconds(10))
        }
    }

    /// What stands in the file.
    var note: String {
        var buffer = [UInt8](repeating: 0, count: 512)
        let count = unsafe pread(descriptor, &buffer, buffer.count, 0)
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }

    /// Replaces what stands in the file.
    func write(note: String) {
        let bytes = Array(note.utf8)
        ftruncate(descriptor, 0)
        _ = unsafe pwrite(descriptor, bytes, bytes.count, 0)
        fsync(descriptor)
    }
}

/// The file of a lock could not be opened.
struct FileLockError: Error, Hashable, CustomStringConvertible {
    /// The operating system's error number.
    let number: Int32

    /// The operating system's words.
    var description: String { unsafe String(cString: strerror(number)) }
}

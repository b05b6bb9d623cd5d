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

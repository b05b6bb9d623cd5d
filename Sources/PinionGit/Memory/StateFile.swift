import Glibc
import PinionModel

/// A small file of this host's state: read whole, written whole or not at all, and of this user alone.
struct StateFile {
    /// The path.
    let path: String

    /// Why it could not be read or written.
    struct Failure: Error, Hashable {
        /// The reason for people.
        let reason: String

        init(_ reason: String) { self.reason = reason }

        /// The operating system's word on its last call.
        static func last() -> Failure { unsafe Failure(String(cString: strerror(errno))) }
    }

    /// The most bytes that it may have.
    private static let limit = 64 << 10

    /// The text; nil where there is no file.
    ///
    /// Whatever else keeps it from being read is a failure: it is not "nothing".
    func read() throws(Failure) -> String? {
        let descriptor = unsafe open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw errno == ELOOP ? Failure("it is a symbolic link") : .last()
        }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw .last() }
        guard status.st_mode & S_IFMT == S_IFREG else { throw Failure("it is no plain file") }
        guard status.st_uid == geteuid() else {
            throw Failure("it belongs to user \(status.st_uid), and this is user \(geteuid())")
        }
        guard status.st_size <= Self.limit else { throw Failure("it is too large") }
        var bytes = [UInt8](repeating: 0, count: Self.limit)
        var count = 0
        while count < bytes.count {
            let (start, rest) = (count, bytes.count - count)
            let got = unsafe bytes.withUnsafeMutableBytes {
                unsafe Glibc.read(descriptor, $0.baseAddress.map { unsafe $0 + start }, rest)
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw .last() }
            if got == 0 { break }
            count += got
        }
        guard let text = String(validating: bytes.prefix(count), as: UTF8.self) else {
            throw Failure("it is no text")
        }
        return text
    }

    /// Writes the text beside its place, brings it to the disk, and puts it there.
    func write(_ text: String) throws(Failure) {
        let draft = "\(path).\(Files.nonce())"
        let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .last() }
        do throws(Failure) {
            defer { close(descriptor) }
            try Self.write(Array(text.utf8), to: descriptor)
            guard fsync(descriptor) == 0 else { throw .last() }
        } catch {
            _ = unsafe unlink(draft)
            throw error
        }
        guard unsafe Glibc.rename(draft, path) == 0 else {
            let failure = Failure.last()
            _ = unsafe unlink(draft)
            throw failure
        }
        Self.bringToDisk(folder: path)
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) throws(Failure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .last() }
            rest = rest.dropFirst(count)
        }
    }

    /// Brings the folder of a file to the disk, so that the file's new name survives a power failure.
    private static func bringToDisk(folder path: String) {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}

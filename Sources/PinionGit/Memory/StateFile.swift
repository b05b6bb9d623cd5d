import Glibc
import PinionModel
import PinionProcess

/// A small file of this host's state: read whole, and written whole or not at all.
struct StateFile {
    let path: String
    /// Whether the file must belong to this user, as it must unless users share it.
    var isOwn = true

    /// The maximum size of the file in bytes.
    private static let limit = 64 << 10

    /// Reads the text; `nil` only if there is no file.
    func read() throws(FileFault) -> String? {
        let descriptor = unsafe open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw errno == ELOOP ? FileFault("it is a symbolic link") : .last
        }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw .last }
        guard status.st_mode & S_IFMT == S_IFREG else { throw FileFault("it is no plain file") }
        guard !isOwn || status.st_uid == geteuid() else {
            throw FileFault("it belongs to user \(status.st_uid), and this is user \(geteuid())")
        }
        guard status.st_size <= Self.limit else { throw FileFault("it is too large") }
        var bytes = [UInt8](repeating: 0, count: Self.limit)
        var count = 0
        while count < bytes.count {
            let (start, rest) = (count, bytes.count - count)
            let got = unsafe bytes.withUnsafeMutableBytes {
                unsafe Glibc.read(descriptor, $0.baseAddress.map { unsafe $0 + start }, rest)
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw .last }
            if got == 0 { break }
            count += got
        }
        guard let text = String(validating: bytes.prefix(count), as: UTF8.self) else {
            throw FileFault("it is no text")
        }
        return text
    }

    /// Writes the text so that a power failure leaves either the new or the former file.
    func write(_ text: String) throws(FileFault) {
        try Files.write(text, to: path, durably: true)
    }
}

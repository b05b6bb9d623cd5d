import Glibc

/// Why a file could not be read or written: the system's own word for it.
struct FileFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The clause.
    let description: String

    /// The last error of the system.
    static var system: FileFault { FileFault(description: String(cString: strerror(errno))) }
}

/// Whole files as bytes: read up to a limit, written so that a crash leaves the old one or the new one.
enum FileBytes {
    /// The bytes of a file; nil where there is none.
    static func read(_ path: String, limit: Int) throws(FileFault) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw .system
        }
        defer { close(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(file, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .system }
            guard count > 0 else { return bytes }
            bytes += piece[..<count]
            guard bytes.count <= limit else {
                throw FileFault(description: "it has more than \(limit) bytes")
            }
        }
    }

    /// Replaces a file: a new one beside it is written, synchronised and renamed over it.
    static func replace(_ name: String, in folder: String, with bytes: [UInt8]) throws(FileFault) {
        let path = folder + "/" + name
        let fresh = folder + "/.\(name).\(getpid()).\(UInt32.random(in: 0 ... .max))"
        let file = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw .system }
        do throws(FileFault) {
            defer { close(file) }
            try write(bytes, to: file)
            guard fsync(file) == 0 else { throw .system }
        } catch {
            unlink(fresh)
            throw error
        }
        guard rename(fresh, path) == 0 else {
            let fault = FileFault.system
            unlink(fresh)
            throw fault
        }
        let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw .system }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw .system }
    }

    private static func write(_ bytes: [UInt8], to file: Int32) throws(FileFault) {
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes {
                Glibc.write(file, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .system }
            start += count
        }
    }
}

import Glibc

/// Reads files up to a size limit, and replaces them atomically.
package enum WholeFile {
    /// Returns the bytes of a file; `nil` if the file does not exist.
    package static func read(_ path: String, limit: Int) throws(FileFault) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw .last
        }
        defer { close(file) }
        return try read(file, limit: limit)
    }

    /// Reads standard input to its end; more bytes than `limit` are an error.
    package static func readStandardInput(limit: Int) throws(FileFault) -> [UInt8] {
        try read(STDIN_FILENO, limit: limit)
    }

    private static func read(_ file: Int32, limit: Int) throws(FileFault) -> [UInt8] {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(file, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .last }
            guard count > 0 else { return bytes }
            bytes += piece[..<count]
            guard bytes.count <= limit else { throw FileFault("it has more than \(limit) bytes") }
        }
    }

    /// Replaces a file by renaming a temporary one beside it: a crash leaves the old or the new.
    ///
    /// `durably` also syncs to disk, to survive a power failure, at the cost of milliseconds.
    package static func write(
        _ bytes: [UInt8], to path: String, mode: UInt32 = 0o644, durably: Bool = true
    ) throws(FileFault) {
        try write(bytes, to: path, mode: mode, durably: durably, keepsMode: false)
    }

    /// `keepsMode` sets all bits of the mode, also those that the process's mask takes away.
    private static func write(
        _ bytes: [UInt8], to path: String, mode: UInt32, durably: Bool, keepsMode: Bool
    ) throws(FileFault) {
        var (number, draft, file) = (0, "", Int32(-1))
        repeat {
            // A process in another container may have the same process id.
            draft = "\(path).\(getpid())-\(number)"
            file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
            number += 1
        } while file < 0 && errno == EEXIST
        guard file >= 0 else { throw .last }
        do throws(FileFault) {
            defer { close(file) }
            try write(bytes, to: file)
            guard !keepsMode || fchmod(file, mode) == 0 else { throw .last }
            guard !durably || fsync(file) == 0, rename(draft, path) == 0 else { throw .last }
        } catch {
            unlink(draft)
            throw error
        }
        if durably { syncFolder(of: path) }
    }

    /// Writes to the path that an operator named for output.
    ///
    /// A link is followed, a file keeps its mode and owner, and a pipe or device is written to.
    package static func write(_ bytes: [UInt8], toNamed path: String) throws(FileFault) {
        var (found, link) = (stat(), stat())
        guard stat(path, &found) == 0 else {
            let isLink = lstat(path, &link) == 0
            return try isLink ? overwrite(bytes, path) : write(bytes, to: path)
        }
        guard found.st_mode & S_IFMT == S_IFREG, found.st_nlink == 1, found.st_uid == geteuid(),
            let real = realpath(path, nil)
        else { return try overwrite(bytes, path) }
        defer { free(real) }
        try write(
            bytes, to: String(cString: real), mode: found.st_mode & 0o7777, durably: true,
            keepsMode: true)
    }

    private static func overwrite(_ bytes: [UInt8], _ path: String) throws(FileFault) {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw .last }
        do throws(FileFault) { try write(bytes, to: file) } catch {
            close(file)
            throw error
        }
        // Some file systems report a full disk only here.
        guard close(file) == 0 else { throw .last }
    }

    private static func write(_ bytes: [UInt8], to file: Int32) throws(FileFault) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .last }
            rest = rest.dropFirst(count)
        }
    }

    /// Syncs the folder, and with it the file's new name, if the file system supports that.
    private static func syncFolder(of path: String) {
        let end = path.lastIndex(of: "/")
        let folder = end.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { return }
        fsync(file)
        close(file)
    }
}

import FoundationEssentials
import Glibc
import PinionProcess

/// The operations on Pinion's own files: caches and local ledgers.
enum Files {
    /// Makes a folder with all its parents, for this user only.
    static func makeFolder(_ path: String) throws(FileFault) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch { throw FileFault(error) }
    }

    /// Makes a folder in another one, with the permissions of that one.
    static func makeFolder(_ path: String, like parent: String) throws(FileFault) {
        guard !isFolder(path) else { return }
        guard unsafe mkdir(path, 0o700) == 0 else {
            let failure = FileFault.last
            guard isFolder(path) else { throw failure }
            return
        }
        if let mode = mode(of: parent) { _ = unsafe chmod(path, mode) }
    }

    /// Gives a file the read and write permissions of a folder, if this user owns the file.
    static func share(_ path: String, like folder: String) {
        if let mode = mode(of: folder) { _ = unsafe chmod(path, mode & 0o666) }
    }

    /// The status of a path, without following links; `nil` if it is missing or cannot be read.
    private static func status(_ path: String) -> stat? {
        var status = stat()
        return unsafe lstat(path, &status) == 0 ? status : nil
    }

    private static func mode(of path: String) -> mode_t? {
        status(path).map { $0.st_mode & 0o7777 }
    }

    private static func kind(of path: String) -> mode_t? {
        status(path).map { $0.st_mode & S_IFMT }
    }

    /// Whether there is a folder, not a link to one.
    static func isFolder(_ path: String) -> Bool { kind(of: path) == S_IFDIR }

    /// Whether there is a folder, or this cannot be determined; a link to one does not count.
    static func mayBeFolder(_ path: String) -> Bool {
        isFolder(path) || !exists(path) && !isAbsent(path)
    }

    /// Whether the path is certainly missing, which an unreadable parent folder cannot show.
    static func isAbsent(_ path: String) -> Bool {
        status(path) == nil && (errno == ENOENT || errno == ENOTDIR)
    }

    /// Removes a file or a folder with its contents; does nothing if it is missing.
    static func remove(_ path: String) throws(FileFault) {
        guard exists(path) else { return }
        do { try FileManager.default.removeItem(atPath: path) } catch { throw FileFault(error) }
    }

    /// Whether the path exists; a dangling symbolic link counts.
    static func exists(_ path: String) -> Bool { status(path) != nil }

    /// Whether there is a plain file, not a folder or a link.
    static func isPlain(_ path: String) -> Bool { kind(of: path) == S_IFREG }

    /// Whether there is an empty plain file.
    static func isEmpty(_ path: String) -> Bool { isPlain(path) && status(path)?.st_size == 0 }

    /// Returns the sorted names in a folder; an empty list if it cannot be read.
    static func names(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }

    /// Returns the sorted names in a folder; an empty list if it does not exist.
    /// - Throws: the reason why an existing folder cannot be read.
    static func listed(_ folder: String) throws(FileFault) -> [String] {
        guard !isAbsent(folder) else { return [] }
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        } catch { throw FileFault(error) }
    }

    /// Returns when a file was last changed, in seconds since 1970; `nil` if there is none.
    static func changed(_ path: String) -> Int64? { status(path).map { Int64($0.st_mtim.tv_sec) } }

    /// Returns a file's text; `nil` if it cannot be read.
    static func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Writes a text, whole or not at all, to a file for this user only; if `durably`, it survives
    /// a power failure, which takes milliseconds.
    static func write(_ text: String, to path: String, durably: Bool = false) throws(FileFault) {
        try WholeFile.write(Array(text.utf8), to: path, mode: 0o600, durably: durably)
    }

    /// Returns the paths of all files below a folder, unordered.
    static func below(_ folder: String) -> [String] {
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
        return names.map { "\(folder)/\($0)" }
    }

    /// Whether this user may write in a folder.
    static func isWritable(_ folder: String) -> Bool { unsafe access(folder, W_OK) == 0 }

    /// Whether this user may run a file.
    static func isExecutable(_ path: String) -> Bool { unsafe access(path, X_OK) == 0 }

    /// Renames a folder; returns false if that fails, as when the name is taken.
    static func rename(_ folder: String, to path: String) -> Bool {
        unsafe Glibc.rename(folder, path) == 0
    }
}

import FoundationEssentials
import Glibc

/// The few things that Pinion does to files of its own: caches and local ledgers.
enum Files {
    /// Makes a folder with all those above it, for this user alone.
    static func makeFolder(_ path: String) throws {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    /// Removes a file or a folder with everything in it; one that is not there is no error.
    static func remove(_ path: String) throws {
        guard exists(path) else { return }
        try FileManager.default.removeItem(atPath: path)
    }

    /// Whether something is there; a dangling symbolic link counts.
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0
    }

    /// Whether a plain file is there: no folder, no link.
    static func isPlain(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// Whether a plain file without a byte is there.
    static func isEmpty(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
            && status.st_size == 0
    }

    /// The names in a folder, ordered; none where it cannot be read.
    static func names(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }

    /// The names in a folder, ordered; none where it is not there.
    /// - Throws: why a folder that is there cannot be read.
    static func listed(_ folder: String) throws -> [String] {
        guard exists(folder) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    /// When a file was changed last, in seconds since 1970; nil where there is none.
    static func changed(_ path: String) -> Int? {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return nil }
        return status.st_mtim.tv_sec
    }

    /// A file's text; nil where it cannot be read.
    static func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Writes a text to a file, which then has it whole or not at all.
    static func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
    }

    /// The paths of all files below a folder, in no order.
    static func below(_ folder: String) -> [String] {
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
        return names.map { "\(folder)/\($0)" }
    }

    /// Whether this user may write in a folder.
    static func isWritable(_ folder: String) -> Bool { unsafe access(folder, W_OK) == 0 }

    /// Whether this user may run a file.
    static func isExecutable(_ path: String) -> Bool { unsafe access(path, X_OK) == 0 }

    /// Gives a folder another name; false where the name is taken.
    static func rename(_ folder: String, to path: String) -> Bool {
        unsafe Glibc.rename(folder, path) == 0
    }

    /// A short random text in hexadecimal digits.
    static func nonce() -> String { String(UInt64.random(in: .min ... .max), radix: 16) }
}

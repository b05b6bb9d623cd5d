import FoundationEssentials
import Glibc
import PinionProcess

/// The few things that Pinion does to files of its own: caches and local ledgers.
enum Files {
    /// Makes a folder with all those above it, for this user alone.
    static func makeFolder(_ path: String) throws(FileFault) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch { throw FileFault(error) }
    }

    /// Makes a folder in another one, for whom that one is.
    static func makeFolder(_ path: String, like parent: String) throws(FileFault) {
        guard !isFolder(path) else { return }
        guard unsafe mkdir(path, 0o700) == 0 else {
            let failure = FileFault.last
            guard isFolder(path) else { throw failure }
            return
        }
        if let mode = mode(of: parent) { _ = unsafe chmod(path, mode) }
    }

    /// Lets those read and write a file who may do so in a folder, where it is this user's to say.
    static func share(_ path: String, like folder: String) {
        if let mode = mode(of: folder) { _ = unsafe chmod(path, mode & 0o666) }
    }

    /// What is there, links not followed; nil where nothing is, or that cannot be told.
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

    /// Whether a folder is there; no link to one.
    static func isFolder(_ path: String) -> Bool { kind(of: path) == S_IFDIR }

    /// Whether a folder is there, or it cannot be told; no link to one.
    static func mayBeFolder(_ path: String) -> Bool {
        isFolder(path) || !exists(path) && !isAbsent(path)
    }

    /// Whether nothing is there for certain: a folder that cannot be entered tells nothing.
    static func isAbsent(_ path: String) -> Bool {
        status(path) == nil && (errno == ENOENT || errno == ENOTDIR)
    }

    /// Removes a file or a folder with everything in it; one that is not there is no error.
    static func remove(_ path: String) throws(FileFault) {
        guard exists(path) else { return }
        do { try FileManager.default.removeItem(atPath: path) } catch { throw FileFault(error) }
    }

    /// Whether something is there; a dangling symbolic link counts.
    static func exists(_ path: String) -> Bool { status(path) != nil }

    /// Whether a plain file is there: no folder, no link.
    static func isPlain(_ path: String) -> Bool { kind(of: path) == S_IFREG }

    /// Whether a plain file without a byte is there.
    static func isEmpty(_ path: String) -> Bool { isPlain(path) && status(path)?.st_size == 0 }

    /// The names in a folder, ordered; none where it cannot be read.
    static func names(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }

    /// The names in a folder, ordered; none where it is not there.
    /// - Throws: why a folder that is there cannot be read.
    static func listed(_ folder: String) throws(FileFault) -> [String] {
        guard !isAbsent(folder) else { return [] }
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        } catch { throw FileFault(error) }
    }

    /// When a file was changed last, in seconds since 1970; nil where there is none.
    static func changed(_ path: String) -> Int64? { status(path).map { Int64($0.st_mtim.tv_sec) } }

    /// A file's text; nil where it cannot be read.
    static func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Writes a text, whole or not at all, to a file of this user alone; with `durably` also after
    /// a power failure, which takes milliseconds.
    static func write(_ text: String, to path: String, durably: Bool = false) throws(FileFault) {
        try WholeFile.write(Array(text.utf8), to: path, mode: 0o600, durably: durably)
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
}

import FoundationEssentials
import Glibc
import PinionGit
import PinionModel
import PinionProcess

/// Keeps the output of containers: files of mode 0600, limited in size and number, for seven days.
package struct OutputFolder: OutputKeeper {
    private static let days = 7
    /// The maximum size of a file, in bytes; of a longer output, only the end is kept.
    private static let largest = 64 << 10
    /// The maximum number of files; the oldest are removed first.
    private static let most = 500
    private static let ending = ".output.txt"

    let folder: String
    let now: @Sendable () -> Timestamp

    /// Keeps files below a state folder.
    init(stateFolder: String, now: @escaping @Sendable () -> Timestamp) {
        folder = "\(stateFolder)/output"
        self.now = now
    }

    func keep(_ output: String, of container: String) -> KeptOutput {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
        } catch {
            return .nowhere("\(folder) cannot be made: \(FileFault(error))")
        }
        if chmod(folder, 0o700) != 0 { return .nowhere("\(folder): \(Self.words(errno))") }
        removeOld()
        let plain = container.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        let moment = "\(now())".filter { $0.isNumber || $0 == "T" || $0 == "Z" }
        let stem = "\(folder)/\(moment)-\(String(plain).prefix(60))"
        for attempt in 1...100 {
            let path = stem + (attempt == 1 ? "" : "-\(attempt)") + Self.ending
            // Opened exclusively, so that a symbolic link in its place is not followed.
            let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
            if file < 0, errno == EEXIST { continue }
            guard file >= 0 else { return .nowhere("\(path): \(Self.words(errno))") }
            defer { close(file) }
            guard fchmod(file, 0o600) == 0, write(bounded(output), to: file) else {
                let reason = Self.words(errno)
                unlink(path)
                return .nowhere("\(path): \(reason)")
            }
            return .file(path: path, days: Self.days)
        }
        return .nowhere("\(stem)…: there are too many of this second")
    }

    private func bounded(_ output: String) -> [UInt8] {
        let bytes = Array(output.utf8)
        guard bytes.count > Self.largest else { return bytes }
        let note = Array("(the beginning is left out)\n".utf8)
        return note + bytes.suffix(Self.largest - note.count)
    }

    private func write(_ bytes: [UInt8], to file: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Removes files older than seven days, and the oldest if there are too many.
    ///
    /// Only files with such names are touched; a failed removal is tried again next time.
    private func removeOld() {
        // A folder that cannot be listed has nothing to remove.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let own = names.filter { $0.hasSuffix(Self.ending) }.sorted()
        let newest = own.suffix(Self.most - 1)
        let limit = now().secondsSinceEpoch - Int64(Self.days) * 86_400
        for name in own {
            let path = "\(folder)/\(name)"
            var about = stat()
            guard lstat(path, &about) == 0 else { continue }
            if about.st_mtim.tv_sec <= limit || !newest.contains(name) { unlink(path) }
        }
    }

    private static func words(_ code: Int32) -> String { String(cString: strerror(code)) }
}

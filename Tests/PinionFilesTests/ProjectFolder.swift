import Glibc
import PinionModel

/// This project's own files.
enum ProjectFolder {
    static let path = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        .joined(separator: "/")

    /// The bytes of a file; nil where it is not there.
    static func bytes(of file: String) -> [UInt8]? {
        guard let stream = fopen("\(path)/\(file)", "r") else { return nil }
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&block, 1, block.count, stream), count > 0 {
            bytes += block.prefix(count)
        }
        return bytes
    }

    /// A file as a commit would hold it.
    static func file(_ path: String) -> RepositoryFile? {
        bytes(of: path).map { RepositoryFile(path: path, contents: $0) }
    }
}

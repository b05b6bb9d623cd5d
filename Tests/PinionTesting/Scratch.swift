import FoundationEssentials
import Synchronization

/// A temporary folder of one test; whatever the test leaves behind is cleaned up last in, first out.
package final class Scratch: Sendable {
    /// The folder's absolute path.
    package let path: String
    private let cleanups = Mutex<[@Sendable () async -> Void]>([])

    fileprivate init() throws {
        let parent = FileManager.default.temporaryDirectory.path
        path = "\(parent)/pinion-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: nil)
    }

    /// The absolute path of something in the folder, there or not.
    package func path(of name: String) -> String {
        "\(path)/\(name)"
    }

    /// Makes a folder, with those above it, and returns its absolute path.
    @discardableResult
    package func makeFolder(_ name: String) throws -> String {
        try FileManager.default.createDirectory(
            atPath: path(of: name), withIntermediateDirectories: true, attributes: nil)
        return path(of: name)
    }

    /// Writes a file, making the folders above it, and returns its absolute path.
    @discardableResult
    package func write(_ text: String, to name: String) throws -> String {
        try write(Array(text.utf8), to: name)
    }

    /// Writes a file of bytes, making the folders above it, and returns its absolute path.
    @discardableResult
    package func write(_ bytes: [UInt8], to name: String) throws -> String {
        if let slash = name.lastIndex(of: "/") {
            try makeFolder(String(name[..<slash]))
        }
        try Data(bytes).write(to: URL(filePath: path(of: name)))
        return path(of: name)
    }

    /// A file's text; bytes that are not UTF-8 become replacement characters.
    package func read(_ name: String) throws -> String {
        String(decoding: try readBytes(name), as: UTF8.self)
    }

    /// A file's bytes.
    package func readBytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: path(of: name))))
    }

    /// Whether a file or folder of that name is there.
    package func has(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: path(of: name))
    }

    /// The names in a folder (the scratch folder itself without a name), sorted.
    package func list(_ name: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path(of: name)).sorted()
    }

    /// Has something done before the folder goes; what was added last is done first.
    package func atEnd(_ cleanup: @escaping @Sendable () async -> Void) {
        cleanups.withLock { $0.append(cleanup) }
    }

    fileprivate func remove() async {
        while let last = cleanups.withLock({ $0.popLast() }) {
            await last()
        }
        // A test that made its folder unreadable or removed it has nothing left to clean.
        try? FileManager.default.removeItem(atPath: path)
    }
}

/// Lends a temporary folder to a test, and cleans up also when the test fails or is cancelled.
package func withScratch<Result>(
    _ body: (Scratch) async throws -> Result
) async throws -> Result {
    let scratch = try Scratch()
    do {
        let result = try await body(scratch)
        await Task { await scratch.remove() }.value
        return result
    } catch {
        // A task of its own, since a cancelled one could run none of the cleaning commands.
        await Task { await scratch.remove() }.value
        throw error
    }
}

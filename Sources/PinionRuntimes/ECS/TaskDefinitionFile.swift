import FoundationEssentials
import PinionModel

/// Task definitions of one cluster, kept in a file of a folder that may be deleted at any time.
package struct TaskDefinitionFile: TaskDefinitionCache {
    /// The largest file that is read, in bytes.
    private static let largest = 64 << 20

    private let folder: String
    private let path: String

    /// The file of a block's cluster; nothing is read or made.
    package init(folder: String, of block: ECSSettings) {
        self.folder = folder
        let name = "\(block.knownRegion ?? "region") \(block.cluster)".map { character in
            character.isASCII && (character.isLetter || character.isNumber) ? character : "-"
        }
        path = "\(folder)/\(String(name)).json"
    }

    package func read() async -> [UInt8]? {
        guard let data = FileManager.default.contents(atPath: path), data.count <= Self.largest
        else { return nil }
        return Array(data)
    }

    /// Replaces the file whole, so that runs beside this one read the former or the new one.
    package func write(_ document: [UInt8]) async {
        // What cannot be kept is asked for again by the next run.
        try? FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        try? Data(document).write(to: URL(filePath: path), options: .atomic)
    }
}

import FoundationEssentials
import PinionFiles
import PinionModel
import PinionWiring

extension ImageDefinitions {
    /// Reads a file of this disk, or standard input for `-`.
    init(at path: String, in folder: String) throws {
        let name = path == "-" ? "standard input" : path
        let bytes =
            path == "-"
            ? Self.standardInput()
            : try Self.contents(of: path.hasPrefix("/") ? path : "\(folder)/\(path)")
        do throws(FileMistakes) {
            try self.init(parsing: bytes, named: name)
        } catch {
            throw Complaint("cannot read the image definitions:\n\(error)")
        }
    }

    private static func contents(of path: String) throws -> [UInt8] {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw Complaint("cannot read \(path); name a file of image definitions with --from")
        }
        return Array(bytes)
    }

    /// Reads at most one line past the limit, which the parser then refuses.
    private static func standardInput() -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count <= mostBytes, let line = readLine(strippingNewline: false) {
            bytes += line.utf8
        }
        return bytes
    }
}

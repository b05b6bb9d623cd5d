import FoundationEssentials

/// The built `pinion`, and the folder of this project.
enum Program {
    /// The executable: it stands beside the test bundle, since the test target depends on it.
    static let path: String = {
        let bundle =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        let folders = [
            bundle[..<(bundle.lastIndex(of: "/") ?? bundle.startIndex)], "\(project)/.build/debug",
        ]
        let candidates = folders.map { "\($0)/pinion" }
        return candidates.first { FileManager.default.isExecutableFile(atPath: $0) } ?? "pinion"
    }()

    /// The root of the project's sources.
    static let project: String = {
        var folder = #filePath[...]
        for _ in 0..<3 { folder = folder[..<(folder.lastIndex(of: "/") ?? folder.startIndex)] }
        return String(folder)
    }()

    /// A number that the environment gives, so that a person can ask for more rounds than the suite does by itself.
    static func number(_ variable: String, default value: Int) -> Int {
        ProcessInfo.processInfo.environment[variable].flatMap { Int($0) } ?? value
    }
}

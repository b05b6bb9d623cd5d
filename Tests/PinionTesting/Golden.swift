import FoundationEssentials

/// Texts that are kept in the `Goldens` folder of a test target, and reviewed as part of it.
///
/// With `UPDATE_GOLDENS=1` in the environment a check writes the file instead of comparing.
package enum Golden {
    /// Compares a text with the golden file of that name.
    ///
    /// - Throws: `GoldenDifference` with a line diff, also when there is no such file yet.
    package static func check(
        _ text: String, _ name: String, testFile: String = #filePath
    ) throws {
        let path = "\(folder(of: testFile))/\(name)"
        if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1" {
            return try write(text, to: path)
        }
        // An absent file is compared as an empty one: the difference then shows the whole text.
        let golden = try? String(contentsOfFile: path, encoding: .utf8)
        guard golden != text else { return }
        throw GoldenDifference(
            path: path, lines: LineDifference(from: golden ?? "", to: text), isNew: golden == nil)
    }

    /// `…/Tests/NameTests/Goldens` for a test file at any depth of `…/Tests/NameTests`.
    private static func folder(of testFile: String) -> String {
        let parts = testFile.split(separator: "/", omittingEmptySubsequences: false)
        let target = parts.lastIndex(of: "Tests").map { $0 + 1 } ?? parts.count - 2
        return (parts[...target] + ["Goldens"]).joined(separator: "/")
    }

    private static func write(_ text: String, to path: String) throws {
        let folder = path[..<(path.lastIndex(of: "/") ?? path.endIndex)]
        try FileManager.default.createDirectory(
            atPath: String(folder), withIntermediateDirectories: true, attributes: nil)
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }
}

/// A text that is not what its golden file holds.
package struct GoldenDifference: Error, CustomStringConvertible {
    /// The golden file's path.
    package let path: String
    /// What differs: removed lines are those of the golden file.
    package let lines: LineDifference
    /// Whether there is no golden file yet.
    package let isNew: Bool

    package var description: String {
        """
        \(isNew ? "there is no golden file" : "the text differs from the golden file") \(path)
        \(lines)
        run again with UPDATE_GOLDENS=1 if the new text is right
        """
    }
}

import FoundationEssentials

/// Small files of this machine: configurations and tokens.
enum LocalFile {
    /// A file's text without outer white space; nil where it cannot be read, is not text, or is
    /// over 1 MiB.
    static func text(of path: String) -> String? {
        guard let data = FileManager.default.contents(atPath: path), data.count <= 1 << 20,
            let text = String(validating: data, as: UTF8.self)
        else { return nil }
        let start = text.drop(while: \.isWhitespace)
        return start.lastIndex { !$0.isWhitespace }.map { String(start[...$0]) } ?? ""
    }
}

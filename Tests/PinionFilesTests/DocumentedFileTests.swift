import PinionFiles
import PinionTesting
import Testing

/// The files that the documentation shows as examples.
@Suite(.timeLimit(.minutes(1)))
struct DocumentedFileTests {
    /// A part of a YAML block of a page, from the comment that names its file.
    struct Example: Sendable, CustomTestStringConvertible {
        let page: String
        let file: String
        let text: String
        var testDescription: String { "\(page): \(text.prefix(40))" }
    }

    private static let pages = [
        "README.md", "Documentation/check.md", "Documentation/ecs.md",
        "Documentation/proposals.md",
    ]

    /// Every example of a file whose comment names it by `name`.
    static func examples(of name: String) -> [Example] {
        pages.flatMap { page -> [Example] in
            let bytes = ProjectFolder.bytes(of: page) ?? []
            return String(decoding: bytes, as: UTF8.self).split(separator: "```yaml\n").dropFirst()
                .flatMap { block -> [Example] in
                    let text = block.split(separator: "```", maxSplits: 1)[0]
                    return text.split(separator: "\n# ").compactMap { part in
                        let part = part.hasPrefix("# ") ? part.dropFirst(2) : part
                        let file = part.prefix { !$0.isWhitespace }
                        guard file.hasSuffix(name) else { return nil }
                        return Example(
                            page: page, file: String(file),
                            text: "# " + part + (part.hasSuffix("\n") ? "" : "\n"))
                    }
                }
        }
    }

    @Test func `the documentation has examples of each file`() {
        #expect(Self.examples(of: "environment.yaml").count >= 4)
        #expect(Self.examples(of: "pinion.yaml").count >= 2)
    }

    @Test(arguments: examples(of: "environment.yaml"))
    func `a documented environment file is read`(_ example: Example) throws {
        let isWhole = example.text.contains("\nruntime:")
        let text = (isWhole ? "" : Reading.environment) + example.text
        let files = Reading.files([ReaderTests.environmentPath: text])
        #expect(try Reading.mistakes(of: files) == [])
    }

    @Test(arguments: examples(of: "pinion.yaml"))
    func `documented settings are read`(_ example: Example) throws {
        _ = try Reading.reader.settings(from: [Reading.file("pinion.yaml", example.text)])
    }
}

import FoundationEssentials
import PinionModel
import Testing

@Suite(.timeLimit(.minutes(10)))
struct DocumentationTests {
    @Test func `every kind of finding has a section, and every section is a kind`() throws {
        let page = try #require(try Self.page("Documentation/findings.md"))
        let headings = page.text.split(separator: "\n").filter { $0.hasPrefix("## ") }
            .map { String($0.dropFirst(3)) }
        #expect(headings.sorted() == Finding.Kind.allCases.map(\.rawValue).sorted())
    }

    @Test func `every section of a finding says why it matters and what to do`() throws {
        let page = try #require(try Self.page("Documentation/findings.md"))
        for section in page.text.split(separator: "\n## ").dropFirst() {
            let kind = section.prefix { $0 != "\n" }
            #expect(section.contains("**Why it matters.**"), "\(kind)")
            #expect(section.contains("**What to do.**"), "\(kind)")
        }
    }

    @Test func `a section names the severity and the surface that the kind has`() throws {
        let page = try #require(try Self.page("Documentation/findings.md"))
        for kind in Finding.Kind.allCases {
            let section = try #require(
                page.text.split(separator: "\n## ").first { $0.hasPrefix("\(kind.rawValue)\n") })
            let words = section.split(separator: "*").dropFirst().first?.lowercased() ?? ""
            #expect(words.contains(kind.severity.rawValue), "\(kind)")
            #expect(words.contains(kind.surface.rawValue), "\(kind)")
        }
    }

    @Test func `every link of a page leads to a file`() throws {
        for page in try SourceTree.files(endings: [".md"]) {
            for target in Self.links(in: page.text) {
                let folder = page.path.split(separator: "/").dropLast().joined(separator: "/")
                let path = "\(SourceTree.root)/\(folder)/\(target)"
                #expect(FileManager.default.fileExists(atPath: path), "\(page.path): \(target)")
            }
        }
    }

    @Test func `the first page can be read in one go`() throws {
        let page = try #require(try Self.page("README.md"))
        #expect(page.lineCount <= 150)
    }

    private static func page(_ path: String) throws -> SourceTree.File? {
        try SourceTree.files(endings: [".md"]).first { $0.path == path }
    }

    /// The targets of `[text](target)` that are files of the project.
    private static func links(in text: String) -> [Substring] {
        text.split(separator: "](").dropFirst().compactMap { rest in
            let target = rest.prefix { $0 != ")" && $0 != "#" }
            return target.isEmpty || target.contains("://") ? nil : target
        }
    }
}

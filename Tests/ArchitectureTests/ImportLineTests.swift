import Testing

@Suite(.timeLimit(.minutes(10)))
struct ImportLineTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let line: String
        let module: String?
        var testDescription: String { line }
    }

    @Test(arguments: [
        Case(line: "import Glibc", module: "Glibc"),
        Case(line: "public import Crypto", module: "Crypto"),
        Case(line: "package import PinionModel", module: "PinionModel"),
        Case(line: "@preconcurrency import Dispatch", module: "Dispatch"),
        Case(line: "@_implementationOnly public import A", module: "A"),
        Case(line: "  import struct Foundation.URL", module: "Foundation"),
        Case(line: "import Foundation.NSString", module: "Foundation"),
        Case(line: "import Glibc;", module: "Glibc"),
        Case(line: "\timport Foundation // for URL", module: "Foundation"),
        Case(line: "/// import Glibc", module: nil),
        Case(line: "let text = \"import Glibc\"", module: nil),
        Case(line: "importer.run()", module: nil),
    ])
    func `an import line names its module`(_ row: Case) {
        #expect(ImportLine.modules(in: "\(row.line)\n") == row.module.map { [$0] } ?? [])
    }
}

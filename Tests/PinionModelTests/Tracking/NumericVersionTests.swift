import PinionTesting
import Testing

@testable import PinionModel

@Suite(.timeLimit(.minutes(5)))
struct NumericVersionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let range: String
        let taken, refused: [String]
        var testDescription: String { range }

        init(_ range: String, takes taken: String, refuses refused: String) {
            self.range = range
            self.taken = taken.split(separator: " ").map(String.init)
            self.refused = refused.split(separator: " ").map(String.init)
        }
    }

    private func version(_ text: String) throws -> NumericVersion {
        try #require(NumericVersion(text.utf8))
    }

    @Test(arguments: [
        Case(">=1.27 <2", takes: "1.27 1.27.0 1.28 1.99.3.1", refuses: "1.26.9 2 2.0.0 20"),
        Case("1.27", takes: "1.27 1.27.3 1.27.3.4", refuses: "1.26 1.28 1.270"),
        Case("=1.27.3", takes: "1.27.3 1.27.3.1", refuses: "1.27 1.27.4"),
        Case("1.27.x", takes: "1.27 1.27.9", refuses: "1.28"),
        Case("^1.27.3", takes: "1.27.3 1.28", refuses: "1.27.2 2.0"),
        Case("^0.3.1", takes: "0.3.1 0.3.9", refuses: "0.3.0 0.4"),
        Case("^0.0.3", takes: "0.0.3 0.0.3.1", refuses: "0.0.4"),
        Case("^0", takes: "0 0.9", refuses: "1"),
        Case("^16", takes: "16 16.4", refuses: "15.9 17.0"),
        Case("~1.40.4.8679", takes: "1.40.4.8679 1.40.5", refuses: "1.40.4.8678 1.41"),
        Case("~16", takes: "16.0 16.9", refuses: "17"),
        Case(">1.27", takes: "1.28", refuses: "1.27 1.27.9"),
        Case("<=1.27", takes: "1.27.9 1.0", refuses: "1.28"),
        Case("1.2 - 1.4", takes: "1.2 1.4.9", refuses: "1.1.9 1.5"),
        Case("^1.2 || ^3", takes: "1.3 3.9", refuses: "2.0 4.0"),
        Case(">=2024.01", takes: "2024.1 2024.01.15 2024.12 20240115", refuses: "2023.12"),
        Case("*", takes: "0 1 99.1", refuses: ""),
        Case(">=v1.27, <2", takes: "1.27", refuses: "2"),
        Case(
            ">=99999999999999999999", takes: "99999999999999999999.1 100000000000000000000",
            refuses: "99999999999999999998"),
    ])
    func `a range takes what begins with its versions`(_ row: Case) throws {
        let range = try NumericVersionRange(parsing: row.range)
        #expect(range.description == row.range)
        for text in row.taken { #expect(range.contains(try version(text)), "\(text)") }
        for text in row.refused { #expect(!range.contains(try version(text)), "\(text)") }
    }

    @Test(arguments: [
        ("", "it is empty"), ("1.27-0", "for `pattern`"), ("^1.27-alpine", "for `pattern`"),
        ("1.x.3", "for `pattern`"), (">", "no version after it"), (">*", "above or below `*`"),
        ("~>1.2", "`~>`"), ("!=1.2", "`!=`"), ("1.2 - ", "two versions"), ("1..2", "for `pattern`"),
        ("1.27 || ", "one side"), ("latest", "for `pattern`"),
        (String(repeating: "1", count: 300), "more than 256"),
    ])
    func `what is no range is refused`(_ row: (String, String)) {
        let error = #expect(throws: VersionRange.Malformed.self) {
            try NumericVersionRange(parsing: row.0)
        }
        #expect(error?.description.contains(row.1) == true, "\(String(describing: error))")
    }

    @Test func `versions are ordered number by number, and missing ones are zero`() throws {
        let texts = ["0", "0.0.1", "1", "1.0.1", "1.2", "1.10", "1.10.1", "2", "10", "2024.01.15"]
        let versions = try texts.map(version)
        #expect(versions.sorted() == versions)
        #expect(Set(versions).count == texts.count)
        #expect(try version("1.27") == version("1.27.0"))
        #expect(try Set([version("1.27"), version("1.27.0.0")]).count == 1)
        #expect(try version("2024-01_15") == version("2024.1.15"))
        for text in ["", ".", "1.", ".1", "1..2", "1-", "a", "1.a"] {
            #expect(NumericVersion(text.utf8) == nil, "\(text)")
        }
    }

    @Test func `the end of a version comes after all that begin with it`() throws {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<5_000 {
            let numbers = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
                generator.text("0199", 1...3)
            }
            let start = try version(numbers.joined(separator: "."))
            let more = try version(
                (numbers + [generator.text("0199", 1...3)]).joined(separator: "."))
            #expect(start <= more && more < start.end)
        }
    }
}

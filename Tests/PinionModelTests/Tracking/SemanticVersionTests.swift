import PinionTesting
import Testing

@testable import PinionModel

@Suite(.timeLimit(.minutes(10)))
struct SemanticVersionTests {
    @Test(arguments: [
        "0.0.0", "1.8.3", "10.20.30", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-0", "1.0.0-0.3.7",
        "1.0.0-x.7.z.92", "1.0.0-x-y-z.--", "1.0.0--", "1.0.0-0a", "999999999999999999.0.0",
        "1.0.0-99999999999999999999999999999",
    ])
    func `a version is read and written again, with and without its v`(_ text: String) {
        #expect(SemanticVersion(parsing: text)?.description == text)
        #expect(SemanticVersion(parsing: "v" + text)?.description == text)
    }

    @Test(arguments: [
        "", "v", "1", "1.8", "v1.8", "1.8.3.4", "1.8.", ".8.3", "1..3", "01.8.3", "1.08.3",
        "1.8.03",
        "1.8.3-", "1.8.3-a..b", "1.8.3-01", "1.8.3-a_b", "1.8.3+5", "1.8.3-rc+5", "V1.8.3",
        "vv1.8.3", "-1.8.3", "1.8.x", "latest", "2024.01.15", "1.8.3 ", "1.8.٣",
        "1000000000000000000.0.0", "9223372036854775808.0.0",
    ])
    func `what is no whole version is none`(_ text: String) {
        #expect(SemanticVersion(parsing: text) == nil)
    }

    /// In the order of semver.org 2.0.0, item 11, and beyond.
    static let ordered = [
        "0.0.0-0", "0.0.0", "0.0.1", "0.1.0", "1.0.0-0", "1.0.0-1", "1.0.0-2.x", "1.0.0-10",
        "1.0.0-18446744073709551615", "1.0.0-18446744073709551616", "1.0.0--", "1.0.0-ALPHA",
        "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.1.0", "1.0.0-alpha.beta", "1.0.0-beta",
        "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1-rc.1", "1.0.1", "1.0.10",
        "1.1.0", "1.10.0", "2.0.0", "999999999999999999.0.0",
    ]

    @Test func `versions have the order of semver`() throws {
        let versions = try Self.ordered.map { try #require(SemanticVersion(parsing: $0)) }
        for (place, one) in versions.enumerated() {
            for (other, version) in versions.enumerated() {
                #expect((one < version) == (place < other), "\(one) and \(version)")
                #expect((one == version) == (place == other))
            }
        }
    }

    @Test func `the order of random versions is total and transitive`() throws {
        var generator = SeededGenerator(seed: 11)
        let versions = (0..<300).compactMap { _ in
            SemanticVersion(parsing: generator.version(suffix: 0.6))
        }
        #expect(versions.count > 200)
        let sorted = versions.sorted()
        for (place, one) in sorted.enumerated() {
            for other in sorted[place...] {
                #expect(one < other || one == other)
                #expect(!(other < one))
            }
        }
    }

    @Test(arguments: [
        ("7", "007", false), ("0", "000", false), ("9", "10", true), ("10", "9", false),
        ("99999999999999999999999999", "100000000000000000000000000", true), ("1", "2", true),
    ])
    func `numbers of any length are compared by value`(_ row: (String, String, Bool)) throws {
        let one = try #require(Numeral(row.0.utf8))
        let other = try #require(Numeral(row.1.utf8))
        #expect((one < other) == row.2)
    }
}

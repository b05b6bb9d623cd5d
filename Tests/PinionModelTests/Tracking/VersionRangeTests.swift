import PinionTesting
import Testing

@testable import PinionModel

@Suite(.timeLimit(.minutes(5)))
struct VersionRangeTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let range: String
        let inside: [String]
        let outside: [String]
        var testDescription: String { range }

        init(_ range: String, _ inside: [String], not outside: [String]) {
            self.range = range
            self.inside = inside
            self.outside = outside
        }
    }

    @Test(arguments: [
        Case(
            "^1.8", ["1.8.0", "1.8.3", "1.99.0"], not: ["1.7.9", "2.0.0", "1.9.0-rc.1", "2.0.0-0"]),
        Case("^1.8.3", ["1.8.3", "1.9.0"], not: ["1.8.2", "2.0.0"]),
        Case("^v1.8", ["1.8.0"], not: ["2.0.0"]),
        Case("^ 1.8", ["1.8.0"], not: ["2.0.0"]),
        Case("^1", ["1.0.0", "1.9.9"], not: ["0.9.9", "2.0.0"]),
        Case("^1.x", ["1.0.0", "1.9.9"], not: ["0.9.9", "2.0.0"]),
        Case("^0.2.3", ["0.2.3", "0.2.9"], not: ["0.2.2", "0.3.0"]),
        Case("^0.0.3", ["0.0.3"], not: ["0.0.2", "0.0.4", "0.1.0"]),
        Case("^0.0", ["0.0.0", "0.0.9"], not: ["0.1.0"]),
        Case("^0", ["0.0.0", "0.9.0"], not: ["1.0.0"]),
        Case("~1.8.2", ["1.8.2", "1.8.9"], not: ["1.8.1", "1.9.0", "1.8.3-rc.1"]),
        Case("~1.8", ["1.8.0", "1.8.9"], not: ["1.7.9", "1.9.0"]),
        Case("~1", ["1.0.0", "1.9.0"], not: ["2.0.0", "0.9.0"]),
        Case("~0", ["0.9.0"], not: ["1.0.0"]),
        Case("1.8.x", ["1.8.0", "1.8.9"], not: ["1.9.0", "1.7.0"]),
        Case("1.8.X", ["1.8.0"], not: ["1.9.0"]),
        Case("1.8.*", ["1.8.0"], not: ["1.9.0"]),
        Case("1.8", ["1.8.0", "1.8.9"], not: ["1.9.0"]),
        Case("=1.8", ["1.8.0", "1.8.9"], not: ["1.9.0"]),
        Case("1.x", ["1.0.0", "1.9.9"], not: ["2.0.0", "2.0.0-rc.1"]),
        Case("1.x.x", ["1.0.0"], not: ["2.0.0"]),
        Case("1", ["1.0.0", "1.9.9"], not: ["2.0.0"]),
        Case("*", ["0.0.0", "9.9.9"], not: ["1.0.0-rc.1"]),
        Case("x", ["0.0.0"], not: ["1.0.0-0"]),
        Case("1.8.3", ["1.8.3"], not: ["1.8.2", "1.8.4", "1.8.3-rc.1"]),
        Case("= v1.8.3", ["1.8.3"], not: ["1.8.4"]),
        Case(">=1.2 <2", ["1.2.0", "1.9.9"], not: ["1.1.9", "2.0.0", "2.0.0-rc.1"]),
        Case(">= 1.2, < 2", ["1.2.0", "1.9.9"], not: ["1.1.9", "2.0.0"]),
        Case(">1.8", ["1.9.0", "2.0.0"], not: ["1.8.9", "1.9.0-rc.1"]),
        Case(">1.8.0", ["1.8.1"], not: ["1.8.0"]),
        Case(">1", ["2.0.0"], not: ["1.9.9"]),
        Case("<=1.8", ["1.8.9", "0.0.0"], not: ["1.9.0", "1.9.0-rc.1"]),
        Case("<=1.8.2", ["1.8.2"], not: ["1.8.3"]),
        Case("<1.8", ["1.7.9"], not: ["1.8.0", "1.8.0-rc.1"]),
        Case(">=1.0.0", ["1.0.0", "9.0.0"], not: ["0.9.9", "2.0.0-rc.1"]),
        Case(">=*", ["0.0.0"], not: ["1.0.0-0"]),
        Case("1.2.3 - 1.4", ["1.2.3", "1.4.9"], not: ["1.2.2", "1.5.0", "1.5.0-0"]),
        Case("1.2 - 1.4.2", ["1.2.0", "1.4.2"], not: ["1.1.9", "1.4.3"]),
        Case("1.2.3 - 1.4.2", ["1.2.3", "1.4.2"], not: ["1.4.3"]),
        Case("1 - *", ["1.0.0", "9.0.0"], not: ["0.9.9"]),
        Case("^1.8 || ^3", ["1.8.0", "3.1.0"], not: ["2.0.0", "4.0.0"]),
        Case("1.8.3||1.8.5", ["1.8.3", "1.8.5"], not: ["1.8.4"]),
        Case("  ^1.8  ", ["1.8.0"], not: ["2.0.0"]),
        // Pre-releases that the range names.
        Case(
            ">=2.0.0-rc.1", ["2.0.0-rc.1", "2.0.0-rc.2", "2.0.0", "2.1.0"],
            not: ["2.0.0-beta", "2.1.0-rc.1", "1.9.0"]),
        Case(
            "^1.2.3-beta.2", ["1.2.3-beta.2", "1.2.3-rc", "1.2.3", "1.9.0"],
            not: ["1.2.3-beta.1", "1.2.4-beta.2", "2.0.0-rc", "2.0.0"]),
        Case("~1.2.3-rc.1", ["1.2.3-rc.2", "1.2.9"], not: ["1.2.4-rc.1", "1.3.0"]),
        Case("1.8.3-rc.1", ["1.8.3-rc.1"], not: ["1.8.3", "1.8.3-rc.2"]),
        Case(">=2.0.0-alpha <2.0.0", ["2.0.0-alpha", "2.0.0-rc"], not: ["2.0.0", "1.9.9"]),
        Case(">=2.0.0-alpha <2", [], not: ["2.0.0-alpha", "2.0.0"]),
        Case("<2.0.0-rc.3", ["2.0.0-rc.2", "1.9.9"], not: ["2.0.0-rc.3", "1.9.9-rc.1"]),
        Case("^1 || 2.0.0-rc.1", ["1.8.0", "2.0.0-rc.1"], not: ["1.8.0-rc.1", "2.0.0-rc.2"]),
        // Every pre-release.
        Case(
            "^1.8-0", ["1.8.0-0", "1.8.0-rc", "1.9.0-rc.1", "1.9.0"], not: ["2.0.0-rc.1", "2.0.0"]),
        Case("*-0", ["0.0.0-0", "1.0.0-rc.1", "1.0.0"], not: []),
        Case("1.x-0", ["1.0.0-rc.1", "1.9.9"], not: ["2.0.0-0", "2.0.0"]),
        Case("~1.8-0", ["1.8.3-rc.1"], not: ["1.9.0-rc.1"]),
        Case(">1.8-0", ["1.9.0-rc.1", "2.0.0-x"], not: ["1.8.9", "1.8.9-x"]),
        Case("<=1.8-0", ["1.8.9-rc.1", "1.0.0-x"], not: ["1.9.0-rc.1", "1.9.0"]),
        Case("<1.8-0", ["1.7.9-rc.1", "1.7.9"], not: ["1.8.0-0", "1.8.0-rc"]),
        Case(">=1.2.0-0 <2.0.0", ["1.2.0-a", "1.9.0-rc"], not: ["2.0.0-rc.1", "2.0.0"]),
        Case("1.2.0-0 - 1.4", ["1.2.0-a", "1.4.9-rc"], not: ["1.5.0-rc"]),
    ])
    func `a range holds what it says`(_ row: Case) throws {
        let range = try VersionRange(parsing: row.range)
        #expect(range.description == row.range)
        for text in row.inside {
            #expect(range.contains(try #require(SemanticVersion(parsing: text))), "\(text)")
        }
        for text in row.outside {
            #expect(!range.contains(try #require(SemanticVersion(parsing: text))), "\(text)")
        }
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let range: String
        let error: VersionRange.Malformed
        var testDescription: String { range }

        init(_ range: String, _ error: VersionRange.Malformed) {
            self.range = range
            self.error = error
        }
    }

    @Test(arguments: [
        Refusal("", .empty), Refusal("   ", .empty), Refusal("||", .emptyAlternative),
        Refusal("^1 ||", .emptyAlternative), Refusal("|| ^1", .emptyAlternative),
        Refusal(",", .emptyAlternative), Refusal("~>1.2", .pessimistic),
        Refusal("~> 1.2", .pessimistic), Refusal("!=1.2.3", .unequal),
        Refusal("==1.2.3", .condition),
        Refusal("=>1.2", .condition), Refusal("^", .missingVersion),
        Refusal(">= ", .missingVersion),
        Refusal("> < 2", .missingVersion), Refusal("> =2", .missingVersion),
        Refusal("1.2.3+5", .build), Refusal("^1.2.3-rc+5", .build),
        Refusal("1.8-rc", .partialPreRelease),
        Refusal("1.x-rc", .partialPreRelease), Refusal(">*", .nothing), Refusal("<x", .nothing),
        Refusal("latest", .condition), Refusal("1.2.3.4", .condition), Refusal("1..2", .condition),
        Refusal("1.x.3", .condition), Refusal("01.2", .condition), Refusal("1.2.3-", .condition),
        Refusal("1.2.3-01", .condition), Refusal("^1.8\n", .condition),
        Refusal("1 | 2", .condition),
        Refusal("1 - 2 - 3", .hyphen), Refusal("- 2", .hyphen), Refusal("1 -", .hyphen),
        Refusal(">=1 - 2", .condition), Refusal("^1000000000000000000", .condition),
        Refusal("^１", .condition), Refusal(String(repeating: "1 ", count: 129), .tooLong),
    ])
    func `what is no range is refused, with the reason`(_ row: Refusal) {
        #expect(throws: row.error) { try VersionRange(parsing: row.range) }
    }

    @Test func `a range holds what its plain comparisons say, for 20,000 random ranges`() throws {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<20_000 {
            let (text, oracle) = randomRange(&generator)
            let range = try VersionRange(parsing: text)
            for _ in 0..<5 {
                let version = generator.version(suffix: 0)
                let numbers = version.split(separator: ".").compactMap { Int($0) }
                let parsed = try #require(SemanticVersion(parsing: version))
                #expect(range.contains(parsed) == oracle(numbers), "\(version) in \(text)")
            }
        }
    }

    /// A range of conditions whose first and last number decide alone, and what it means.
    private func randomRange(
        _ generator: inout SeededGenerator
    ) -> (String, ([Int]) -> Bool) {
        var sides: [(String, ([Int]) -> Bool)] = []
        for _ in 0..<Int.random(in: 1...2, using: &generator) {
            let conditions = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
                randomCondition(&generator)
            }
            sides.append(
                (
                    conditions.map(\.0).joined(separator: " "),
                    { version in conditions.allSatisfy { $0.1(version) } }
                ))
        }
        let text = sides.map(\.0).joined(separator: " || ")
        let all = sides
        return (text, { version in all.contains { $0.1(version) } })
    }

    private func randomCondition(
        _ generator: inout SeededGenerator
    ) -> (String, ([Int]) -> Bool) {
        let given = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
            Int.random(in: 0...3, using: &generator)
        }
        let text = given.map(String.init).joined(separator: ".")
        let comparison = ["", "=", ">", ">=", "<", "<=", "^", "~"].randomElement(using: &generator)
        let starts: ([Int]) -> Bool = { $0.starts(with: given) }
        let isBelow: ([Int]) -> Bool = { $0.prefix(given.count).lexicographicallyPrecedes(given) }
        let kept = given.firstIndex { $0 != 0 }.map { $0 + 1 } ?? given.count
        let meaning: ([Int]) -> Bool =
            switch comparison {
            case ">": { !starts($0) && !isBelow($0) }
            case ">=": { !isBelow($0) }
            case "<": { isBelow($0) }
            case "<=": { isBelow($0) || starts($0) }
            case "^": { !isBelow($0) && $0.starts(with: given.prefix(kept)) }
            case "~": { !isBelow($0) && $0.starts(with: given.prefix(2)) }
            default: starts
            }
        return ((comparison ?? "") + text, meaning)
    }
}

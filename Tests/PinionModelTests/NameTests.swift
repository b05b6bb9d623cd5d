import PinionModel
import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)))
struct NameTests {
    @Test(arguments: ["production", "a", "0", "eu-west-1", String(repeating: "a", count: 63), "a-"])
    func `an environment's name is read`(text: String) {
        #expect(Environment.Name(parsing: text)?.description == text)
    }

    @Test(arguments: [
        "", "-a", "Production", "a_b", "a.b", "a/b", "a b", "..", "é", "a\n",
        String(repeating: "a", count: 64),
    ])
    func `what is no environment's name is refused`(text: String) {
        #expect(Environment.Name(parsing: text) == nil)
    }

    @Test(arguments: [
        "web", "shop_web", "Web.1", "a:b", "größe", "服务", "x@y", String(repeating: "a", count: 255),
    ])
    func `a service's name is read`(text: String) {
        #expect(Service.Name(parsing: text)?.description == text)
    }

    @Test(arguments: [
        "", " ", "a b", "a/b", "a,b", "a\tb", "a\nb", "a\u{0}", "a\u{7f}", "a\u{85}", "a\u{a0}b",
        "a\u{2028}", "a\u{200b}b", "a\u{202e}b", "\u{feff}a", String(repeating: "a", count: 256),
    ])
    func `fault 31: what is no service's name is refused`(text: String) {
        #expect(Service.Name(parsing: text) == nil)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let pattern: String
        let matching: [String]
        let others: [String]
        var testDescription: String { pattern }
    }

    private static let cases = [
        Case(pattern: "web", matching: ["web"], others: ["", "webs", "aweb", "Web"]),
        Case(pattern: "*", matching: ["", "web"], others: []),
        Case(pattern: "**", matching: ["", "web"], others: []),
        Case(pattern: "ci-*", matching: ["ci-", "ci-1"], others: ["ci", "aci-1"]),
        Case(pattern: "*-ci", matching: ["-ci", "a-ci"], others: ["ci", "a-ci-b"]),
        Case(pattern: "a*a", matching: ["aa", "aba"], others: ["a", "ab", "aab"]),
        Case(pattern: "a*b*c", matching: ["abc", "axbyc", "abbc"], others: ["ac", "acb", "abcd"]),
        Case(pattern: "*a*a*", matching: ["aa", "xaxax"], others: ["a", "xax"]),
        Case(pattern: "a**b", matching: ["ab", "axb"], others: ["a", "b"]),
        // Only the star is special.
        Case(pattern: "a.?[b]*", matching: ["a.?[b]c"], others: ["axyb"]),
        Case(pattern: "", matching: [""], others: ["a"]),
    ]

    @Test(arguments: cases) func `a star stands for any run of characters`(row: Case) {
        let pattern = NamePattern(row.pattern)
        for name in row.matching { #expect(pattern.matches(name), "\(name)") }
        for name in row.others { #expect(!pattern.matches(name), "\(name)") }
    }

    @Test func `a pattern matches as trying every split does`() {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<5_000 {
            let pattern = random.text("ab*", 0...5)
            let name = random.text("ab", 0...6)
            #expect(
                NamePattern(pattern).matches(name) == matches(pattern[...], name[...]),
                "\(pattern) \(name)")
        }
    }

    private func matches(_ pattern: Substring, _ name: Substring) -> Bool {
        guard let first = pattern.first else { return name.isEmpty }
        if first == "*" {
            return matches(pattern.dropFirst(), name)
                || (!name.isEmpty && matches(pattern, name.dropFirst()))
        }
        return name.first == first && matches(pattern.dropFirst(), name.dropFirst())
    }

    @Test func `a commit's id has 40 digits in lower case`() {
        let id = String(repeating: "0a", count: 20)
        #expect(CommitID(parsing: id)?.description == id)
        #expect(CommitID(parsing: id)?.short == "0a0a0a0")
        #expect(CommitID(parsing: id.uppercased()) == nil)
        #expect(CommitID(parsing: id.dropLast()) == nil)
        #expect(CommitID(parsing: id + "0") == nil)
        #expect(CommitID(parsing: id.dropLast() + "g") == nil)
    }
}

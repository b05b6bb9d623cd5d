import PinionTesting
import Testing

@testable import PinionModel

@Suite(.timeLimit(.minutes(5)))
struct TagPatternTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let pattern: String
        let tag: String
        let key: String?
        var testDescription: String { "\(pattern) on \(tag)" }

        init(_ pattern: String, _ tag: String, _ key: String?) {
            self.pattern = pattern
            self.tag = tag
            self.key = key
        }
    }

    @Test(arguments: [
        Case("^v[0-9]+$", "v12", "v12"), Case("v[0-9]+", "v12", "v12"),
        Case("v[0-9]+", "v12-rc", nil), Case("v[0-9]+", "xv12", nil), Case("v", "V", nil),
        Case("v([0-9]+)", "v12", "12"), Case("^main-[a-f0-9]+-(?P<ts>[0-9]+)$", "main-1a-77", "77"),
        Case("^(?:main|dev)-(?<ts>[0-9]+)", "dev-77", "77"),
        Case("(main|dev)-([0-9]+)", "dev-7", "dev 7"),
        Case("(?:main|dev)-([0-9]+)", "dev-7", "7"), Case("(?<a>.)(?<b>.)", "xy", "x y"),
        Case("(?<a>.)(?:-r(?<b>[0-9]+))?", "x", "x ?"), Case("(a)?(b)?c", "c", nil),
        Case("(?:a(.)|b(.))", "bx", "? x"), Case("((a)b)", "ab", "ab a"),
        Case("a(b)?c", "ac", nil), Case("a(b)?c", "abc", "b"), Case("a(b?)c", "ac", ""),
        Case("(a*)(a*)", "aaa", "aaa "), Case("(a*?)(a*)", "aaa", " aaa"),
        Case("(a+?)a*", "aaa", "a"),
        Case("(a{2,3}?)a*", "aaaa", "aa"), Case("(a{2,3})a*", "aaaa", "aaa"),
        Case("(a{2})", "aa", "aa"), Case("a{2}", "aaa", nil), Case("a{2,}", "aaaaa", "aaaaa"),
        Case("a{0}b", "b", "b"), Case("(?:ab){2}", "abab", "abab"), Case("(ab)+", "ababab", "ab"),
        Case("(a|ab)(c|bcd)", "abcd", "a bcd"), Case("(a|ab)(?:c|bcd)?", "abc", "ab"),
        Case("(|a)b", "ab", "a"), Case("(|a)+", "aaa", "a"), Case("(a*)*", "aaa", "aaa"),
        Case("(?:a|b*)*c", "abbac", "abbac"), Case("a||b", "b", "b"),
        Case(".*", "1.8_x-Y", "1.8_x-Y"), Case("1.8", "1x8", "1x8"), Case(#"1\.8"#, "1x8", nil),
        Case(#"1\.8"#, "1.8", "1.8"), Case(#"\d+\.\d+"#, "1.8", "1.8"), Case(#"\D+"#, "1", nil),
        Case(#"\w+"#, "a_Z9", "a_Z9"), Case(#"\w+"#, "a-b", nil), Case(#"\S\W\S"#, "a-b", "a-b"),
        Case(#"\s*a"#, "a", "a"), Case("[^0-9]+", "abc", "abc"), Case("[^0-9]+", "ab1", nil),
        Case("[a-c-]+", "a-b", "a-b"), Case("[-a]+", "a-", "a-"),
        Case(#"[\d.]+"#, "1.8", "1.8"), Case(#"[\]\-]*a"#, "a", "a"),
        Case(#"[a\-z]+"#, "a-z", "a-z"),
        Case(#"[a\-z]+"#, "b", nil), Case("[.]+", "_..", nil), Case("a^b", "ab", nil),
        Case("a$|b", "b", "b"), Case("(^a|b)+", "aba", nil), Case("(?:^a|b)+", "abb", "abb"),
        Case("$^", "a", nil), Case("a-{1}b", "a-b", "a-b"), Case(#"\_x"#, "_x", "_x"),
    ])
    func `a pattern takes its part out of a whole tag`(_ row: Case) throws {
        let pattern = try TagPattern(parsing: row.pattern)
        #expect(pattern.description == row.pattern)
        #expect(keys(pattern, try ImageReference.Tag(parsing: row.tag)) == row.key)
    }

    @Test(arguments: [
        ("", "it is empty"), ("a b", "a space"), ("é", "no tag can hold"), ("a\u{7}", "no tag"),
        ("(a", "at its character 1, a `(` is not closed"),
        ("a)", "at its character 2, a `)` closes"),
        ("[a", "at its character 1, a `[` is not closed"), ("[]", "hold nothing"),
        ("[]a]", "hold nothing"), ("[[:digit:]]", "is written `\\["), ("[z-a]", "one character up"),
        (#"[\d-z]"#, "one character up"), ("*", "nothing stands before"), ("a|*", "nothing stands"),
        ("+a", "nothing stands before"), ("(?)", "may follow"), ("a**", "is repeated"),
        ("a*+", "is repeated"), ("a{2}{3}", "is repeated"), ("a{", "braces"), ("a{,3}", "braces"),
        ("a{3,2}", "ends before it begins"), ("a{2", "not closed by"), ("a{999}", "0 to 128"),
        ("a{99999999999999999999}", "0 to 128"), ("{2}", "nothing stands before"), ("a}", "closes"),
        ("a]", "closes"), ("(?=a)", "may follow"), ("(?!a)", "may follow"),
        ("(?<=a)", "may follow"),
        ("(?<!a)", "may follow"), ("(?i)a", "may follow"), ("(?>a)", "may follow"),
        ("(?<>a)", "may follow"), ("(?<1>a)", "may follow"), ("(?<a", "does not end"),
        (#"(a)\1"#, "d, w, s"), (#"\b"#, "d, w, s"), (#"\"#, "after `\\`"), ("^*", "is repeated"),
        ("(?:a{128}){128}", "too large"), ("(?:(?:(){128}){128}){128}x{128}{2}", "is repeated"),
        (String(repeating: "(", count: 20), "deeper than 16"),
        ("(a)(?<b>c)", "at its character 1, a group without a name stands beside groups with"),
        ("(?<b>a)|(?<b>c)", "at its character 9, two groups are named `b`"),
        (String(repeating: "a", count: 257), "more than 256"),
    ])
    func `what is no pattern is refused, with the place`(_ row: (String, String)) {
        let error = #expect(throws: TagPattern.Malformed.self) { try TagPattern(parsing: row.0) }
        #expect(error?.description.contains(row.1) == true, "\(String(describing: error))")
    }

    /// The keys of a tag with spaces between them, and `?` for a group that took no part.
    private func keys(_ pattern: TagPattern, _ tag: ImageReference.Tag) -> String? {
        pattern.keys(of: tag)?.map { $0.map { String(decoding: $0, as: UTF8.self) } ?? "?" }
            .joined(separator: " ")
    }

    @Test(arguments: [
        "(a+)+b", "(a*)*b", "(a|a)*b", "(a|aa)+b", "(.*)*(.*)*(.*)*b", "(a?){64}a{64}b",
        "(?:(?:a*)*)*b", "(?:(?:(?:){128}){128}){128}a*b",
    ])
    func `no pattern makes matching slow`(_ text: String) throws {
        let pattern = try TagPattern(parsing: text)
        let tag = try ImageReference.Tag(parsing: String(repeating: "a", count: 128))
        // One that tries every way would not end within the suite's time limit.
        for _ in 0..<5 { #expect(pattern.keys(of: tag) == nil) }
    }

    @Test func `random patterns match as an engine that tries everything does`() throws {
        var generator = SeededGenerator(seed: 3)
        var matches = 0
        for _ in 0..<20_000 {
            let node = randomNode(&generator, depth: 3)
            let pattern = try TagPattern(parsing: node.text)
            let tag = generator.text("ab", 1...6)
            let isMatch = node.ends(of: Array(tag.utf8), from: [0]).contains(tag.utf8.count)
            matches += isMatch ? 1 : 0
            let key = keys(pattern, try ImageReference.Tag(parsing: tag))
            #expect((key == tag) == isMatch, "\(node.text) on \(tag)")
        }
        #expect(matches > 1_000)
    }

    /// An expression without numbered groups, and the set of places where it can end.
    private indirect enum Node {
        case letter(UInt8)
        case any
        case both(Node, Node)
        case either(Node, Node)
        case many(Node, Int, Int?)

        var text: String {
            switch self {
            case .letter(let byte): String(decoding: [byte], as: UTF8.self)
            case .any: "."
            case .both(let one, let other): "(?:\(one.text))(?:\(other.text))"
            case .either(let one, let other): "(?:\(one.text)|\(other.text))"
            case .many(let node, 0, nil): "(?:\(node.text))*"
            case .many(let node, let from, let to):
                "(?:\(node.text)){\(from),\(to.map(String.init) ?? "")}"
            }
        }

        func ends(of text: [UInt8], from starts: Set<Int>) -> Set<Int> {
            switch self {
            case .letter(let byte):
                Set(starts.filter { $0 < text.count && text[$0] == byte }.map { $0 + 1 })
            case .any: Set(starts.filter { $0 < text.count }.map { $0 + 1 })
            case .both(let one, let other):
                other.ends(of: text, from: one.ends(of: text, from: starts))
            case .either(let one, let other):
                one.ends(of: text, from: starts).union(other.ends(of: text, from: starts))
            case .many(let node, let from, let to):
                Self.many(node, from, to ?? from + text.count, of: text, from: starts)
            }
        }

        private static func many(
            _ node: Node, _ from: Int, _ to: Int, of text: [UInt8], from starts: Set<Int>
        ) -> Set<Int> {
            var now = starts
            var all = from == 0 ? starts : []
            for count in 1...max(to, 1) where to > 0 {
                now = node.ends(of: text, from: now)
                if count >= from { all.formUnion(now) }
            }
            return all
        }
    }

    private func randomNode(_ generator: inout SeededGenerator, depth: Int) -> Node {
        let kind = depth == 0 ? 0 : Int.random(in: 0...4, using: &generator)
        switch kind {
        case 1: return .any
        case 2:
            return .both(
                randomNode(&generator, depth: depth - 1), randomNode(&generator, depth: depth - 1))
        case 3:
            return .either(
                randomNode(&generator, depth: depth - 1), randomNode(&generator, depth: depth - 1))
        case 4:
            let from = Int.random(in: 0...2, using: &generator)
            let to = Bool.random(using: &generator) ? from + 1 : nil
            return .many(randomNode(&generator, depth: depth - 1), from, to)
        default: return .letter(Bool.random(using: &generator) ? 0x61 : 0x62)
        }
    }
}

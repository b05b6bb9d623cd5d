import Testing

/// The words of the code: few, the field's own, and the same in the documentation.
@Suite(.timeLimit(.minutes(1)))
struct WordsTests {
    /// Metaphors that say nothing to a newcomer, where the field has a word.
    private static let metaphors: Set<String> = [
        "Accumulation", "Crowd", "Desk", "Door", "Errand", "Fate", "Ground", "Hindrance", "Kin",
        "Memo", "Met", "News", "Patience", "Shelf", "Stand", "Surroundings", "Tenure", "Twin",
        "Workshop",
    ]

    private static let keywords: Set<Substring> = [
        "struct", "enum", "class", "actor", "protocol", "typealias",
    ]

    @Test func `the glossary has at most 30 words, each once`() throws {
        let page = try #require(
            try SourceTree.files(below: "Documentation", endings: ["design.md"]).first)
        let section = try #require(
            page.text.split(separator: "\n## ").first { $0.hasPrefix("Words\n") })
        let rows = section.split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst()
        let words = rows.map { $0.split(separator: "|")[0] }
        #expect((1...30).contains(words.count))
        #expect(Set(words).count == words.count)
    }

    @Test func `no type is named by a private metaphor`() throws {
        let found = try SourceTree.swift("Sources").flatMap { file in
            Self.types(in: file.text)
                .filter { !Self.metaphors.isDisjoint(with: Self.words(of: $0)) }
                .map { "\(file.path): \($0)" }
        }
        #expect(found == [])
    }

    @Test func `a metaphor is found within a type's name, and not within a word`() {
        let text = """
            package struct ProposalGround: Sendable {
                private enum Standing { case met }
                // struct Desk
                let ground = 1
            }
            final class Background {}
            """
        #expect(Self.types(in: text) == ["ProposalGround", "Standing", "Background"])
        #expect(Self.words(of: "ProposalGround") == ["Proposal", "Ground"])
        #expect(Self.words(of: "Background") == ["Background"])
    }

    /// The names of the types that a source text declares.
    private static func types(in text: String) -> [Substring] {
        text.split(separator: "\n").compactMap { line in
            let words = line.split { !$0.isLetter && !$0.isNumber && $0 != "/" }
            guard let place = words.firstIndex(where: keywords.contains),
                words[..<place].allSatisfy({ $0.first?.isLowercase == true }),
                let name = words.dropFirst(place + 1).first, name.first?.isUppercase == true
            else { return nil }
            return name
        }
    }

    /// The words of a name: `ProposalGround` has two.
    private static func words(of name: Substring) -> [String] {
        name.reduce(into: []) { words, letter in
            if letter.isUppercase || words.isEmpty { words.append("") }
            words[words.count - 1].append(letter)
        }
    }
}

import PinionModel
import Testing

@testable import PinionGit

@Suite(.timeLimit(.minutes(10)))
struct CommitParserTests {
    static let id = String(repeating: "a1", count: 20)
    static let person = "Ada <ada@example.com> 1800000000 +1300"
    static let head = "tree \(id)\nauthor \(person)\ncommitter \(person)\n"

    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let reason: String
        var testDescription: String { reason }
    }

    static let refused: [Case] = [
        Case(text: "author \(person)\ncommitter \(person)\n\nx", reason: "names no tree"),
        Case(text: "tree \(id)\n\(head)\nx", reason: "author cannot be read"),
        Case(text: "tree \(id)\ncommitter \(person)\nauthor \(person)\n\nx", reason: "author"),
        Case(text: "tree \(id)\nauthor \(person)\n\nx", reason: "committer cannot be read"),
        Case(text: head + "author \(person)\n\nx", reason: "out of order"),
        Case(text: head + "parent \(id)\n\nx", reason: "out of order"),
        Case(text: head + " folded\n\nx", reason: "out of order"),
        Case(text: head + "gpgsig a\ngpgsig b\n\nx", reason: "twice"),
        Case(text: head + "gpgsig-foo a\n\nx", reason: "which no signature has"),
        Case(text: head + "\nx\0evil", reason: "NUL"),
        Case(text: head, reason: "does not end"),
        Case(text: "tree \(id.uppercased())\nauthor \(person)\n\nx", reason: "names no tree"),
        Case(text: "tree \(id)\nparent \(id)\nparent \(id)\n\nx", reason: "parent twice"),
        Case(
            text: "tree \(id)\n" + (100..<357).map { "parent \(id.dropLast(3))\($0)\n" }.joined()
                + "\n",
            reason: "256 parents"),
        Case(text: "tree \(id)\nauthor A <a> 1x +0000\n\nx", reason: "author cannot be read"),
        Case(text: "tree \(id)\nauthor A <a> 1\n\nx", reason: "author cannot be read"),
        Case(text: head + "\n" + String(repeating: "x", count: 16 << 20), reason: "16 MiB"),
    ]

    @Test(arguments: refused)
    func `fault 27: a commit whose header is not git's is refused`(_ example: Case) throws {
        let error = try #require(throws: GitError.self) {
            try CommitParser.commit(of: Array(example.text.utf8), label: "x")
        }
        #expect(error.description.contains(example.reason), "\(error)")
    }

    @Test func `a signed merge commit is read`() throws {
        let text =
            "tree \(Self.id)\nparent \(Self.id)\nparent \(Self.id.dropLast())f\n"
            + "author \(Self.person)\ncommitter \(Self.person)\nencoding UTF-8\n"
            + "gpgsig -----BEGIN\n \n abc\n -----END\nchange-id k\n\nMerge\n\nauthor is a word\n"
        let commit = try CommitParser.commit(of: Array(text.utf8), label: "x")
        #expect(commit.parents.count == 2)
        #expect(commit.author.name == "Ada" && commit.author.address == "ada@example.com")
        #expect(commit.author.at == Timestamp(secondsSinceEpoch: 1_800_000_000))
        #expect(commit.message == "Merge\n\nauthor is a word\n")
    }

    @Test func `what could command a terminal does not reach a revision`() throws {
        let text = Self.head.replacing("Ada", with: "A\u{1b}[2Jda") + "\nred \u{1b}[31m\nmore"
        let commit = try CommitParser.commit(of: Array(text.utf8), label: "x")
        let revision = commit.revision(CommitID(parsing: Self.id)!)
        #expect(revision.subject == "red \u{fffd}[31m")
        #expect(revision.author == "A\u{fffd}[2Jda <ada@example.com>")
    }

    @Test func `a commit that is written reads as it was`() throws {
        let ada = CommitObject.Person(
            name: "Pinion", address: "pinion@localhost", at: Timestamp(secondsSinceEpoch: 7))
        let tree = try #require(ObjectID(parsing: Self.id))
        let commit = CommitObject(
            tree: tree, parents: [tree], author: ada, committer: ada, message: "a\n\nb\n")
        #expect(try CommitParser.commit(of: commit.bytes, label: "x") == commit)
    }
}

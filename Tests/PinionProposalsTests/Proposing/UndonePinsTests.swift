import PinionDecisions
import PinionModel
import PinionProposals
import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)))
struct UndonePinsTests {
    private static let key = Proposed.key("web")

    /// The pins of one service along the branch, newest first, by the numbers of their images.
    private static func undone(_ numbers: Int...) -> [Int] {
        let versions = numbers.enumerated().map { place, number in
            (
                Revision(
                    id: Proposed.commit(place + 1), author: "Ada",
                    authored: Timestamp(secondsSinceEpoch: 1_000), subject: "s"),
                [key: Proposed.image(UInt64(number))]
            )
        }
        let found = UndonePins(in: versions).images[key] ?? []
        return (0..<20).filter { number in
            found.contains { $0.image.digest == Proposed.image(UInt64(number)).digest }
        }
    }

    @Test func `fault 85: what came between two times of the present pin was undone`() {
        #expect(Self.undone(1) == [])
        #expect(Self.undone(2, 1) == [])
        #expect(Self.undone(1, 2, 1) == [2])
        // A change of something else in the file, before and after.
        #expect(Self.undone(1, 1, 2, 2, 1, 1) == [2])
        #expect(Self.undone(1, 2, 3, 2, 1) == [2, 3])
        // A newer version ends it.
        #expect(Self.undone(4, 1, 2, 1) == [])
        // What undid is undone itself.
        #expect(Self.undone(4, 1, 4, 1) == [])
        #expect(Self.undone(1, 2, 1, 2, 1) == [2])
    }

    struct Message: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        var isByRule = false
        var isRollback = false
        var testDescription: String { name }
    }

    private static let trailers = "Pinion-Purpose: bump\nPinion-Intent: abc\n"
    private static let rows = "| pin | from |\n|---|---|\n\n"
    private static let body =
        "Merging this commits 1 change to the pins of **production** (`promote`).\n\n" + rows
        + "Pinion-Pins: `web=0`\nPinion-Intent: `abc`\n"

    static let messages = [
        Message(
            name: "as Pinion writes it", text: "p: bump\n\n- web\n\n\(trailers)", isByRule: true),
        Message(
            name: "squashed, with who wrote it",
            text: "p: bump (#1)\n\n- web\n\n\(trailers)\n---------\n\nCo-authored-by: a <b>\n",
            isByRule: true),
        Message(
            name: "squashed with the pull request's text", text: "p: promote (#1)\n\n\(body)",
            isByRule: true),
        Message(
            name: "the same with Windows's line ends",
            text: "p: promote (#1)\n\n\(body)".split(
                separator: "\n", omittingEmptySubsequences: false
            )
            .joined(separator: "\r\n"), isByRule: true),
        Message(
            name: "a rollback",
            text: "p: roll back\n\nPinion-Purpose: rollback\nPinion-Intent: abc\n",
            isRollback: true),
        Message(name: "a person's", text: "back to 1.8.2\n\nIt leaks.\n"),
        Message(name: "git's revert", text: "Revert \"p: bump\"\n\nThis reverts commit 1.\n"),
        Message(
            name: "a revert that ends with what it quotes",
            text: "Revert \"p: bump\"\n\nIt leaks. It was:\n\n\(trailers)"),
        Message(
            name: "a person's that quotes in between",
            text: "back to 1.8.2\n\nIt was:\n\n\(trailers)\nIt leaks.\n"),
        Message(
            name: "a person's that quotes with marks",
            text: "back to 1.8.2\n\n> Pinion-Purpose: bump\n> Pinion-Intent: abc\n"),
        Message(
            name: "a person's that quotes a pull request",
            text: "back to 1.8.2\n\nIt leaks. It said:\n\n\(body)"),
        Message(
            name: "a person's that names the command",
            text: "back to 1.8.2\n\nNot (`bump`) again, see Pinion-Intent: abc\n"),
    ]

    @Test(arguments: messages)
    func `fault 85: a person's commit that quotes Pinion's is a person's`(_ message: Message) {
        let commit = CommitDetails(
            revision: Revision(
                id: Proposed.commit(1), author: "Ada",
                authored: Timestamp(secondsSinceEpoch: 1_000), subject: "s"),
            parents: [], message: message.text)
        #expect(commit.isByRule == message.isByRule)
        #expect(commit.isRollback == message.isRollback)
    }

    @Test func `what could not be read is told, and stays told`() {
        var found = UndonePins()
        found.miss("a.yaml", "it is cut off")
        found.miss("b.yaml", "it is long", after: 20)
        var all = UndonePins()
        all.merge(found)
        #expect(
            all.without([]).sentences(of: .production) == [
                "what people took back in a.yaml is not known (it is cut off), and `bump` and `promote` may propose "
                    + "it again",
                "what people took back in b.yaml is known of its newest 20 commits alone (it is long), and `bump` "
                    + "and `promote` may propose it again",
            ])
    }
}

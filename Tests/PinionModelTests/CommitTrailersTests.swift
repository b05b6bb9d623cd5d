import PinionModel
import Testing

@Suite(.timeLimit(.minutes(10)))
struct CommitTrailersTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let message: String
        var isFound = false
        var testDescription: String { name }
    }

    private static let sum = String(repeating: "ab", count: 32)
    private static let line = "Pinion-Intent: \(sum)"

    static let cases = [
        Case(
            name: "as Pinion writes it",
            message: "production: bump web\n\n- web: 1 to 2\n\nPinion-Purpose: bump\n\(line)\n",
            isFound: true),
        Case(name: "alone in the last paragraph", message: "a\n\n\(line)", isFound: true),
        Case(name: "Windows's line ends", message: "a\r\n\r\n\(line)\r\n", isFound: true),
        Case(
            name: "a trailer that goes on", message: "a\n\nNote: b\n  c d\n\(line)\n\n",
            isFound: true),
        Case(name: "nothing", message: ""),
        Case(name: "the subject", message: "\(line)\n"),
        Case(name: "the subject after empty lines", message: "\n\n\(line)\n"),
        Case(name: "right below the subject", message: "a\n\(line)\n"),
        Case(name: "before the last paragraph", message: "a\n\n\(line)\n\nb\n"),
        Case(name: "among prose", message: "a\n\nAs follows\n\(line)\n"),
        Case(name: "below a line that goes on with nothing", message: "a\n\n b\n\(line)\n"),
        Case(name: "indented", message: "a\n\nNote: b\n \(line)\n"),
        Case(name: "quoted", message: "a\n\nThis reverts:\n\n> a\n>\n> \(line)\n"),
        Case(name: "twice", message: "a\n\n\(line)\n\(line)\n"),
        Case(name: "too short", message: "a\n\n\(line.dropLast())\n"),
        Case(name: "in upper case", message: "a\n\nPinion-Intent: \(sum.uppercased())\n"),
        Case(name: "another key", message: "a\n\nX-\(line)\n"),
    ]

    @Test(arguments: cases)
    func `the intent is read from the trailers alone`(_ example: Case) {
        let trailers = CommitTrailers(parsing: example.message)
        #expect(trailers.intent == (example.isFound ? Self.sum : nil))
    }

    @Test func `values are told in order, without what is empty`() {
        let trailers = CommitTrailers(
            parsing: "a\n\nPinion-From: web x \nPinion-From:\nPinion-From: api\n  y\nNote: n\n")
        #expect(trailers.values(of: "Pinion-From") == ["web x", "api y"])
        #expect(trailers.values(of: "Pinion-Source") == [])
    }

    @Test func `a message of two purposes is of none`() {
        let line = "Pinion-Purpose: rollback\n"
        #expect(CommitTrailers(parsing: "a\n\n" + line).isPurpose("rollback"))
        #expect(!CommitTrailers(parsing: "a\n\n" + line).isPurpose("bump"))
        #expect(
            !CommitTrailers(parsing: "a\n\n" + line + "Pinion-Purpose: bump\n")
                .isPurpose("rollback"))
    }
}

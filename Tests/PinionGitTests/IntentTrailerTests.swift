import Testing

@testable import PinionGit

@Suite(.timeLimit(.minutes(1)))
struct IntentTrailerTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let message: String
        var isFound = false
        var testDescription: String { name }
    }

    static let line = "Pinion-Intent: \(intent())"

    static let cases = [
        Case(name: "as Pinion writes it", message: message(intent()), isFound: true),
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
        Case(name: "indented", message: "a\n\nNote: b\n \(line)\n"),
        Case(name: "twice", message: "a\n\n\(line)\n\(line)\n"),
        Case(name: "too short", message: "a\n\n\(line.dropLast())\n"),
        Case(name: "in upper case", message: "a\n\nPinion-Intent: \(intent("A"))\n"),
        Case(name: "another key", message: "a\n\nX-\(line)\n"),
    ]

    @Test(arguments: cases)
    func `the intent is read from the trailers alone`(_ example: Case) {
        #expect(IntentTrailer.value(in: example.message) == (example.isFound ? intent() : nil))
    }
}

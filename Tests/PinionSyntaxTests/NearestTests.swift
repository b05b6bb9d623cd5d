import PinionSyntax
import Testing

@Suite(.timeLimit(.minutes(10)))
struct `The nearest key` {
    struct Case: Sendable, CustomTestStringConvertible {
        let typed: String
        let meant: String?

        init(_ typed: String, _ meant: String?) {
            self.typed = typed
            self.meant = meant
        }

        var testDescription: String { typed }
    }

    private static let keys = ["image", "name", "track", "hold", "containers", "id", "until"]

    static let cases: [Case] = [
        Case("imgae", "image"),
        Case("imag", "image"),
        Case("Image", "image"),
        Case("container", "containers"),
        Case("contianer", "containers"),
        Case("trakc", "track"),
        Case("di", "id"),
        Case("nmae", "name"),
        Case("hodl", "hold"),
        Case("zebra", nil),
        Case("", nil),
        Case("x", nil),
        Case(String(repeating: "image", count: 1000), nil),
    ]

    @Test(arguments: cases)
    func `a slip of the keyboard finds the key that was meant`(_ row: Case) {
        #expect(nearest(to: row.typed, among: Self.keys) == row.meant)
    }

    @Test func `of two equally near keys the first is named`() {
        #expect(nearest(to: "cat", among: ["bat", "car"]) == "bat")
        #expect(nearest(to: "image", among: []) == nil)
    }
}

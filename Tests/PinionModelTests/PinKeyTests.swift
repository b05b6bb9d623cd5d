import PinionModel
import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)))
struct PinKeyTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let key: String
        let name: String
        let isNamed: Bool
        var testDescription: String { "\(key) by \(name)" }
    }

    @Test(arguments: [
        Case(key: "web", name: "web", isNamed: true),
        Case(key: "web", name: "web/web", isNamed: true),
        Case(key: "web", name: "web/proxy", isNamed: false),
        Case(key: "web", name: "api/web", isNamed: false),
        Case(key: "web/proxy", name: "web", isNamed: true),
        Case(key: "web/proxy", name: "web/proxy", isNamed: true),
        Case(key: "web/proxy", name: "web/web", isNamed: false),
        Case(key: "web/web", name: "web/web", isNamed: true),
    ])
    func `a pin is named as its container is`(_ row: Case) {
        #expect(PinKey.test(row.key).isNamed(in: [row.name]) == row.isNamed)
    }
}

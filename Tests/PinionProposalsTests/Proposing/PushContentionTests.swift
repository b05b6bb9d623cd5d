import PinionModel
import PinionProposals
import Testing

@Suite(.timeLimit(.minutes(10)))
struct PushContentionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        /// Seconds before now, newest commit first.
        let ages: [Int64]
        let isThere: Bool
        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "no commit", ages: [], isThere: false),
        Case(name: "one commit", ages: [1], isThere: false),
        Case(name: "one run after another", ages: [1, 2, 2, 4, 9], isThere: false),
        Case(name: "a run that waited for another", ages: [3, 1, 4], isThere: true),
        Case(name: "further down", ages: [1, 2, 7, 5, 9], isThere: true),
        Case(name: "a crowd of a minute ago", ages: [62, 60, 64], isThere: false),
        Case(name: "a clock that is ahead", ages: [-3, -5, 4], isThere: true),
        Case(name: "a minute ahead", ages: [-58, -60, 4], isThere: true),
        Case(name: "a commit from the future", ages: [3, -3600, 4], isThere: false),
    ]

    @Test(arguments: cases)
    func `a commit that is older than the one that it follows tells of a crowd`(_ one: Case) {
        let now = Timestamp(secondsSinceEpoch: 1_790_000_000)
        let dates = one.ages.map { Timestamp(secondsSinceEpoch: 1_790_000_000 - $0) }
        #expect(PushContention.isSeen(in: dates, at: now) == one.isThere)
    }
}

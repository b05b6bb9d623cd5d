import PinionModel
import PinionProposals
import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)))
struct MergedChangesTests {
    private static let frozen = Hold()
    private static let added = Proposed.service("new", [(nil, Proposed.image(1), nil)])

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let own: [PinChange]
        let settled: Set<PinKey>
        let earlier: [PinChange]
        let all: [PinChange]
        let overtaken: [PinKey]

        init(
            _ name: String, own: [PinChange] = [], settled: [String] = [], earlier: [PinChange],
            all: [PinChange], overtaken: [String] = []
        ) {
            testDescription = name
            self.own = own
            self.settled = Set(settled.map(Proposed.key))
            self.earlier = earlier
            self.all = all
            self.overtaken = overtaken.map(Proposed.key)
        }
    }

    /// The tip has `api` and `web` on image 1, and `api` frozen.
    private static let tip = PinSet(
        Proposed.environment([("api", 1, frozen), ("web", 1, nil)]))

    static let cases = [
        Case(
            "two pins", own: [Proposed.move("web", 1, 2)], earlier: [Proposed.move("api", 1, 3)],
            all: [Proposed.move("api", 1, 3), Proposed.move("web", 1, 2)]),
        Case(
            "the same pin", own: [Proposed.move("web", 1, 2)],
            earlier: [Proposed.move("web", 1, 3)], all: [Proposed.move("web", 1, 2)]),
        Case(
            "move and hold of one pin", own: [.hold(Proposed.key("web"), frozen)],
            earlier: [Proposed.move("web", 1, 3)],
            all: [Proposed.move("web", 1, 3), .hold(Proposed.key("web"), frozen)]),
        Case(
            "settled without a change", settled: ["web"], earlier: [Proposed.move("web", 1, 3)],
            all: []),
        Case("there already", earlier: [Proposed.move("web", 2, 1)], all: []),
        Case("overtaken", earlier: [Proposed.move("web", 5, 6)], all: [], overtaken: ["web"]),
        Case("gone", earlier: [Proposed.move("old", 1, 2)], all: [], overtaken: ["old"]),
        Case(
            "a release", earlier: [.release(Proposed.key("api"))],
            all: [.release(Proposed.key("api"))]),
        Case("a release of what is free", earlier: [.release(Proposed.key("web"))], all: []),
        Case("a hold that is there", earlier: [.hold(Proposed.key("api"), frozen)], all: []),
        Case("an addition", earlier: [.add(added)], all: [.add(added)]),
        Case(
            "an addition that is there as something else",
            earlier: [.add(Proposed.service("web", [(nil, Proposed.image(4), nil)]))], all: [],
            overtaken: ["web"]),
    ]

    @Test(arguments: cases)
    func `what a branch proposes already is made anew on the tip`(_ row: Case) {
        let sum = MergedChanges(
            of: row.own, settling: row.settled, onto: row.earlier, tip: Self.tip)
        #expect(sum.changes == row.all)
        #expect(sum.overtaken == row.overtaken)
    }

    @Test func `what leads from one state to another does so`() {
        let old = Proposed.environment([("api", 1, Self.frozen), ("old", 1, nil), ("web", 1, nil)])
        let new = Environment(
            name: Proposed.production, runtime: .sandbox(state: "s"),
            services: [
                Proposed.service("api", [(nil, Proposed.image(2), nil)]), Self.added,
                Proposed.service("web", [(nil, Proposed.image(1), Hold(refuse: [.numbered(9)]))]),
            ])
        let changes = [PinChange].between(old, new)
        #expect(
            changes == [
                Proposed.move("api", 1, 2), .release(Proposed.key("api")), .add(Self.added),
                .hold(Proposed.key("web"), Hold(refuse: [.numbered(9)])),
            ])
        // What is gone is nothing that a proposal does.
        var rest = PinSet(old).applying(changes).entries
        rest[Proposed.key("old")] = nil
        #expect(rest == PinSet(new).entries)
    }

    @Test func `what remains begins from what is there`() {
        let table = PinSet(Proposed.environment([("api", 3, nil), ("web", 2, nil)]))
        #expect(
            table.remaining(of: [Proposed.move("api", 1, 2), Proposed.move("web", 1, 2)])
                == [Proposed.move("api", 3, 2)])
    }
}

import PinionModel
import Testing

@testable import PinionGit

@Suite(.timeLimit(.minutes(10)))
struct PushVerdictTests {
    static let ref = "refs/pinion/ledger/production"
    // swift-format-ignore: NeverForceUnwrap
    static let ours = ObjectID(bytes: [UInt8](repeating: 1, count: 20))!
    // swift-format-ignore: NeverForceUnwrap
    static let old = ObjectID(bytes: [UInt8](repeating: 2, count: 20))!
    // swift-format-ignore: NeverForceUnwrap
    static let theirs = ObjectID(bytes: [UInt8](repeating: 3, count: 20))!

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let events: [TransportEvent]
        let verdict: PushVerdict
        var testDescription: String { name }
    }

    static let taken = TransportEvent.status(ref: ref, refusal: nil)
    static let zero = TransportEvent.pushed(code: 0, message: "")
    static let early = TransportEvent.pushed(code: -20, message: "early EOF")
    static let lost = SourceError.unreachable(remote: "r", reason: "x", remedy: "y")

    static func refused(_ reason: String) -> TransportEvent { .status(ref: ref, refusal: reason) }

    static let cases: [Case] = [
        Case(
            name: "all four parts", events: [.sending, taken, zero, .ref(ref, ours), .done],
            verdict: .clear(.landed)),
        Case(
            name: "zero, and the remote shows the old value",
            events: [.sending, zero, .ref(ref, old), .done],
            verdict: .doubtful("the remote took it and does not show it")),
        Case(
            name: "zero, taken, and the question failed",
            events: [.sending, taken, zero, .failed(lost)], verdict: .doubtful(lost.description)),
        Case(
            name: "zero, and a hook's refusal",
            events: [
                .sending, .remark("no pushes\n"), refused("hook declined"), zero, .ref(ref, old),
                .done,
            ],
            verdict: .clear(.refused("hook declined (no pushes)"))),
        Case(
            name: "a lock of another push",
            events: [.sending, refused("cannot lock ref"), zero, .ref(ref, old), .done],
            verdict: .clear(.moved)),
        Case(
            name: "early end, and the remote shows ours",
            events: [.sending, early, .ref(ref, ours), .done], verdict: .clear(.landed)),
        Case(
            name: "early end, and the remote shows the old value",
            events: [.sending, early, .ref(ref, old), .done], verdict: .doubtful("early EOF")),
        Case(
            name: "taken, and somebody appended to it",
            events: [.sending, taken, zero, .ref(ref, theirs), .done],
            verdict: .doubtful("the ref moved on")),
        Case(
            name: "killed in the middle", events: [.sending, .failed(lost)],
            verdict: .doubtful(lost.description)),
        Case(
            name: "moved before anything was sent", events: [.ref(ref, theirs), .done],
            verdict: .clear(.moved)),
        Case(
            name: "landed before anything was sent", events: [.ref(ref, ours), .done],
            verdict: .clear(.landed)),
        Case(name: "never connected", events: [.failed(lost)], verdict: .clear(.failed(lost))),
        Case(
            name: "another ref's word does not count",
            events: [
                .sending, .status(ref: "refs/heads/x", refusal: nil), zero, .ref(ref, old), .done,
            ],
            verdict: .doubtful("the remote took it and does not show it")),
    ]

    @Test func `fault 15: a forced push that is called no fast-forward met a rule`() {
        let events: [TransportEvent] = [
            .sending, Self.refused("non-fast-forward"), Self.zero, .ref(Self.ref, Self.old), .done,
        ]
        func verdict(isForced: Bool) -> PushVerdict {
            PushVerdict(
                events, of: Self.ours, to: Self.ref, expecting: Self.old, isForced: isForced)
        }
        #expect(verdict(isForced: false) == .clear(.moved))
        #expect(verdict(isForced: true) == .clear(.refused("non-fast-forward")))
    }

    @Test(arguments: cases)
    func `F1, F3: a push has landed only where everything says so`(_ example: Case) {
        let verdict = PushVerdict(
            example.events, of: Self.ours, to: Self.ref, expecting: Self.old)
        #expect(verdict == example.verdict)
    }
}

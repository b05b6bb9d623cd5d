import PinionModel
import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ReviewTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let change: Change
        let violations: [String]

        init(_ name: String, _ violations: [String], _ alter: (inout Change) -> Void) {
            testDescription = name
            var change = Change()
            alter(&change)
            self.change = change
            self.violations = violations
        }
    }

    private static let frozen = Hold(reason: "audit")
    private static let refusing = Hold(refuse: [.letter("b")], reason: "leak")
    private static let yesterday = CalendarDate(daysSinceEpoch: 0)
    private static let closed = PinGate.closed(reason: "the window to open", barsRepair: false)

    static let cases: [Case] = [
        Case("a moved pin that nothing bars passes", []) { _ in },
        Case("a digest that is not there", ["digest-missing invalid"]) { $0.answer = .absent },
        Case("a registry that does not answer", ["registry-silent invalid"]) {
            $0.answer = .unanswered("no answer")
        },
        Case("a registry of the inside", ["registry-foreign invalid"]) {
            $0.answer = .foreign("of the inside")
        },
        Case("a platform that the former image had", ["platform-missing refuses"]) {
            $0.platforms[image("a", tag: "")] = [.amd64, .arm64]
        },
        Case("a platform more", []) { $0.platforms[image("b", tag: "")] = [.amd64, .arm64] },
        Case("platforms that are not known are no refusal", []) { $0.platforms = [:] },
        Case("a frozen pin moved", ["pin-frozen refuses"]) {
            $0.old = [.held("web", image("a"), frozen)]
        },
        Case("a frozen pin moved, and its hold taken off", ["pin-frozen refuses"]) {
            $0.old = [.held("web", image("a"), frozen)]
            $0.new = [.test("web", image("b"))]
        },
        Case("a frozen pin removed", ["pin-frozen refuses"]) {
            $0.old = [.held("web", image("a"), frozen)]
            $0.new = []
        },
        Case("a freeze that is over", []) {
            $0.old = [.held("web", image("a"), Hold(until: yesterday))]
        },
        Case("a frozen pin's tag", []) {
            $0.old = [.held("web", image("a"), frozen)]
            $0.new = [.held("web", image("a", tag: ":9"), frozen)]
        },
        Case("a hold taken off alone", []) {
            $0.old = [.held("web", image("a"), frozen)]
            $0.new = [.test("web", image("a"))]
        },
        Case("a refused digest taken", ["digest-refused refuses"]) {
            $0.old = [.held("web", image("a"), refusing)]
        },
        Case("a hold that refuses another digest", []) {
            $0.old = [.held("web", image("a"), Hold(refuse: [.letter("c")]))]
        },
        Case("a refused digest under another key", ["digest-refused refuses"]) {
            $0.old = [.held("web", image("a"), refusing)]
            $0.new = [.test("web2", image("b"), runtimeName: "web")]
        },
        Case("a refused digest, though it ran before", ["digest-refused refuses"]) {
            $0.old = [.held("web", image("a"), refusing)]
            $0.ranBefore = [.test("web")]
        },
        Case("a closed window", ["window-closed refuses"]) { $0.gate = closed },
        Case("a closed window for a pin that is removed", []) {
            $0.gate = closed
            $0.new = []
        },
        Case("a closed window for a hold", []) {
            $0.gate = closed
            $0.new = [.held("web", image("a"), frozen)]
        },
        Case("a return to what ran before, in a closed window", []) {
            $0.gate = closed
            $0.ranBefore = [.test("web")]
        },
        Case("a return to what ran before, of a frozen pin", []) {
            $0.old = [.held("web", image("a"), frozen)]
            $0.ranBefore = [.test("web")]
        },
        Case("a pin that soaked", []) {
            $0.promotion = .staging(base: image("b"), .soaked("b"))
        },
        Case("a pin that soaked under another repository", []) {
            $0.promotion = .staging(
                base: .test("other.example.com/web:1", .letter("b")), .soaked("b"))
        },
        Case("a pin that soaked, and that the source leaves in the same change", []) {
            $0.promotion = .staging(base: image("b"), head: image("c"), .soaked("b"))
        },
        Case("a pin that has not soaked", ["promotion-soak refuses"]) {
            $0.promotion = .staging(base: image("b"), .soaked("b", since: .test))
        },
        Case("a pin that came to the source in the same change", ["promotion-soak refuses"]) {
            $0.promotion = .staging(
                base: image("a"), head: image("b"), .read([:]))
        },
        Case("a pin that the source does not pin", ["promotion-order refuses"]) {
            $0.promotion = .staging(base: image("a"), nil)
        },
        Case("a service that the source does not have", ["promotion-order refuses"]) {
            $0.promotion = .staging(base: nil, nil)
        },
        Case("a source whose ledger cannot be read", ["ledger-unreadable invalid"]) {
            $0.promotion = .staging(base: image("b"), .unreadable("no answer"))
        },
        Case("a source whose ledger was not asked", ["ledger-unreadable invalid"]) {
            $0.promotion = .staging(base: image("b"), nil)
        },
        Case("a return needs no soak", []) {
            $0.promotion = .staging(base: image("a"), nil)
            $0.ranBefore = [.test("web")]
        },
        Case("a new pin needs a soak too", ["promotion-order refuses"]) {
            $0.new = [.test("web", image("a")), .test("web2", image("b"), runtimeName: "web")]
            $0.promotion = .staging(base: image("a"), nil)
        },
        Case("a removed pin needs none", []) {
            $0.new = []
            $0.promotion = .staging(base: image("a"), nil)
        },
        Case("an environment that the change does not name", ["environment-not-named refuses"]) {
            $0.named = ["staging"]
        },
        Case("an environment that the change names", []) { $0.named = ["production"] },
        Case("a mistake, with no rule beside it", ["file-invalid invalid"]) {
            $0.mistakes = [mistake]
        },
        Case("a base that cannot be read", ["base-unreadable invalid"]) {
            $0.baseMistakes = [mistake]
        },
        Case("rules that the change relaxes still hold", ["window-closed refuses"]) {
            $0.newRules = Rules(apply: .automatic)
            $0.gate = closed
        },
        Case("a new environment has no rules", []) {
            $0.old = nil
            $0.gate = .open
        },
        Case("a new environment's digests must be there", ["digest-missing invalid"]) {
            $0.old = nil
            $0.answer = .absent
        },
        Case("a deleted environment", []) { $0.new = nil },
    ]

    private static let mistake = FileMistake(
        at: FilePosition(path: "pins.yaml", line: 3, column: 5), "no digest", remedy: "add one")

    @Test(arguments: cases)
    func `a change is judged by the rules of its base`(_ row: Case) {
        #expect(row.change.violations == row.violations, "\(row.change.review.violations)")
    }

    @Test func `a new pin for what runs already needs no soak and no window`() {
        var change = Change(old: [], gate: Self.closed, promotion: .staging(base: nil, nil))
        #expect(change.violations == ["promotion-order refuses", "window-closed refuses"])
        let key = ContainerKey(service: "web", container: "web")
        let seen = Assessment(
            services: [], plan: Plan(environment: .production, changes: []),
            inStep: [key: image("b")])
        change.plan = PlanGlance(
            EnvironmentResult(environment: .production, commit: nil, assessment: seen))
        #expect(change.violations == [])
    }

    @Test func `what the rules need of a reviewer is noted`() {
        var change = Change(
            rules: Rules(limits: Limits(changes: 0), freeze: Freeze(reason: "x", until: nil)),
            newRules: Rules(apply: .automatic), newRuntime: .sandbox(state: "other.json"),
            ranBefore: [.test("web")])
        change.new = [.test("web", .test("other.example.com/web:2", .letter("b")))]
        let notes = change.review.notes
        #expect(change.review.changedRules == ["runtime", "apply", "limits", "freeze"])
        #expect(notes.count == 5, "\(notes)")
        #expect(notes[0].hasPrefix("rules changed: runtime, apply, limits, freeze; takes effect"))
        #expect(notes.contains { $0.contains("another repository") })
        #expect(notes.contains { $0.contains("ran before, verified") })
        #expect(notes.contains { $0.contains("platforms were not compared") })
        #expect(notes.contains { $0.contains("limits.changes allows 0") })
    }

    @Test func `what would be applied has the base's rules and runtime, and the head's pins`() {
        let change = Change(
            rules: Rules(apply: .manual), newRules: Rules(apply: .automatic),
            newRuntime: .sandbox(state: "other.json"))
        let merged = change.subject.merged
        #expect(merged?.rules.apply == .manual)
        #expect(merged?.runtime == .sandbox(state: "s.json"))
        #expect(merged?.services == change.new)
        #expect(Change(old: nil).subject.merged == nil)
        #expect(Change(new: nil).subject.merged == nil)
    }

    @Test func `only images that the base does not pin are asked for`() {
        let change = Change(
            old: [.test("api", image("c")), .test("web", image("a"))],
            new: [
                .test("api", image("a")), .test("web", image("b")), .test("job", image("b")),
                .test("cron", image("c", tag: ":9")),
            ])
        #expect(change.subject.newImages == [image("b", tag: "")])
    }

    @Test func `invalid comes before refused, and refused before passing`() {
        let refused = Violation(.windowClosed, "closed")
        let invalid = Violation(.digestMissing, "gone")
        #expect(ReviewVerdict([]).exitCode == .success)
        #expect(ReviewVerdict([refused]).exitCode == .refused)
        #expect(ReviewVerdict([refused, invalid]).exitCode == .failure)
    }
}

import PinionDecisions
import PinionModel
import PinionReconcile
import PinionReview
import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)))
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
            $0.answer = .notAsked("of the inside")
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
        Case("F9: an index that has a refused manifest", ["digest-refused refuses"]) {
            $0.old = [.held("web", image("a"), Hold(refuse: [.letter("c")]))]
            $0.members = [.letter("b"): .members([.letter("c")])]
        },
        Case("F9: a manifest of a refused index", ["digest-refused refuses"]) {
            $0.old = [.held("web", image("a"), Hold(refuse: [.letter("c")]))]
            $0.members = [.letter("c"): .members([.letter("b")])]
        },
        Case("F9: a manifest of a refused index, under another key", ["digest-refused refuses"]) {
            $0.old = [.held("web", image("a"), Hold(refuse: [.letter("c")]))]
            $0.new = [.test("web2", image("b"), runtimeName: "web")]
            $0.members = [.letter("c"): .members([.letter("b")])]
        },
        Case("F9: a refused digest of which nothing could be learnt", ["registry-silent invalid"]) {
            $0.old = [.held("web", image("a"), Hold(refuse: [.letter("c")]))]
            $0.members = [.letter("c"): .unanswered(Obstacle("no answer"))]
        },
        Case("F9: a refused digest that was deleted", []) {
            $0.old = [.held("web", image("a"), Hold(refuse: [.letter("c")]))]
            $0.members = [.letter("c"): .absent]
        },
        Case("F9: a hold that is over asks nothing", []) {
            $0.old = [
                .held("web", image("a"), Hold(refuse: [.letter("c")], until: yesterday))
            ]
            $0.members = [.letter("c"): .members([.letter("b")])]
        },
        Case("F3c: two names swapped under a freeze", swapped("pin-frozen refuses")) {
            $0.old = [.held("web", image("a"), frozen), .held("job", image("b"), frozen)]
            $0.new = swap
        },
        Case("F3c: two names swapped under a promotion", swapped("promotion-order refuses")) {
            $0.old = [.test("web", image("a")), .test("job", image("b"))]
            $0.new = swap
            $0.promotion = .staging(base: image("c"), nil)
        },
        Case("F3c: two names swapped in a closed window", swapped("window-closed refuses")) {
            $0.old = [.test("web", image("a")), .test("job", image("b"))]
            $0.new = swap
            $0.gate = closed
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
        Case("another name in the runtime, in a closed window", ["window-closed refuses"]) {
            $0.new = [.test("web", image("a"), runtimeName: "other")]
            $0.gate = closed
        },
        Case("another name in the runtime, without a soak", ["promotion-order refuses"]) {
            $0.new = [.test("web", image("a"), runtimeName: "other")]
            $0.promotion = .staging(base: image("b"), nil)
        },
        Case("another name in the runtime, for what soaked", []) {
            $0.new = [.test("web", image("a"), runtimeName: "other")]
            $0.promotion = .staging(base: image("a"), .soaked("a"))
        },
        Case("another name in the runtime for a frozen pin", ["pin-frozen refuses"]) {
            $0.old = [.held("web", image("a"), frozen)]
            $0.new = [.test("web", image("a"), runtimeName: "other")]
        },
        Case("a refused digest under a name that is taken over", ["digest-refused refuses"]) {
            $0.old = [.held("web", image("a"), refusing), .test("job", image("b"))]
            $0.new = [
                .test("web", image("a"), runtimeName: "web"),
                .test("job", image("b"), runtimeName: "other"),
            ]
        },
        Case("a return under another name is none", ["window-closed refuses"]) {
            $0.new = [.test("web", image("b"), runtimeName: "other")]
            $0.gate = closed
            $0.ranBefore = [.test("web")]
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
        Case("a deleted environment with a frozen pin", ["pin-frozen refuses"]) {
            $0.old = [.held("web", image("a"), frozen)]
            $0.new = nil
        },
        Case("a new pin for the object of a frozen one", ["pin-frozen refuses"]) {
            $0.old = [.held("web", image("a"), frozen)]
            $0.new = [
                .held("web", image("a"), frozen), .test("other", image("a"), runtimeName: "web"),
            ]
        },
    ]

    /// Each service under the other's name in the runtime, with its pin as it was.
    private static var swap: [Service] {
        [
            .test("web", image("a"), runtimeName: "job"),
            .test("job", image("b"), runtimeName: "web"),
        ]
    }

    private static func swapped(_ violation: String) -> [String] { [violation, violation] }

    private static let mistake = FileMistake(
        at: FilePosition(path: "pins.yaml", line: 3, column: 5), "no digest", remedy: "add one")

    @Test(arguments: cases)
    func `a change is judged by the rules of its base`(_ row: Case) {
        #expect(row.change.violations == row.violations, "\(row.change.review.violations)")
    }

    struct Running: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let violations: [String]
        let running: [RunningCount]
        var isInStep = false
        var service: [Service] = [.test("web", image("b"))]
        var container = "web"

        /// What a look at the runtime finds, where the service is declared by a tag alone.
        var plan: PlanPreview {
            let declared = ImageReference(repository: image("b").repository, tag: nil)
            let seen = ContainerAssessment(
                name: container, pin: image("b"), declared: declared, template: nil,
                running: running)
            let assessment = Assessment(
                services: [ServiceAssessment(name: "web", containers: [seen], findings: [])],
                plan: Plan(environment: .production, changes: []),
                inStep: isInStep
                    ? [ContainerKey(service: "web", container: container): image("b")] : [:])
            return PlanPreview(
                EnvironmentResult(environment: .production, commit: nil, assessment: assessment))
        }
    }

    private static let barred = ["promotion-order refuses", "window-closed refuses"]
    private static let two = RunningCount(digest: .letter("b"), instances: 2)

    @Test(arguments: [
        Running(testDescription: "every instance", violations: [], running: [two]),
        Running(
            testDescription: "every instance of a container", violations: [], running: [two],
            service: [.test("web", [.test(image("b"), container: "app")])], container: "app"),
        Running(
            testDescription: "every instance of another container", violations: barred,
            running: [two], service: [.test("web", [.test(image("b"), container: "app")])]),
        Running(
            testDescription: "one instance runs something else", violations: barred,
            running: [two, RunningCount(digest: .letter("c"), instances: 1)]),
        Running(
            testDescription: "one instance is not known", violations: barred,
            running: [two, RunningCount(digest: nil, instances: 1)]),
        Running(testDescription: "no instance", violations: barred, running: []),
        Running(
            testDescription: "no instance, and declared so", violations: [], running: [],
            isInStep: true),
    ])
    func `a new pin for what runs already needs no soak and no window`(_ row: Running) {
        var change = Change(
            old: [], new: row.service, gate: Self.closed, promotion: .staging(base: nil, nil))
        #expect(change.violations == Self.barred)
        change.plan = row.plan
        #expect(change.violations == row.violations)
        change.old = [.test("web", runtimeName: "former", row.service[0].pins)]
        #expect(change.violations == row.violations)
        // Something else was pinned for it before, or nobody knows.
        change.old = []
        for former in [ReplacedPin.other(image("a")), .unknown("a shallow clone")] {
            change.replaced = Dictionary(
                uniqueKeysWithValues: change.subject.newObjects.map { ($0.key, former) })
            #expect(change.violations == Self.barred)
            let isTold = change.review.notes.contains { $0.hasSuffix("\(former)") }
            #expect(isTold == row.violations.isEmpty)
        }
    }

    @Test func `a pin that the source lacks is told without its digest`() {
        let change = Change(promotion: .staging(base: nil, nil))
        let digest = image("b").digest.short
        #expect(
            change.review.violations.map(\.sentence) == [
                "production takes its pins from staging, and staging does not pin web; let \(digest) run in "
                    + "staging first, then `pinion promote staging production`"
            ])
    }

    @Test func `mistakes are in the order of the file`() {
        let mistakes = [11, 5, 10].map {
            FileMistake(
                at: FilePosition(path: "pins.yaml", line: $0, column: 1), "x", remedy: "y")
        }
        let lines = Change(mistakes: mistakes).review.violations.map { $0.position?.line }
        #expect(lines == [5, 10, 11])
    }

    @Test func `what the rules need of a reviewer is noted`() {
        var change = Change(
            rules: Rules(limits: Limits(changes: 0), freeze: Freeze(reason: "x", until: nil)),
            newRules: Rules(apply: .automatic), newRuntime: .sandbox(state: "other.json"),
            ranBefore: [.test("web")])
        change.new = [.test("web", .test("other.example.com/web:2", .letter("b")))]
        let notes = change.review.notes
        #expect(change.review.changedRules == ["runtime", "apply", "limits", "freeze"])
        #expect(notes.count == 6, "\(notes)")
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
        #expect(merged?.runtime.isEqual(to: .sandbox(state: "s.json")) == true)
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
        #expect(ReviewVerdict([]) == .passes)
        #expect(ReviewVerdict([refused]) == .refused)
        #expect(ReviewVerdict([refused, invalid]) == .invalid)
    }
}

import PinionDecisions
import PinionModel
import PinionTesting
import Testing

/// What the rules say of a plan: each row a situation, what may be changed, and what refuses.
@Suite(.timeLimit(.minutes(10)))
struct RulingTests {
    /// What a row may set: rules, options, gate, rewrite, and which changes there are.
    struct Terms {
        var rules = Rules(apply: .automatic)
        var options = RunOptions(who: "ada")
        var gate = PinGate.open
        var rewrite: Rewrite?
        var doubts: [HistoryDoubt] = []
        /// A letter a service: `n`ew pin, `r`epair, `f`inish, `x` failed before, `h`eld back.
        var changes = "nr"
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let allowed: String
        let refusals: [String]
        let authorities: [String]
        let terms: @Sendable (inout Terms) -> Void

        init(
            _ name: String, allowed: String, _ refusals: [String] = [], authorities: [String] = [],
            _ terms: @escaping @Sendable (inout Terms) -> Void
        ) {
            self.name = name
            self.allowed = allowed
            self.refusals = refusals
            self.authorities = authorities
            self.terms = terms
        }

        var testDescription: String { name }
    }

    static let hash = Digest.letter("c")
    static let closed = PinGate.closed(reason: "the window to open", barsRepair: false)
    static let wayOut =
        "the window to open; if they cannot wait, run `pinion reconcile --override REASON`, "
        + "which records it"
    static let rewritten = Rewrite(from: .test(1), to: .test(2))
    static let needsApproval =
        "changes need an approval; read the plan, then run `pinion reconcile --approve #c`"
    static let trust = UnenforcedRule(
        key: "trust", site: FilePosition(path: "environment.yaml", line: 3, column: 1))
    static let promotion = UnenforcedRule(
        key: "promotion", site: FilePosition(path: "environment.yaml", line: 5, column: 1))

    static let cases: [Case] = [
        Case("automatic applies everything", allowed: "nr") { _ in },
        Case("never applies nothing, and refuses nothing", allowed: "") {
            $0.rules = Rules(apply: .never)
        },
        Case("never refuses nothing either where a rule is not enforced", allowed: "") {
            $0.rules = Rules(apply: .never, unenforced: [trust])
        },
        Case("no changes need no approval", allowed: "") {
            $0.rules = Rules(apply: .manual)
            $0.changes = ""
        },
        Case("manual asks for an approval", allowed: "", [needsApproval]) {
            $0.rules = Rules(apply: .manual)
        },
        Case("manual applies what is approved", allowed: "nr", authorities: ["approval ada #c"]) {
            $0.rules = Rules(apply: .manual)
            $0.options = RunOptions(approved: hash, who: "ada")
        },
        Case(
            "an approval of another plan is refused", allowed: "",
            [
                "the approval is for the plan #d, and the plan is #c now; read it anew, then "
                    + "approve that"
            ]
        ) {
            $0.rules = Rules(apply: .manual)
            $0.options = RunOptions(approved: .letter("d"), who: "ada")
        },
        Case(
            "an approval of another plan is refused where none is needed", allowed: "",
            [
                "the approval is for the plan #d, and the plan is #c now; read it anew, then "
                    + "approve that"
            ]
        ) { $0.options = RunOptions(approved: .letter("d"), who: "ada") },
        Case(
            "more changes than the limit", allowed: "",
            [
                "3 changes are more than limits.changes allows in one run (2); read the plan, "
                    + "then run `pinion reconcile --approve #c`"
            ]
        ) {
            $0.rules = Rules(apply: .automatic, limits: Limits(changes: 2))
            $0.changes = "nnr"
        },
        Case("as many changes as the limit", allowed: "nr") {
            $0.rules = Rules(apply: .automatic, limits: Limits(changes: 2))
        },
        Case("an approval lifts the limit", allowed: "nnr", authorities: ["approval ada #c"]) {
            $0.rules = Rules(apply: .automatic, limits: Limits(changes: 2))
            $0.options = RunOptions(approved: hash, who: "ada")
            $0.changes = "nnr"
        },
        Case(
            "the limit counts what may be changed", allowed: "rr",
            ["new pins wait for \(wayOut)"]
        ) {
            $0.rules = Rules(apply: .automatic, limits: Limits(changes: 2))
            $0.gate = closed
            $0.changes = "nrr"
        },
        Case(
            "a closed window lets repairs and unfinished changes through", allowed: "rf",
            ["new pins wait for \(wayOut)"]
        ) {
            $0.gate = closed
            $0.changes = "nrf"
        },
        Case("a closed window says nothing where nothing waits", allowed: "r") {
            $0.gate = closed
            $0.changes = "r"
        },
        Case(
            "a closed window holds back what git is ahead with", allowed: "",
            ["new pins wait for \(wayOut)"]
        ) {
            $0.gate = closed
            $0.changes = "h"
        },
        Case("a window of others says nothing to --only", allowed: "r") {
            $0.gate = closed
            $0.changes = "hr"
            $0.options = RunOptions(only: ["s1"], who: "ada")
        },
        Case(
            "a window may bar repair too", allowed: "",
            ["new pins and repairs wait for \(wayOut)"]
        ) {
            $0.gate = .closed(reason: "the window to open", barsRepair: true)
            $0.changes = "r"
        },
        Case(
            "an approval does not open a window", allowed: "",
            ["new pins wait for \(wayOut)"]
        ) {
            $0.gate = closed
            $0.changes = "n"
            $0.options = RunOptions(approved: hash, who: "ada")
        },
        Case(
            "an override lets new pins through, and is recorded", allowed: "nr",
            authorities: ["override ada sev 1"]
        ) {
            $0.gate = closed
            $0.options = RunOptions(override: .test("sev 1"), who: "ada")
        },
        Case(
            "an override lets barred repairs through", allowed: "r",
            authorities: ["override ada sev 1"]
        ) {
            $0.gate = .closed(reason: "the window to open", barsRepair: true)
            $0.changes = "r"
            $0.options = RunOptions(override: .test("sev 1"), who: "ada")
        },
        Case("an override of an open window is not recorded", allowed: "nr") {
            $0.options = RunOptions(override: .test("sev 1"), who: "ada")
        },
        Case("an override that nothing needs is not recorded", allowed: "r") {
            $0.gate = closed
            $0.changes = "r"
            $0.options = RunOptions(override: .test("sev 1"), who: "ada")
        },
        Case(
            "an override approves nothing, and is not recorded where nothing is applied",
            allowed: "", [needsApproval]
        ) {
            $0.rules = Rules(apply: .manual)
            $0.gate = closed
            $0.options = RunOptions(override: .test("sev 1"), who: "ada")
        },
        Case(
            "an approval beside an override", allowed: "nr",
            authorities: ["override ada sev 1", "approval ada #c"]
        ) {
            $0.rules = Rules(apply: .manual)
            $0.gate = closed
            $0.options = RunOptions(approved: hash, override: .test("sev 1"), who: "ada")
        },
        Case(
            "an override of some services", allowed: "n", authorities: ["override ada sev 1"]
        ) {
            $0.gate = closed
            $0.changes = "nhr"
            $0.options = RunOptions(only: ["s0"], override: .test("sev 1"), who: "ada")
        },
        Case(
            "every rule that is not enforced refuses every apply", allowed: "",
            [
                "environment.yaml:3:1: this version of Pinion does not enforce `trust` yet, and "
                    + "so applies nothing here; remove the rule, or wait for a version that does",
                "environment.yaml:5:1: this version of Pinion does not enforce `promotion` yet, "
                    + "and so applies nothing here; remove the rule, or wait for a version that "
                    + "does",
            ]
        ) { $0.rules = Rules(apply: .automatic, unenforced: [trust, promotion]) },
        Case("a rule that is not enforced has nothing to refuse", allowed: "") {
            $0.rules = Rules(apply: .automatic, unenforced: [trust])
            $0.changes = ""
        },
        Case("only one service", allowed: "r") {
            $0.options = RunOptions(only: ["s1"], who: "ada")
        },
        Case("only one container", allowed: "n") {
            $0.options = RunOptions(only: ["s0/main"], who: "ada")
        },
        Case("only a container that is not there", allowed: "") {
            $0.options = RunOptions(only: ["s0/other"], who: "ada")
        },
        Case("what failed before is not tried", allowed: "n") { $0.changes = "nx" },
        Case("a retry is recorded", allowed: "nr", authorities: ["retry ada s1/main"]) {
            $0.options = RunOptions(retry: ["s1"], who: "ada")
        },
        Case("a retry of what is not changed is not recorded", allowed: "nr") {
            $0.options = RunOptions(retry: ["s7"], who: "ada")
        },
        Case(
            "fault 16: a rewritten branch stops every apply", allowed: "",
            [
                "the tracked branch was rewritten: commit 1000000, which was acted on last, is "
                    + "not in 2000000; run the command again, and if it stands, look at what "
                    + "happened, then run `pinion reconcile --accept-rewrite "
                    + "2000000000000000000000000000000000000000`"
            ]
        ) { $0.rewrite = rewritten },
        Case(
            "fault 16: an accepted rewrite goes on, and is recorded", allowed: "nr",
            authorities: [
                "rewrite-accepted ada 1000000000000000000000000000000000000000 to "
                    + "2000000000000000000000000000000000000000"
            ]
        ) {
            $0.rewrite = rewritten
            $0.options = RunOptions(acceptedRewrite: .test(2), who: "ada")
        },
        Case(
            "fault 16: an accepted rewrite is for one commit", allowed: "",
            [
                "the tracked branch was rewritten: commit 1000000, which was acted on last, is "
                    + "not in 2000000; run the command again, and if it stands, look at what "
                    + "happened, then run `pinion reconcile --accept-rewrite "
                    + "2000000000000000000000000000000000000000`"
            ]
        ) {
            $0.rewrite = rewritten
            $0.options = RunOptions(acceptedRewrite: .test(3), who: "ada")
        },
    ]

    @Test(arguments: cases)
    func `a plan is ruled on`(_ row: Case) {
        var terms = Terms()
        row.terms(&terms)
        let ruling = Ruling(
            on: Self.assessment(terms.changes), planHash: Self.hash, rules: terms.rules,
            gate: terms.gate,
            history: HistoryQuestions(
                of: .production, at: terms.rewrite?.to ?? .test(2),
                (terms.rewrite.map { [.rewritten($0)] } ?? []) + terms.doubts),
            options: terms.options)
        #expect(ruling.allowed.map(Self.letter).joined() == row.allowed)
        #expect(ruling.refusals.map { brief($0.description) } == row.refusals)
        #expect(
            ruling.authorities.map { brief("\($0.kind.rawValue) \($0.who) \($0.reason)") }
                == row.authorities)
    }

    private static func assessment(_ letters: String) -> Assessment {
        let keys = letters.indices.enumerated().map { number, _ in
            ContainerKey(service: "s\(number)", container: "main")
        }
        let changes = zip(letters, keys).compactMap { letter, key -> PlannedChange? in
            guard letter != "h" else { return nil }
            return PlannedChange(
                key: key, declared: "d", image: image("a"), cause: cause(letter),
                restartsIdenticalBits: false,
                obstacle: letter == "x" ? .failedBefore(.letter("a")) : nil,
                observed: Scene().observed)
        }
        return Assessment(
            services: [], plan: Plan(environment: .production, changes: changes),
            heldBack: zip(letters, keys).filter { $0.0 == "h" }.map(\.1))
    }

    private static func cause(_ letter: Character) -> PlannedChange.Cause {
        switch letter {
        case "r": .repair
        case "f": .finish
        default: .newPin
        }
    }

    private static func letter(_ change: PlannedChange) -> String {
        switch change.cause {
        case .newPin: "n"
        case .repair: "r"
        case .finish: "f"
        }
    }
}

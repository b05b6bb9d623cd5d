import PinionDecisions
import PinionModel
import PinionTesting
import Testing

/// Windows and freezes over time; tests begin on Monday 2026-11-23, 12:00 UTC, which is 01:00 on Tuesday in Auckland.
@Suite(.timeLimit(.minutes(10)))
struct PinGateTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let rules: Rules
        var after = Duration.zero
        let gate: PinGate

        var testDescription: String { name }
    }

    static func closed(_ reason: String, barsRepair: Bool = false) -> PinGate {
        .closed(reason: reason, barsRepair: barsRepair)
    }

    static let weekend = "Fri 16:00 - Mon 08:00"
    static let now = Rules(windows: [.test(.deny, "Mon 11:00 - Mon 13:00")])
    static let always = CalendarDate(parsing: "2026-11-23")

    static let cases: [Case] = [
        Case(name: "no rules", rules: Rules(), gate: .open),
        Case(name: "outside a deny", rules: Rules(windows: [.test(.deny, weekend)]), gate: .open),
        Case(
            name: "inside a deny", rules: now,
            gate: closed(
                "the window to open at 2026-11-23T13:00:00Z (deny Mon 11:00 - Mon 13:00 UTC)")),
        Case(
            name: "a deny's last minute is outside", rules: now, after: .seconds(3_600), gate: .open
        ),
        Case(
            name: "a deny's last second", rules: now, after: .seconds(3_599),
            gate: closed(
                "the window to open at 2026-11-23T13:00:00Z (deny Mon 11:00 - Mon 13:00 UTC)")),
        Case(
            name: "a deny over the week's end",
            rules: Rules(windows: [.test(.deny, weekend, "Pacific/Auckland")]),
            after: .seconds(4 * 86_400),
            gate: closed(
                "the window to open at 2026-11-29T19:00:00Z (deny Fri 16:00 - Mon 08:00 "
                    + "Pacific/Auckland)"
            )),
        Case(
            name: "inside an allow",
            rules: Rules(windows: [.test(.allow, "Mon 09:00 - Mon 17:00")]),
            gate: .open),
        Case(
            name: "outside every allow",
            rules: Rules(windows: [
                .test(.allow, "Tue 09:00 - Tue 17:00"), .test(.allow, "Wed 09:00 - Wed 17:00"),
            ]),
            gate: closed(
                "the window to open at 2026-11-24T09:00:00Z (allow Tue 09:00 - Tue 17:00 UTC; "
                    + "allow Wed 09:00 - Wed 17:00 UTC)"
            )),
        Case(
            name: "a deny inside an allow closes",
            rules: Rules(windows: [.test(.allow, "Mon 09:00 - Mon 17:00")] + now.windows),
            gate: closed(
                "the window to open at 2026-11-23T13:00:00Z (deny Mon 11:00 - Mon 13:00 UTC)")),
        Case(
            name: "repair: deny",
            rules: Rules(windows: [.test(.deny, "Mon 11:00 - Mon 13:00", deniesRepair: true)]),
            gate: closed(
                "the window to open at 2026-11-23T13:00:00Z (deny Mon 11:00 - Mon 13:00 UTC)",
                barsRepair: true)),
        Case(
            name: "an unknown zone closes a deny, and never opens",
            rules: Rules(windows: [.test(.deny, weekend, "Mars/Phobos")]),
            gate: closed("the window to open (deny Fri 16:00 - Mon 08:00 Mars/Phobos)")),
        Case(
            name: "an unknown zone closes an allow",
            rules: Rules(windows: [.test(.allow, "Mon 00:00 - Sun 23:59", "Mars/Phobos")]),
            gate: closed("the window to open (allow Mon 00:00 - Sun 23:59 Mars/Phobos)")),
        Case(
            name: "a freeze without an end",
            rules: Rules(freeze: Freeze(reason: "audit", until: nil)),
            gate: closed("the freeze to end (audit)")),
        Case(
            name: "a freeze's last day",
            rules: Rules(freeze: Freeze(reason: "audit", until: always)),
            after: .seconds(43_199),
            gate: closed("the freeze to end (audit, until the end of 2026-11-23 UTC)")),
        Case(
            name: "the day after a freeze",
            rules: Rules(freeze: Freeze(reason: "audit", until: always)),
            after: .seconds(43_200), gate: .open),
        Case(
            name: "a freeze inside a window that bars repair",
            rules: Rules(
                windows: [.test(.deny, "Mon 11:00 - Mon 13:00", deniesRepair: true)],
                freeze: Freeze(reason: "audit", until: nil)),
            gate: closed("the freeze to end (audit)", barsRepair: true)),
    ]

    @Test(arguments: cases)
    func `windows and freezes close and open`(_ row: Case) {
        let gate = PinGate(row.rules, at: .test + row.after, minuteOfWeek: testMinuteOfWeek)
        #expect(gate == row.gate)
    }

    @Test func `while new pins are held back, what was applied last is the target`() {
        var scene = Scene()
        scene.gate = Self.closed("x")
        scene.applied = "b"
        scene.floats()
        scene.answers[AssessorTests.latest] = .digest(.letter("b"))
        scene.answers[AssessorTests.members] = .members([])
        #expect(scene.assess().assessment.changes == ["repair r.example.com/shop/web:latest → #b"])
        #expect(scene.assess().assessment.heldBack == [Scene.key])
        scene.runs("b")
        #expect(
            scene.assess().assessment.changes == [
                "repair r.example.com/shop/web:latest → #b, identical bits"
            ])
        scene.stands(on: "b")
        #expect(scene.assess().assessment.changes == [])
        #expect(scene.assess().assessment.heldBack == [Scene.key])
        scene.stands(on: "a")
        #expect(scene.assess().assessment.heldBack == [])
    }

    @Test func `what is declared and was sent is not taken back by a closed window`() {
        var scene = Scene()
        scene.gate = Self.closed("x")
        scene.stands(on: "c")
        scene.applied = "b"
        scene.sent = "c"
        #expect(scene.assess().assessment.changes == [])
        #expect(scene.assess().assessment.heldBack == [Scene.key])
    }

    struct Wait: Sendable, CustomTestStringConvertible {
        let rules: Rules
        var gate = PinGate.open
        let wait: String
        var testDescription: String { wait }
    }

    static let waits: [Wait] = [
        Wait(rules: Rules(apply: .automatic), wait: "the next run"),
        Wait(
            rules: Rules(apply: .manual),
            wait: "an approval (`pinion reconcile production --approve PLAN-HASH`)"),
        Wait(rules: Rules(apply: .never), wait: "somebody to set `apply` in environment.yaml"),
        Wait(
            rules: Rules(apply: .automatic), gate: closed("the freeze to end (x)"),
            wait: "the freeze to end (x)"),
        Wait(
            rules: Rules(apply: .automatic, unenforced: [RulingTests.trust]),
            wait: "a version of Pinion that enforces `trust`"),
        Wait(
            rules: Rules(apply: .automatic, limits: Limits(changes: 0)),
            wait:
                "an approval (`pinion reconcile production --approve PLAN-HASH`), because 1 "
                + "change is more than limits.changes allows in one run (0)"
        ),
    ]

    @Test(arguments: waits)
    func `a pin that git is ahead with says what it waits for`(_ row: Wait) throws {
        var scene = Scene()
        scene.rules = row.rules
        scene.gate = row.gate
        scene.stands(on: "b")
        scene.applied = "b"
        let finding = try #require(scene.assess().assessment.findings.first?.finding)
        #expect(finding.kind == .changePending)
        #expect(finding.message.hasSuffix("; it waits for " + row.wait))
    }
}

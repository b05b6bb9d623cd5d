@testable import PinionRuntimes
import Testing

/// Somebody on call does something by hand between two of Pinion's steps.
@Suite(.timeLimit(.minutes(10)))
struct RecreationHandTests {
    struct Odd: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var current: Recreation.Current?
        var former: Recreation.Former?
        var verdict = Recreation.Verdict.open
        let step: Recreation.Step
    }

    private static func new(
        isUp: Bool = false, hasStarted: Bool = false, isWanted: Bool = true,
        _ origin: Recreation.Origin = .marked, isStoppedByOthers: Bool = false
    ) -> Recreation.Current {
        .init(
            id: "n", isUp: isUp, hasStarted: hasStarted, isWanted: isWanted, origin: origin,
            isStoppedByOthers: isStoppedByOthers)
    }

    private static func theirs(isUp: Bool, isWanted: Bool = true) -> Recreation.Current {
        new(isUp: isUp, hasStarted: true, isWanted: isWanted, .foreign("somebody made it"))
    }

    private static let former = Recreation.Former(id: "f", isUp: true, isWanted: false)
    private static let stopped = Recreation.Former(
        id: "f", isUp: false, isStopped: true, isWanted: false)
    private static let theirsToStart = Recreation.Former(id: "f", isUp: false, isWanted: false)
    private static let left =
        "somebody stopped it while a re-creation was not finished, and what somebody stopped is not "
        + "started; start it, or remove it to have back what ran before"
    private static let stays =
        "it does not run, and Pinion did not stop it; what somebody stopped is not started"

    @Test(arguments: [
        Odd(testDescription: "both were removed", step: .refuse("it is gone")),
        Odd(
            testDescription: "somebody stopped the container before anything began",
            current: new(hasStarted: true, isWanted: false, .foreign("")), step: .refuse(stays)),
        Odd(
            testDescription: "somebody made another one while the former one runs",
            current: theirs(isUp: false), former: former, step: .refuse("somebody made it")),
        Odd(
            testDescription: "somebody made another one of the wanted digest, and runs it",
            current: theirs(isUp: true), former: stopped, step: .refuse("somebody made it")),
        Odd(
            testDescription: "somebody made another one, and nothing runs",
            current: theirs(isUp: false), former: stopped, step: .start(id: "f")),
        Odd(
            testDescription: "somebody made another one, and stopped the former one",
            current: theirs(isUp: false), former: theirsToStart,
            step: .refuse("somebody made it")),
        Odd(
            testDescription: "somebody made another one on the way back",
            current: theirs(isUp: true), former: former, verdict: .bad("x"),
            step: .refuse("somebody made it")),
        Odd(
            testDescription: "the new one is told by its likeness: it is named first",
            current: new(.likely), former: former, step: .name(new: "n", former: "f")),
        Odd(
            testDescription: "the new one was removed after the stop", former: stopped,
            step: .start(id: "f")),
        Odd(
            testDescription: "the new one was removed before the stop", former: former,
            step: .create(like: "f")),
        Odd(
            testDescription: "somebody stopped the former one before Pinion did",
            current: new(), former: theirsToStart, step: .remove(id: "n")),
        Odd(
            testDescription: "somebody stopped the former one, which gets its name back",
            former: theirsToStart, step: .bringBack(id: "f")),
        Odd(
            testDescription: "somebody stopped the former one: it stays so",
            current: new(hasStarted: true, isWanted: false, .foreign("")), verdict: .bad("x"),
            step: .refuse("x; and \(stays)")),
        Odd(
            testDescription:
                "the former one was removed after the stop, and this run made the new one",
            current: new(), step: .start(id: "n")),
        Odd(
            testDescription: "somebody stopped the new one: it is not started again",
            current: new(hasStarted: true), former: stopped, step: .start(id: "f")),
        Odd(
            testDescription: "somebody stopped the new one before it was proven",
            current: new(hasStarted: true, isStoppedByOthers: true), former: stopped,
            verdict: .started, step: .refuse(left)),
        Odd(
            testDescription: "somebody stopped another one that they had made in its place",
            current: new(hasStarted: true, .foreign("x"), isStoppedByOthers: true), former: stopped,
            step: .refuse(left)),
        Odd(
            testDescription: "somebody stopped the new one, and the former one runs",
            current: new(hasStarted: true, isStoppedByOthers: true), former: former,
            step: .remove(id: "n")),
        Odd(
            testDescription: "the new one ended in the run that started it",
            current: new(hasStarted: true), former: stopped, verdict: .started,
            step: .watch(id: "n")),
        Odd(
            testDescription: "the new one is bad, and somebody changed the former one",
            current: new(isUp: true, hasStarted: true), former: theirsToStart, verdict: .bad("x"),
            step: .refuse(
                "x; it runs on, because the former container does not run and Pinion did not stop it"
            )),
        Odd(
            testDescription: "fault 47: the engine restarted, and both run",
            current: new(isUp: true, hasStarted: true), former: former,
            step: .markAndStop(id: "f", new: "n")),
        Odd(
            testDescription: "the pin went back to what was set aside",
            current: new(isUp: true, hasStarted: true, isWanted: false),
            former: .init(id: "f", isUp: false, isStopped: true, isWanted: true),
            step: .stop(id: "n")),
        Odd(
            testDescription: "a third image is wanted: what runs is proven first",
            current: new(isUp: true, hasStarted: true, isWanted: false), former: stopped,
            step: .watch(id: "n")),
        Odd(
            testDescription: "a third image is wanted, and nothing runs",
            current: new(isWanted: false), former: stopped, step: .start(id: "f")),
    ])
    func `fault 58: a person's hand between two steps has one answer`(_ one: Odd) {
        #expect(
            Recreation(current: one.current, former: one.former, verdict: one.verdict).next
                == one.step)
    }

    /// Every state, whatever the hands did: what is not Pinion's own is never touched.
    @Test func `fault 58: no state makes Pinion touch what it did not make`() {
        for step in Self.everyState(.foreign("theirs")) {
            switch step {
            case .start(let id): #expect(id == "f")
            case .refuse: break
            default: Issue.record("\(step)")
            }
        }
    }

    @Test func `fault 58: no state makes Pinion start what somebody stopped`() {
        for origin in [Recreation.Origin.marked, .likely, .foreign("theirs")] {
            for current in Self.currents(origin) {
                for verdict in Self.verdicts {
                    let step = Recreation(
                        current: current, former: Self.theirsToStart, verdict: verdict
                    ).next
                    #expect(step != .start(id: "f"))
                    if current?.hasStarted == true { #expect(step != .start(id: "n")) }
                }
            }
        }
    }

    private static let verdicts: [Recreation.Verdict] = [
        .open, .started, .good, .bad("x"), .failedAndUnwanted,
    ]

    private static func currents(_ origin: Recreation.Origin) -> [Recreation.Current?] {
        [true, false].flatMap { isWanted in
            [
                new(isWanted: isWanted, origin),
                new(hasStarted: true, isWanted: isWanted, origin),
                new(isUp: true, hasStarted: true, isWanted: isWanted, origin),
            ]
        }
    }

    private static func everyState(_ origin: Recreation.Origin) -> [Recreation.Step] {
        currents(origin).flatMap { current in
            [former, stopped, theirsToStart].flatMap { former in
                verdicts.map {
                    Recreation(current: current, former: former, verdict: $0).next
                }
            }
        }
    }
}

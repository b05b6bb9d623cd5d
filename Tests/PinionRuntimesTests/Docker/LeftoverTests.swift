import PinionModel
@testable import PinionRuntimes
import Testing

/// The mark, and what it says of who stopped what.
@Suite(.timeLimit(.minutes(10)))
struct LeftoverTests {
    private static let id = DockerAnswers.id
    private static let start = "web.pinion-old-c91cf7652c05"

    @Test(arguments: [
        (start, Leftover.Stage.legacy), ("\(start)-new", .setAside),
        ("\(start)-0123456789ab", .named("0123456789ab")),
        ("\(start)-0123456789ab-1795973441", .stopping("0123456789ab", since: 1_795_973_441)),
        (
            "\(start)-0123456789ab-1795973441-back",
            .returning("0123456789ab", since: 1_795_973_441)
        ),
    ])
    func `a mark is its name, and back`(_ name: String, _ stage: Leftover.Stage) throws {
        let leftover = try #require(Leftover(name: name, id: Self.id))
        #expect(leftover.realName == "web" && leftover.stage == stage)
        #expect(Leftover.name(for: "web", id: Self.id, stage) == name)
    }

    @Test(arguments: [
        "web", "web.pinion-old-0123456789ab", ".pinion-old-c91cf7652c05", "\(start)x", "\(start)-",
        "\(start)-0123", "\(start)-0123456789ab-", "\(start)-0123456789ab-x",
        "\(start)-0123456789ab-1-2", "\(start)-0123456789ag",
        "\(start)-0123456789ab-1-back-back", "\(start)-0123456789ab-back",
    ])
    func `fault 58: another name is no mark`(_ name: String) {
        #expect(Leftover(name: name, id: Self.id) == nil)
    }

    struct End: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var ending = "-0123456789ab-1000000000"
        var state = "exited"
        var finished = "2001-09-09T01:46:45Z"
        var patience = ""
        let isStopped: Bool
    }

    // 1000000000 is 2001-09-09T01:46:40Z.
    @Test(arguments: [
        End(testDescription: "it ended within its patience", isStopped: true),
        End(
            testDescription: "it ended before Pinion stopped it",
            finished: "2001-09-09T01:46:39Z", isStopped: false),
        End(
            testDescription: "somebody started and stopped it since",
            finished: "2001-09-09T01:48:00Z", isStopped: false),
        End(
            testDescription: "it may take long to stop", finished: "2001-09-09T01:48:00Z",
            patience: #","StopTimeout":90"#, isStopped: true),
        End(
            testDescription: "it may take for ever to stop", finished: "2001-09-10T01:48:00Z",
            patience: #","StopTimeout":-1"#, isStopped: true),
        End(
            testDescription: "the new one was stopped on the way back",
            ending: "-0123456789ab-1000000000-back", isStopped: true),
        End(testDescription: "it runs", state: "running", isStopped: false),
        End(testDescription: "it was never started", state: "created", isStopped: false),
        End(
            testDescription: "the new one was named, and nothing stopped yet",
            ending: "-0123456789ab", isStopped: false),
        End(testDescription: "it was set aside only", ending: "-new", isStopped: false),
        End(testDescription: "version 0.1 says no more", ending: "", isStopped: true),
    ])
    func `fault 57: a mark says whether Pinion stopped a container, and nobody touched it since`(
        _ one: End
    ) throws {
        let name = Self.start + one.ending
        let container = try DockerAnswers.parsed(
            DockerAnswers.container(
                name, state: one.state, config: one.patience, finished: one.finished))
        let leftover = try #require(Leftover(name: name, id: Self.id))
        #expect(container.isStopped(by: leftover) == one.isStopped)
    }

    @Test(arguments: [
        ("2026-11-23T12:26:10.250713944+13:00", 1_795_436_770 - 46_800),
        ("2026-11-23T12:26:10.2Z", 1_795_436_770), ("2026-11-23T12:26:10-0330", nil),
        ("2026-11-23T12:26:10.25-03:30", 1_795_436_770 + 12_600), ("now", nil),
    ])
    func `the engine's clock is read in its own time zone`(_ text: String, _ seconds: Int64?) {
        #expect(Timestamp(engineClock: text)?.secondsSinceEpoch == seconds)
    }
}

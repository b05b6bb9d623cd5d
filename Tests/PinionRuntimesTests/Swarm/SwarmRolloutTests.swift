import PinionModel
@testable import PinionRuntimes
import Testing

@Suite(.timeLimit(.minutes(10)))
struct SwarmRolloutTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var update = ""
        var desired = 1
        var mode = #"{"Replicated":{"Replicas":1}}"#
        var tasks: [(image: String, state: String)] = [("web:2", "running")]
        var ending: String?
        var failure: String?
        /// How many tasks of the declared image failed, half a minute each, the last one at 13:05:00.
        var failures = 0
        /// Since when the tasks run.
        var since = "2026-11-23T12:26:12Z"
        /// When they were listed.
        var now = "2026-11-23T13:05:10Z"
        /// Why no node is found for a further task.
        var unplaced: String?
        let rollout: Rollout
    }

    static func update(_ state: String, _ message: String = "") -> String {
        let end = state == "completed" ? #""CompletedAt":"2026-11-23T13:04:00Z","# : ""
        return
            #""UpdateStatus":{"State":"\#(state)","StartedAt":"2026-11-23T13:00:00.5Z",\#(end)"Message":"\#(message)"},"#
    }

    static let cases: [Case] = [
        Case(testDescription: "all tasks run the declared image", rollout: .settled),
        Case(testDescription: "scaled to nothing", desired: 0, tasks: [], rollout: .settled),
        // The manager has taken the update and not begun it: its status is empty, the old task runs.
        Case(
            testDescription: "the task is still the former one", tasks: [("web:1", "running")],
            rollout: .progressing("0 of 1 tasks run the declared image")),
        Case(
            testDescription: "a task is preparing", desired: 2,
            tasks: [("web:2", "running"), ("web:2", "preparing")],
            rollout: .progressing("1 of 2 tasks run the declared image")),
        Case(
            testDescription: "updating", update: update("updating", "update in progress"),
            rollout: .progressing("1 of 1 tasks run the declared image")),
        Case(
            testDescription: "updating, and tasks fail", update: update("updating"),
            tasks: [("web:2", "preparing")], failure: "2026-11-23T13:00:02Z",
            rollout: .progressing(
                "0 of 1 tasks run the declared image; the newest failed task: No such image")),
        Case(testDescription: "completed", update: update("completed"), rollout: .settled),
        Case(
            testDescription: "completed, and a former task takes its time to stop",
            update: update("completed"), ending: "web:1",
            rollout: .progressing("1 former task not wanted any more still runs")),
        Case(
            testDescription: "completed, and the task is gone since", update: update("completed"),
            tasks: [], rollout: .progressing("0 of 1 tasks run the declared image")),
        Case(
            testDescription: "fault 50: paused", update: update("paused", "update paused"),
            failure: "2026-11-23T13:00:02Z", since: "2026-11-23T13:05:08Z",
            rollout: .failed(
                "Swarm paused the update: update paused; the newest failed task: No such image")),
        Case(
            testDescription: "paused, and every task came up since", update: update("paused"),
            failures: 2, since: "2026-11-23T13:05:04Z", now: "2026-11-23T13:05:40Z",
            rollout: .settled),
        Case(
            testDescription: "fault 50: paused, and a task runs no longer than those that failed",
            update: update("paused"), failures: 2, since: "2026-11-23T13:05:04Z",
            now: "2026-11-23T13:05:39Z",
            rollout: .failed("Swarm paused the update; the newest failed task: exit 3")),
        Case(
            testDescription:
                "fault 50: a paused update that went on and found all tasks made was not watched",
            update: update("completed").replacing("13:04:00", with: "13:00:01"),
            since: "2026-11-23T13:05:06Z",
            rollout: .progressing("1 of 1 tasks run the declared image, and not for long")),
        Case(
            testDescription: "paused, and the task has only just begun again",
            update: update("paused"), failures: 2, since: "2026-11-23T13:05:05Z",
            rollout: .failed("Swarm paused the update; the newest failed task: exit 3")),
        Case(
            testDescription: "completed, and a task failed before it came up",
            update: update("completed"), failures: 1, since: "2026-11-23T13:05:05Z",
            rollout: .progressing(
                "1 of 1 tasks run the declared image, and not for long; the newest failed task: exit 3"
            )),
        Case(
            testDescription:
                "fault 50: a manager that keeps one former task of a place, after a while",
            update: update("completed").replacing("13:04:00", with: "13:00:01"), tasks: [],
            failures: 1,
            rollout: .failed(
                "its tasks fail again and again: 0 of 1 tasks run the declared image; the newest failed task: exit 3"
            )),
        Case(
            testDescription: "completed, and it came up in the end",
            update: update("completed"), failures: 4, since: "2026-11-23T13:05:04Z",
            now: "2026-11-23T13:05:40Z", rollout: .settled),
        Case(
            testDescription: "fault 50: completed, and its tasks fail again and again",
            update: update("completed"), tasks: [], failures: 3,
            rollout: .failed(
                "its tasks fail again and again: 0 of 1 tasks run the declared image; the newest failed task: exit 3"
            )),
        Case(
            testDescription: "fault 50: its tasks fail again and again, and one runs right now",
            update: update("completed"), failures: 3, since: "2026-11-23T13:05:05Z",
            rollout: .failed(
                "its tasks fail again and again: 1 of 1 tasks run the declared image; the newest failed task: exit 3"
            )),
        Case(
            testDescription: "it failed three times long ago, and its node restarts now",
            update: update("completed"), tasks: [], failures: 3, now: "2026-11-23T14:05:10Z",
            rollout: .progressing(
                "0 of 1 tasks run the declared image; the newest failed task: exit 3")),
        Case(
            testDescription: "no node is found for a task", update: update("updating"), desired: 2,
            unplaced: "no suitable node (insufficient resources on 3 nodes)",
            rollout: .progressing(
                "1 of 2 tasks run the declared image; no node was found for 1 task: "
                    + "no suitable node (insufficient resources on 3 nodes)")),
        Case(
            testDescription: "fault 50: a failure before the update is not its reason",
            update: update("paused", "update paused"), failure: "2026-11-23T12:59:59Z",
            since: "2026-11-23T13:05:08Z",
            rollout: .failed("Swarm paused the update: update paused")),
        Case(
            testDescription: "fault 50: rolling back", update: update("rollback_started"),
            tasks: [("web:3", "running")],
            rollout: .failed("Swarm is rolling the update back")),
        Case(
            testDescription: "rolling back, and what was declared before runs already",
            update: update("rollback_started"),
            rollout: .rolledBack("Swarm is rolling the update back")),
        Case(
            testDescription: "fault 50: rolling back, paused", update: update("rollback_paused"),
            rollout: .failed("Swarm began to roll the update back, and paused")),
        Case(
            testDescription: "fault 50: rolled back", update: update("rollback_completed", "done"),
            rollout: .rolledBack("Swarm rolled the update back: done")),
        Case(
            testDescription: "a job", mode: #"{"ReplicatedJob":{"MaxConcurrent":1}}"#, tasks: [],
            rollout: .settled),
        Case(
            testDescription: "global", mode: #"{"Global":{}}"#,
            tasks: [("web:2", "running")], rollout: .settled),
    ]

    @Test(arguments: cases)
    func `a change is judged by the tasks since it`(_ one: Case) throws {
        let service = try SwarmAnswers.parsed(
            service: SwarmAnswers.service(
                "web", image: "web:2", desired: one.desired, mode: one.mode, update: one.update))
        let tasks = try one.tasks.enumerated().map { index, task in
            try SwarmAnswers.parsed(
                task: SwarmAnswers.task(
                    "t\(index)", of: "id-web", image: task.image, state: task.state,
                    updated: one.since))
        }
        let failures = try one.failure.map { moment in
            try SwarmAnswers.parsed(
                task: SwarmAnswers.task(
                    "f", of: "id-web", image: "web:2", state: "rejected", desired: "shutdown",
                    error: "No such image", created: moment))
        }
        let former = try one.ending.map { image in
            try SwarmAnswers.parsed(
                task: SwarmAnswers.task("e", of: "id-web", image: image, desired: "shutdown"))
        }
        let looping = try (0..<one.failures).map { index in
            try SwarmAnswers.parsed(
                task: SwarmAnswers.task(
                    "l\(index)", of: "id-web", image: "web:2", state: "failed",
                    desired: "shutdown", error: "exit 3",
                    created: "2026-11-23T13:0\(4 - index):30Z",
                    updated: "2026-11-23T13:0\(5 - index):00Z"))
        }
        let unplaced = try one.unplaced.map { problem in
            try SwarmAnswers.parsed(
                task: SwarmAnswers.task(
                    "u", of: "id-web", image: "web:2", state: "pending", error: problem
                ).replacing(#""NodeID":"node-1","#, with: ""))
        }
        let rollout = SwarmRollout(
            service, tasks: tasks + [unplaced].compactMap(\.self),
            former: [failures, former].compactMap(\.self) + looping,
            now: Timestamp(parsing: one.now))
        #expect(rollout.judged == one.rollout)
    }
}

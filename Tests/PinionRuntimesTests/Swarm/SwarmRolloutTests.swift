import PinionModel
import PinionRuntimes
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
        let rollout: Rollout
    }

    static func update(_ state: String, _ message: String = "") -> String {
        #""UpdateStatus":{"State":"\#(state)","StartedAt":"2026-11-23T13:00:00.5Z","Message":"\#(message)"},"#
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
            failure: "2026-11-23T13:00:02Z",
            rollout: .failed(
                "Swarm paused the update: update paused; the newest failed task: No such image")),
        Case(
            testDescription: "fault 50: a failure before the update is not its reason",
            update: update("paused", "update paused"), failure: "2026-11-23T12:59:59Z",
            rollout: .failed("Swarm paused the update: update paused")),
        Case(
            testDescription: "fault 50: rolling back", update: update("rollback_started"),
            rollout: .failed("Swarm is rolling the update back")),
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
                    "t\(index)", of: "id-web", image: task.image, state: task.state))
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
        let rollout = SwarmRollout(
            service, tasks: tasks, former: [failures, former].compactMap(\.self))
        #expect(rollout.judged == one.rollout)
    }
}

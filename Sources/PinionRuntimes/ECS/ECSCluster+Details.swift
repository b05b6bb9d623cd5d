import PinionModel
import PinionProcess
import PinionSyntax

extension ECSCluster {
    /// How many tasks `DescribeTasks` takes at once (Amazon ECS API Reference).
    private static let tasksPerCall = 100
    /// How many revisions `DescribeServiceRevisions` takes at once (Amazon ECS API Reference).
    private static let revisionsPerCall = 20

    /// The answer to `DescribeTaskDefinition`, tags included.
    func definition(_ reference: String) async throws(RuntimeError) -> JSONNode {
        try await call(
            "DescribeTaskDefinition",
            [("taskDefinition", .string(reference)), ("include", ["TAGS"])],
            to: "look at the task definition \(ECSName.shortDefinition(reference))")
    }

    /// The tasks of services, each as it is or as the reason why it could not be looked at.
    func tasks(of services: [ECSService]) async -> ECSTasks {
        let lists = await services.concurrentResults { service async throws(RuntimeError) in
            try await pages(
                "ListTasks", "taskArns", [("serviceName", .string(service.name))],
                to: "list the tasks of the service \(service.name)")
        }
        var tasks = ECSTasks()
        for (service, list) in zip(services, lists) { tasks.take(list, of: service.name) }
        let batches = tasks.arns.batches(of: Self.tasksPerCall)
        let answers = await batches.concurrentResults { batch async throws(RuntimeError) in
            try await describe(tasks: Array(batch))
        }
        for (batch, answer) in zip(batches, answers) { tasks.take(answer, for: batch) }
        return tasks
    }

    private func describe(
        tasks: [String]
    ) async throws(RuntimeError) -> (found: [ECSTask], failures: [ECSFailure]) {
        let answer = try await ask(
            "DescribeTasks", [("tasks", .array(tasks.map { .string($0) }))],
            to: "look at the tasks of \(words)")
        let found = (answer["tasks"]?.array ?? []).compactMap(ECSTask.init)
        return (found, ECSFailure.list(answer))
    }

    /// A service's tasks that failed in the last hour, which is how long ECS shows them.
    ///
    /// They only explain a failure, so a look that fails gives none.
    func failedTasks(of service: String) async -> [ECSTask] {
        let purpose = "look at the stopped tasks of the service \(service)"
        do throws(RuntimeError) {
            let answer = try await ask(
                "ListTasks",
                [
                    ("serviceName", .string(service)), ("desiredStatus", "STOPPED"),
                    ("maxResults", 100),
                ], to: purpose)
            let arns = answer["taskArns"]?.strings ?? []
            guard !arns.isEmpty else { return [] }
            return try await describe(tasks: arns).found.filter(\.hasFailed)
        } catch {
            return []
        }
    }

    /// The newest entry of a service's deployment history; nil if ECS does not say.
    func newestDeployment(of service: String) async -> ECSServiceDeployment? {
        do throws(RuntimeError) {
            let answer = try await ask(
                "ListServiceDeployments", [("service", .string(service)), ("maxResults", 1)],
                to: "look at the deployments of the service \(service)")
            return answer["serviceDeployments"]?.array?.first.flatMap(ECSServiceDeployment.init)
        } catch {
            return nil
        }
    }

    /// The digests that services' revisions resolved.
    ///
    /// They are an addition: if ECS does not say, a tag simply floats, and cannot be frozen.
    func revisions(_ arns: [String]) async -> ECSRevisions {
        let batches = arns.batches(of: Self.revisionsPerCall)
        let answers = await batches.concurrentResults { batch async throws(RuntimeError) in
            try await call(
                "DescribeServiceRevisions",
                [("serviceRevisionArns", .array(batch.map { .string($0) }))],
                to: "look at the revisions of services of \(words)")
        }
        var all = ECSRevisions()
        for (batch, answer) in zip(batches, answers) { all.take(answer, for: batch) }
        return all
    }
}

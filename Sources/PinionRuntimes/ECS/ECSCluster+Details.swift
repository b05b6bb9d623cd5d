import PinionModel
import PinionProcess
import PinionSyntax

extension ECSCluster {
    /// The most tasks in one `DescribeTasks` request (Amazon ECS API Reference).
    private static let tasksPerCall = 100
    /// The most revisions in one `DescribeServiceRevisions` request (Amazon ECS API Reference).
    private static let revisionsPerCall = 20

    /// Returns the answer to `DescribeTaskDefinition`, with tags.
    func definition(_ reference: String) async throws(RuntimeError) -> JSONNode {
        try await call(
            "DescribeTaskDefinition",
            [("taskDefinition", .string(reference)), ("include", ["TAGS"])],
            to: "look at the task definition \(ECSName.shortDefinition(reference))")
    }

    /// Returns the tasks of services, each with its description or the reason why it has none.
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

    /// Returns the failed tasks of a service in the last hour, which is how long ECS lists them.
    ///
    /// They only explain a failure, so the result is empty if they cannot be read.
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

    /// Returns the newest entry of a service's deployment history; `nil` if it cannot be read.
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

    /// Returns the digests that ECS resolved for revisions of services.
    ///
    /// They are optional: without them a tag is taken to float, and cannot be frozen.
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

import PinionModel
package import PinionSyntax

/// One task of a service, as `DescribeTasks` answers it.
package struct ECSTask: Hashable, Sendable {
    /// One container of a task.
    package struct Container: Hashable, Sendable {
        /// Its name in the task definition.
        package let name: String
        /// The digest that it was started from, as ECS writes it; nil where ECS does not say.
        package let digest: String?
        /// `PENDING`, `RUNNING` or `STOPPED`.
        package let status: String
        /// Why it stopped, in ECS's words.
        package let reason: String?
    }

    /// Its ARN.
    package let arn: String
    /// Its last known status: `PENDING`, `RUNNING`, ….
    package let status: String
    /// What ECS wants of it.
    package let desiredStatus: String
    /// The task definition's ARN.
    package let taskDefinition: String
    /// The id of the deployment that started it.
    package let startedBy: String?
    /// Why it was stopped, in ECS's words.
    package let stoppedReason: String?
    /// The kind of that reason.
    package let stopCode: String?
    /// When it stopped.
    package let stopped: ECSTime?
    /// Its containers.
    package let containers: [Container]

    /// Reads an element of `tasks`; nil where it has no ARN.
    package init?(_ node: JSONNode) {
        guard let arn = node["taskArn"]?.string else { return nil }
        self.arn = arn
        status = node["lastStatus"]?.string ?? ""
        desiredStatus = node["desiredStatus"]?.string ?? ""
        taskDefinition = node["taskDefinitionArn"]?.string ?? ""
        startedBy = node["startedBy"]?.string
        stoppedReason = node["stoppedReason"]?.string
        stopCode = node["stopCode"]?.string
        stopped = ECSTime(node["stoppedAt"] ?? node["stoppingAt"])
        containers = (node["containers"]?.array ?? []).compactMap { container in
            container["name"]?.string.map { name in
                Container(
                    name: name, digest: container["imageDigest"]?.string,
                    status: container["lastStatus"]?.string ?? "",
                    reason: container["reason"]?.string)
            }
        }
    }

    /// Whether its containers run, and are meant to: one that is provisioned or pending is no
    /// running copy yet, one that is being stopped is none any more.
    package var isRunning: Bool {
        desiredStatus == "RUNNING" && (status == "RUNNING" || status == "ACTIVATING")
    }

    /// Whether ECS counts it among the running ones.
    var isCounted: Bool { status == "RUNNING" }

    /// Whether it was made of a task definition, given by its ARN or by its family's; so is one of
    /// which ECS does not say.
    func isOf(_ reference: String?) -> Bool {
        guard let reference, !taskDefinition.isEmpty else { return true }
        return taskDefinition == reference
            || !ECSName.namesRevision(reference) && taskDefinition.hasPrefix("\(reference):")
    }

    /// Whether it came to a bad end by itself: neither a person nor the scheduler ended it.
    package var hasFailed: Bool {
        status == "STOPPED" && stopCode != "UserInitiated"
            && stopCode != "ServiceSchedulerInitiated"
    }

    /// Why it came to its end, in ECS's words.
    package var endReason: String? {
        let words = [stoppedReason] + containers.map(\.reason)
        let plain = words.compactMap(\.self).filter { !$0.isEmpty }
        return plain.isEmpty ? nil : maskedWords(plain.prefix(2).joined(separator: ": "))
    }
}

extension ECSTask.Container {
    /// What is known of its bits; nil while it is not started.
    func bits(in task: String) -> Instance.Bits? {
        guard let digest, !digest.isEmpty else {
            if status == "PENDING" { return nil }
            return .unknown(
                Obstacle("ECS names no digest of the container \(name) in task \(task)"))
        }
        guard let parsed = Digest(seen: digest) else {
            return .unknown(Obstacle("ECS names a digest that is none in task \(task)"))
        }
        return .known([parsed])
    }
}

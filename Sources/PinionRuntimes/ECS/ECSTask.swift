import PinionModel
import PinionSyntax

/// A task of a service as described by `DescribeTasks`.
struct ECSTask: Hashable, Sendable {
    struct Container: Hashable, Sendable {
        let name: String
        /// The digest that it was started from, as ECS writes it; `nil` if ECS does not give it.
        let digest: String?
        /// The status: `PENDING`, `RUNNING` or `STOPPED`.
        let status: String
        let reason: String?
    }

    let arn: String
    /// The last known status: `PENDING`, `RUNNING`, ….
    let status: String
    /// The status that ECS wants it to have.
    let desiredStatus: String
    let taskDefinition: String
    /// The id of the deployment that started it.
    let startedBy: String?
    let stoppedReason: String?
    let stopCode: String?
    let stopped: ECSTime?
    let containers: [Container]

    /// Reads an element of `tasks`; `nil` if it has no ARN.
    init?(_ node: JSONNode) {
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

    /// Whether its containers run and should run: false while it is pending or stopping.
    var isRunning: Bool {
        desiredStatus == "RUNNING" && (status == "RUNNING" || status == "ACTIVATING")
    }

    /// Whether ECS counts it as running.
    var isCounted: Bool { status == "RUNNING" }

    /// Whether it has a task definition, named by ARN or family; also true if ECS does not say.
    func isOf(_ reference: String?) -> Bool {
        guard let reference, !taskDefinition.isEmpty else { return true }
        return taskDefinition == reference
            || !ECSName.namesRevision(reference) && taskDefinition.hasPrefix("\(reference):")
    }

    /// Whether it ended by failing, and neither a user nor the scheduler stopped it.
    var hasFailed: Bool {
        status == "STOPPED" && stopCode != "UserInitiated"
            && stopCode != "ServiceSchedulerInitiated"
    }

    /// ECS's reason for its end.
    var endReason: String? {
        let words = [stoppedReason] + containers.map(\.reason)
        let plain = words.compactMap(\.self).filter { !$0.isEmpty }
        return plain.isEmpty ? nil : maskedWords(plain.prefix(2).joined(separator: ": "))
    }
}

extension ECSTask.Container {
    /// Returns the image that the container runs; `nil` while it is not started.
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

/// A time as ECS writes it, in milliseconds since 1970.
///
/// Amazon ECS API Reference, "JSON protocol": seconds with a fraction; some endpoints use ISO 8601.
struct ECSTime: Hashable, Sendable, Comparable {
    /// Milliseconds since 1970-01-01 00:00:00 UTC.
    let milliseconds: Int64

    /// Reads a member of an answer; `nil` for any other value.
    init?(_ node: JSONNode?) {
        if let text = node?.number?.text, let seconds = Double(text), abs(seconds) < 1e12 {
            milliseconds = Int64((seconds * 1_000).rounded())
        } else if let time = node?.string.flatMap({ EngineTime(parsing: $0) }) {
            milliseconds = time.timestamp.secondsSinceEpoch * 1_000
        } else {
            return nil
        }
    }

    /// The time in whole seconds.
    var timestamp: Timestamp { Timestamp(secondsSinceEpoch: milliseconds / 1_000) }

    static func < (one: ECSTime, other: ECSTime) -> Bool {
        one.milliseconds < other.milliseconds
    }
}

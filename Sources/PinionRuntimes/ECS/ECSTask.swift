import PinionModel
import PinionSyntax

/// One task of a service, as `DescribeTasks` answers it.
struct ECSTask: Hashable, Sendable {
    struct Container: Hashable, Sendable {
        let name: String
        /// The digest that it was started from, as ECS writes it; nil if ECS does not say.
        let digest: String?
        /// `PENDING`, `RUNNING` or `STOPPED`.
        let status: String
        let reason: String?
    }

    let arn: String
    /// Its last known status: `PENDING`, `RUNNING`, ….
    let status: String
    /// What ECS wants of it.
    let desiredStatus: String
    let taskDefinition: String
    /// The id of the deployment that started it.
    let startedBy: String?
    let stoppedReason: String?
    let stopCode: String?
    let stopped: ECSTime?
    let containers: [Container]

    /// Reads an element of `tasks`; nil if it has no ARN.
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

    /// Whether its containers run and are meant to: not yet while pending, no more while stopping.
    var isRunning: Bool {
        desiredStatus == "RUNNING" && (status == "RUNNING" || status == "ACTIVATING")
    }

    /// Whether ECS counts it among the running ones.
    var isCounted: Bool { status == "RUNNING" }

    /// Whether it was made of a task definition, by ARN or family; also if ECS does not say.
    func isOf(_ reference: String?) -> Bool {
        guard let reference, !taskDefinition.isEmpty else { return true }
        return taskDefinition == reference
            || !ECSName.namesRevision(reference) && taskDefinition.hasPrefix("\(reference):")
    }

    /// Whether it came to a bad end by itself: neither a person nor the scheduler ended it.
    var hasFailed: Bool {
        status == "STOPPED" && stopCode != "UserInitiated"
            && stopCode != "ServiceSchedulerInitiated"
    }

    /// Why it came to its end, in ECS's words.
    var endReason: String? {
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

/// A moment as ECS writes it, in milliseconds since 1970.
///
/// Amazon ECS API Reference, "JSON protocol": seconds with a fraction; some endpoints use ISO 8601.
struct ECSTime: Hashable, Sendable, Comparable {
    /// Milliseconds since 1970-01-01 00:00:00 UTC.
    let milliseconds: Int64

    /// Reads a member of an answer; nil for anything else.
    init?(_ node: JSONNode?) {
        if let text = node?.number?.text, let seconds = Double(text), abs(seconds) < 1e12 {
            milliseconds = Int64((seconds * 1_000).rounded())
        } else if let time = node?.string.flatMap({ EngineTime(parsing: $0) }) {
            milliseconds = time.timestamp.secondsSinceEpoch * 1_000
        } else {
            return nil
        }
    }

    /// The moment in whole seconds.
    var timestamp: Timestamp { Timestamp(secondsSinceEpoch: milliseconds / 1_000) }

    static func < (one: ECSTime, other: ECSTime) -> Bool {
        one.milliseconds < other.milliseconds
    }
}

import PinionModel
import PinionSyntax

/// A task of a service: a running copy, or the record of one that ended.
struct SwarmTask: Hashable, Sendable {
    let id: String
    let serviceID: String
    /// The node that it was assigned to; `nil` if there is none yet.
    let nodeID: String?
    /// The image of the task's own spec, even if the service now has another one.
    let image: String
    /// The stack that it was created for; `nil` if there is none.
    let stack: String?
    /// The state: `running`, `preparing`, `failed`, ….
    let state: String
    let desiredState: String
    /// The slot among the service's tasks, or the node if each node has one task.
    let place: String
    let created: EngineTime?
    /// The time of its last change, by the managers' clock.
    let updated: EngineTime?
    /// The node's message about a failure, never the container's own; empty if there is none.
    let error: String
    /// The id of its container on the node's engine.
    let containerID: String?

    /// Reads an element of `GET /tasks`; `nil` if it is not a container's task.
    init?(_ node: JSONNode) {
        guard let id = node["ID"]?.string, let serviceID = node["ServiceID"]?.string,
            let image = node["Spec"]?["ContainerSpec"]?["Image"]?.string
        else { return nil }
        (self.id, self.serviceID, self.image) = (id, serviceID, image)
        stack = node["Spec"]?["ContainerSpec"]?["Labels"]?.texts[EngineLabel.stack]
        nodeID = node["NodeID"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        let status = node["Status"]
        state = status?["State"]?.string ?? ""
        desiredState = node["DesiredState"]?.string ?? ""
        created = node["CreatedAt"]?.time
        updated = node["UpdatedAt"]?.time
        place = node["Slot"]?.int.map(String.init) ?? nodeID ?? ""
        error = maskedWords(status?["Err"]?.string ?? "")
        containerID = status?["ContainerStatus"]?["ContainerID"]?.string
    }

    /// Whether its container runs and should run.
    var isRunning: Bool {
        state == "running" && (desiredState == "running" || desiredState == "complete")
    }

    /// Whether it is no longer wanted.
    var isFormer: Bool { ["shutdown", "remove"].contains(desiredState) }

    /// Whether an unwanted task was last seen running: it may use its grace period to end.
    var isEnding: Bool { isFormer && ["starting", "running"].contains(state) }

    /// Whether a silent node may still run it although it is unwanted: its end is not known.
    var mayStillRun: Bool {
        isFormer
            && [
                "assigned", "accepted", "preparing", "ready", "starting", "running", "orphaned",
            ].contains(state)
    }

    /// The reason why no node was found for it; `nil` if one was, or if none was tried yet.
    var placementProblem: String? {
        state == "pending" && nodeID == nil && !error.isEmpty ? error : nil
    }

    /// Whether it failed within some time, as tasks do that cannot run at all.
    func hasFailed(within time: Duration) -> Bool {
        guard hasFailed, let life else { return false }
        return life <= time
    }

    /// The time from its creation to its last change of state; `nil` if it is not known.
    var life: Duration? {
        guard let created, let updated else { return nil }
        return updated.timestamp - created.timestamp
    }

    /// Whether it ran to its end and ended well.
    var hasEndedWell: Bool { state == "complete" }

    var hasFailed: Bool { state == "failed" || state == "rejected" }
}

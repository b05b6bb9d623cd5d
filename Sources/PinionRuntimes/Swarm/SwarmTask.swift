import PinionModel
import PinionSyntax

/// One task of a service: one running copy, or what became of it.
struct SwarmTask: Hashable, Sendable {
    let id: String
    let serviceID: String
    /// The node it was given to; nil if none was found yet.
    let nodeID: String?
    /// The image of the task's own spec, whatever the service says by now.
    let image: String
    /// The stack that it was made for; nil if none.
    let stack: String?
    /// What it does: `running`, `preparing`, `failed`, ….
    let state: String
    let desiredState: String
    /// The slot among its service's tasks, or the node if there is one on each node.
    let place: String
    let created: EngineTime?
    /// When the managers last wrote down something new of it, by their clock.
    let updated: EngineTime?
    /// The node's words about a failure, never the container's own; empty if there is none.
    let error: String
    /// Its container on the node's engine.
    let containerID: String?

    /// Reads an element of `GET /tasks`; nil if it is no task of a container.
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

    /// Whether it is not wanted any more.
    var isFormer: Bool { ["shutdown", "remove"].contains(desiredState) }

    /// Whether an unwanted task was last seen running: it may take its grace period to end.
    var isEnding: Bool { isFormer && ["starting", "running"].contains(state) }

    /// Whether a silent node may still run it though it is unwanted: nobody saw its end.
    var mayStillRun: Bool {
        isFormer
            && [
                "assigned", "accepted", "preparing", "ready", "starting", "running", "orphaned",
            ].contains(state)
    }

    /// Why no node was found for it; nil if one was, or if nobody looked yet.
    var placementProblem: String? {
        state == "pending" && nodeID == nil && !error.isEmpty ? error : nil
    }

    /// Whether it failed within some time, as tasks do that cannot run at all.
    func hasFailed(within time: Duration) -> Bool {
        guard hasFailed, let life else { return false }
        return life <= time
    }

    /// From when it was made to when its state changed last; nil if that is not told.
    var life: Duration? {
        guard let created, let updated else { return nil }
        return updated.timestamp - created.timestamp
    }

    /// Whether it ran to its end, and ended well.
    var hasEndedWell: Bool { state == "complete" }

    var hasFailed: Bool { state == "failed" || state == "rejected" }
}

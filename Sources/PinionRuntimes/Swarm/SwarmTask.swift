import PinionModel
package import PinionSyntax

/// One task of a service: one running copy, or what became of it.
package struct SwarmTask: Hashable, Sendable {
    /// The task's id.
    package let id: String
    /// The service it belongs to.
    package let serviceID: String
    /// The node it was given to; nil where none was found yet.
    package let nodeID: String?
    /// The image of the task's own spec: what it was started with, whatever the service says by
    /// now.
    package let image: String
    /// The stack that it was made for; nil where none.
    package let stack: String?
    /// What it does: `running`, `preparing`, `failed`, ….
    package let state: String
    /// What it should do.
    package let desiredState: String
    /// What it stands in for: the place among its service's tasks, or the node of one of a task on each node.
    package let place: String
    /// When it was created.
    package let created: EngineTime?
    /// When the managers last wrote down something new of it, by their clock.
    package let updated: EngineTime?
    /// The node's words about a failure, never the container's own; empty where there is none.
    package let error: String
    /// Its container on the node's engine.
    package let containerID: String?

    /// Reads an element of `GET /tasks`; nil where it is no task of a container.
    package init?(_ node: JSONNode) {
        guard let id = node["ID"]?.string, let serviceID = node["ServiceID"]?.string,
            let image = node["Spec"]?["ContainerSpec"]?["Image"]?.string
        else { return nil }
        self.id = id
        self.serviceID = serviceID
        self.image = image
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

    /// Whether its container runs, and is meant to.
    package var isRunning: Bool {
        state == "running" && (desiredState == "running" || desiredState == "complete")
    }

    /// Whether it is not wanted any more.
    package var isFormer: Bool { ["shutdown", "remove"].contains(desiredState) }

    /// Whether its container was last seen to run, though it is not wanted any more: its end may take as long as its
    /// grace period.
    package var isEnding: Bool { isFormer && ["starting", "running"].contains(state) }

    /// Whether a node of which nothing is heard may run it though it is not wanted any more: nobody saw its end, and what
    /// was not started yet may have been since.
    package var mayStillRun: Bool {
        isFormer
            && [
                "assigned", "accepted", "preparing", "ready", "starting", "running", "orphaned",
            ].contains(state)
    }

    /// Why no node was found for it; nil where one was, or where nobody looked yet.
    package var placementProblem: String? {
        state == "pending" && nodeID == nil && !error.isEmpty ? error : nil
    }

    /// Whether it came to a bad end within some time: so does one that cannot run, start after start, and not one that
    /// ran for days.
    package func hasFailed(within time: Duration) -> Bool {
        guard hasFailed, let life else { return false }
        return life <= time
    }

    /// From when it was made to when its state changed last; nil where that is not told.
    var life: Duration? {
        guard let created, let updated else { return nil }
        return updated.timestamp - created.timestamp
    }

    /// Whether it ran to its end, and ended well.
    package var hasEndedWell: Bool { state == "complete" }

    /// Whether it came to a bad end.
    package var hasFailed: Bool { state == "failed" || state == "rejected" }
}

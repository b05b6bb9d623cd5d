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
    /// What it does: `running`, `preparing`, `failed`, ….
    package let state: String
    /// What it should do.
    package let desiredState: String
    /// When it was created.
    package let created: EngineTime?
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
        nodeID = node["NodeID"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        let status = node["Status"]
        state = status?["State"]?.string ?? ""
        desiredState = node["DesiredState"]?.string ?? ""
        created = node["CreatedAt"]?.time
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

    /// Whether it ran to its end, and ended well.
    package var hasEndedWell: Bool { state == "complete" }

    /// Whether it came to a bad end.
    package var hasFailed: Bool { state == "failed" || state == "rejected" }
}

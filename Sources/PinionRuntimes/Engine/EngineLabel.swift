import PinionModel
import PinionSyntax

/// Labels with a meaning that others gave them.
enum EngineLabel {
    static let stack = "com.docker.stack.namespace"
    static let stackImage = "com.docker.stack.image"
    static let project = "com.docker.compose.project"
    static let composeService = "com.docker.compose.service"
    static let composeImage = "com.docker.compose.image"
    static let composeOneOff = "com.docker.compose.oneoff"
    static let swarmService = "com.docker.swarm.service.id"
    static let swarmTask = "com.docker.swarm.task.id"
    static let kubernetesPrefix = "io.kubernetes."
    static let composePrefix = "com.docker.compose."
    static let swarmPrefix = "com.docker.swarm."

    /// What the labels of each orchestrator begin with.
    static let orchestrators = [composePrefix, swarmPrefix, kubernetesPrefix]

    /// A container's labels without those of orchestrators that its image brought along.
    ///
    /// An orchestrator gives each container a label that no other has (a number, a task, a hash);
    /// if all of its labels are in the image too, as after `docker commit`, only the image brought
    /// them.
    static func own(_ labels: [String: String], besides image: [String: String]) -> [String: String]
    {
        var own = labels
        for prefix in orchestrators {
            let group = labels.filter { $0.key.hasPrefix(prefix) }
            guard group.allSatisfy({ image[$0.key] == $0.value }) else { continue }
            for key in group.keys { own[key] = nil }
        }
        return own
    }

    /// The orchestrator labels that are a container's own, even if its image has them too.
    static func orchestrated(_ container: JSONNode?, besides image: JSONNode?) -> Set<String> {
        let labels = container?["Labels"]?.texts ?? [:]
        let own = own(labels, besides: image?["Labels"]?.texts ?? [:])
        return Set(own.keys.filter { key in orchestrators.contains { key.hasPrefix($0) } })
    }

    /// Whether an orchestrator's label is among some.
    static func isOrchestrated(_ labels: [String: String]) -> Bool {
        labels.keys.contains { key in orchestrators.contains { key.hasPrefix($0) } }
    }

    /// Whether labels carry `key`, or `key=value`.
    static func isCarried(_ label: String, by labels: [String: String]) -> Bool {
        guard let equals = label.firstIndex(of: "=") else { return labels[label] != nil }
        return labels[String(label[..<equals])] == String(label[label.index(after: equals)...])
    }
}

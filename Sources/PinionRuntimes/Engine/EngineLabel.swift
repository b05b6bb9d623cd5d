import PinionModel
import PinionSyntax

/// The labels that orchestrators define.
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

    /// The prefixes of each orchestrator's labels.
    static let orchestrators = [composePrefix, swarmPrefix, kubernetesPrefix]

    /// Returns a container's labels without orchestrator labels that come from its image.
    ///
    /// An orchestrator gives each container a label that no other has (a number, a task, a hash);
    /// if the image has all of its labels too, as after `docker commit`, they come from the image.
    static func withoutInherited(_ labels: [String: String], from image: [String: String])
        -> [String: String]
    {
        var own = labels
        for prefix in orchestrators {
            let group = labels.filter { $0.key.hasPrefix(prefix) }
            guard group.allSatisfy({ image[$0.key] == $0.value }) else { continue }
            for key in group.keys { own[key] = nil }
        }
        return own
    }

    /// Returns a container's own orchestrator labels, even if its image has them too.
    static func orchestrated(_ container: JSONNode?, besides image: JSONNode?) -> Set<String> {
        let labels = container?["Labels"]?.texts ?? [:]
        let own = withoutInherited(labels, from: image?["Labels"]?.texts ?? [:])
        return Set(own.keys.filter { key in orchestrators.contains { key.hasPrefix($0) } })
    }

    /// Whether the labels include one of an orchestrator.
    static func isOrchestrated(_ labels: [String: String]) -> Bool {
        labels.keys.contains { key in orchestrators.contains { key.hasPrefix($0) } }
    }

    /// Whether the labels include `key` or `key=value`.
    static func isCarried(_ label: String, by labels: [String: String]) -> Bool {
        guard let equals = label.firstIndex(of: "=") else { return labels[label] != nil }
        return labels[String(label[..<equals])] == String(label[label.index(after: equals)...])
    }
}

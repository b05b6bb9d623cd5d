import PinionModel

/// Labels with a meaning that others gave them.
enum EngineLabel {
    static let stack = "com.docker.stack.namespace"
    static let stackImage = "com.docker.stack.image"
    static let project = "com.docker.compose.project"
    static let composeService = "com.docker.compose.service"
    static let composeOneOff = "com.docker.compose.oneoff"
    static let swarmService = "com.docker.swarm.service.id"
    static let swarmTask = "com.docker.swarm.task.id"
    static let kubernetesPrefix = "io.kubernetes."

    /// Whether labels carry `key`, or `key=value`.
    static func isCarried(_ label: String, by labels: [String: String]) -> Bool {
        guard let equals = label.firstIndex(of: "=") else { return labels[label] != nil }
        return labels[String(label[..<equals])] == String(label[label.index(after: equals)...])
    }
}

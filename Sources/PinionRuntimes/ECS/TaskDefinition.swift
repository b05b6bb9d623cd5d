import PinionSyntax

/// The images of a task definition and what else an observation needs of it, without secrets.
struct TaskDefinition: Hashable, Sendable {
    struct Container: Hashable, Sendable {
        let name: String
        let image: String
        /// Whether ECS resolves its tag once per deployment (`versionConsistency` not disabled).
        let isConsistent: Bool
    }

    let arn: String
    /// The author of the registration; `nil` if ECS does not give it.
    let registeredBy: String?
    /// Whether a deployment may use it: `ACTIVE`, and not `INACTIVE` or `DELETE_IN_PROGRESS`.
    let isActive: Bool
    let containers: [Container]

    /// Reads `taskDefinition` of `DescribeTaskDefinition`; `nil` for any other value.
    init?(_ node: JSONNode) {
        guard let arn = node["taskDefinitionArn"]?.string,
            let list = node["containerDefinitions"]?.array
        else { return nil }
        self.arn = arn
        registeredBy = node["registeredBy"]?.string
        isActive = ["", "ACTIVE"].contains(node["status"]?.string ?? "")
        containers = list.compactMap { container in
            container["name"]?.string.map { name in
                Container(
                    name: name, image: container["image"]?.string ?? "",
                    isConsistent: container["versionConsistency"]?.string != "disabled")
            }
        }
    }

    /// Reads the form of the cache; `nil` for any other value.
    init?(cached node: JSONNode) {
        guard let arn = node["arn"]?.string, let list = node["containers"]?.array
        else { return nil }
        self.arn = arn
        registeredBy = node["registeredBy"]?.string
        isActive = true
        var containers: [Container] = []
        for container in list {
            guard let name = container["name"]?.string, let image = container["image"]?.string,
                let isConsistent = container["consistent"]?.bool
            else { return nil }
            containers.append(Container(name: name, image: image, isConsistent: isConsistent))
        }
        self.containers = containers
    }

    var cached: JSONText {
        [
            "arn": .string(arn),
            "registeredBy": registeredBy.map { .string($0) } ?? nil,
            "containers": .array(
                containers.map {
                    [
                        "name": .string($0.name), "image": .string($0.image),
                        "consistent": .bool($0.isConsistent),
                    ]
                }),
        ]
    }
}

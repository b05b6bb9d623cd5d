package import PinionSyntax

/// A task definition in a template: a resource of the type `AWS::ECS::TaskDefinition`.
package struct TemplateTaskDefinition: Hashable, Sendable {
    package let logicalID: String
    /// The position of its logical id.
    package let position: Position
    /// Its containers in order; for an `Fn::If`, those of both branches with their conditions.
    let containers: [TemplateContainer]
    /// The reasons why there may be more containers, as clauses; empty if the list is complete.
    package let gaps: [String]

    init(_ entry: TemplateNode.Entry, _ problems: inout ProblemList) {
        logicalID = entry.name
        position = entry.position
        let condition = RequiredCondition(ofResource: entry.value)
        let properties = entry.value["Properties"]
        var reader = ContainerReader(problems: problems)
        if let properties, properties.entries == nil {
            reader.note(properties, "the properties")
        } else if let list = properties?["ContainerDefinitions"] {
            reader.readList(list, under: [condition].compactMap(\.self))
        }
        problems = reader.problems
        containers = reader.containers
        gaps =
            reader.gaps
            + ((entry.value.entries ?? []) + (properties?.entries ?? []))
            .filter { $0.name.hasPrefix("Fn::") }
            .map { "\(ShownText($0.name)) writes a part" }
    }

    /// Makes the task definition of an express mode service, which defines its only container.
    init(express entry: TemplateNode.Entry) {
        logicalID = entry.name
        position = entry.position
        let condition = RequiredCondition(ofResource: entry.value)
        let primary = entry.value["Properties"]?["PrimaryContainer"]
        let isWritten = primary.map { $0.entries == nil } ?? false
        containers =
            isWritten
            ? []
            : [
                TemplateContainer(
                    name: nil, image: primary?["Image"], position: primary?.position ?? position,
                    conditions: [condition].compactMap(\.self))
            ]
        gaps = isWritten ? ["a function writes the container"] : []
    }
}

/// A container of a task definition in a template.
struct TemplateContainer: Hashable, Sendable {
    /// The expressions of its name and image; `nil` if absent.
    let name, image: TemplateNode?
    let position: Position
    /// The conditions under which it exists.
    let conditions: [RequiredCondition]
}

/// A template condition that must be true, or false, for a resource or container to exist.
struct RequiredCondition: Hashable, Sendable {
    let name: String
    let isTrue: Bool
}

extension RequiredCondition {
    /// Reads the `Condition` of a resource.
    init?(ofResource resource: TemplateNode) {
        guard let name = resource["Condition"]?.text else { return nil }
        self.init(name: name, isTrue: true)
    }
}

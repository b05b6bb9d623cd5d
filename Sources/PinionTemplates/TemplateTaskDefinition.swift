package import PinionSyntax

/// A resource `AWS::ECS::TaskDefinition` of a template.
package struct TemplateTaskDefinition: Hashable, Sendable {
    package let logicalID: String
    /// Where its logical id stands.
    package let position: Position
    /// Its containers in the order of the text; of a choice both sides, each with its condition.
    let containers: [TemplateContainer]
    /// Why there may be further containers, as clauses; empty if all are listed.
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

    /// The task definition of an express mode service: its only container is in the service itself.
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
    /// The expression of its name; nil if it has none.
    let name: TemplateNode?
    /// The expression of its image; nil if it has none.
    let image: TemplateNode?
    let position: Position
    /// The conditions under which it exists.
    let conditions: [RequiredCondition]
}

/// A condition that must, or must not, hold for something to exist.
struct RequiredCondition: Hashable, Sendable {
    let name: String
    let isTrue: Bool
}

extension RequiredCondition {
    /// The `Condition` of a resource.
    init?(ofResource resource: TemplateNode) {
        guard let name = resource["Condition"]?.text else { return nil }
        self.init(name: name, isTrue: true)
    }
}

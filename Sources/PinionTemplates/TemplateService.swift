package import PinionSyntax

/// A resource `AWS::ECS::Service` of a template, or an `AWS::ECS::TaskSet` that stands for it.
package struct TemplateService: Hashable, Sendable {
    package let logicalID: String
    /// Where its logical id stands.
    package let position: Position
    /// The expression of its task definition; nil if it has none (another controller sets it).
    let taskDefinition: TemplateNode?
    /// The expression of a task set's service; nil for a service.
    let service: TemplateNode?
    /// The expression of how many tasks it wants; nil if the template leaves that to others.
    let desiredCount: TemplateNode?

    init(_ entry: TemplateNode.Entry) {
        logicalID = entry.name
        position = entry.position
        taskDefinition = entry.value["Properties"]?["TaskDefinition"]
        service = entry.value["Properties"]?["Service"]
        desiredCount = entry.value["Properties"]?["DesiredCount"]
    }

    /// The resource of `!Ref X`, `!GetAtt X.TaskDefinitionArn` and `!Sub "${X}"`.
    static func target(of node: TemplateNode) -> String? {
        guard case .call(let function, let argument) = node.kind else { return nil }
        switch function {
        case .ref: return argument.text
        case .other("Fn::GetAtt"):
            let path = argument.elements?.first?.text ?? argument.text
            return path?.split(separator: ".").first.map(String.init)
        case .sub:
            guard let text = argument.text, case .variable(let name)? = SubText(text).parts.first,
                SubText(text).parts.count == 1
            else { return nil }
            return name.split(separator: ".").first.map(String.init)
        default: return nil
        }
    }
}

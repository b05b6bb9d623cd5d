package import PinionSyntax

/// A resource `AWS::ECS::Service` of a template, or an `AWS::ECS::TaskSet` of such a service.
package struct TemplateService: Hashable, Sendable {
    package let logicalID: String
    /// The position of its logical id.
    package let position: Position
    /// The expression of its task definition; `nil` if it has none (another controller sets it).
    let taskDefinition: TemplateNode?
    /// The expression of a task set's service; `nil` for a service.
    let service: TemplateNode?
    /// The expression of its desired number of tasks; `nil` if the template does not set it.
    let desiredCount: TemplateNode?

    init(_ entry: TemplateNode.Entry) {
        logicalID = entry.name
        position = entry.position
        taskDefinition = entry.value["Properties"]?["TaskDefinition"]
        service = entry.value["Properties"]?["Service"]
        desiredCount = entry.value["Properties"]?["DesiredCount"]
    }

    /// Returns the resource that `!Ref X`, `!GetAtt X.TaskDefinitionArn` or `!Sub "${X}"` names.
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

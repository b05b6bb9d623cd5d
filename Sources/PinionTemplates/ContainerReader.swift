import PinionSyntax

/// Lists the containers of a task definition, including those in an `Fn::If` around the list or an
/// element, also nested ("AWS::ECS::TaskDefinition ContainerDefinition", Template Reference).
struct ContainerReader {
    var containers: [TemplateContainer] = []
    var gaps: [String] = []
    var problems: ProblemList

    mutating func readList(_ node: TemplateNode, under conditions: [RequiredCondition]) {
        switch node.kind {
        case .sequence(let elements):
            for element in elements { readContainer(element, under: conditions) }
        case .call(.if, let argument):
            readChoice(argument, under: conditions) { $0.readList($1, under: $2) }
        case .call:
            guard !node.isNoValue else { return }
            note(node, "the container definitions")
        case .scalar, .mapping:
            problems.add(
                node.position, "ContainerDefinitions is \(node.noun)", "write a list of containers")
        }
    }

    private mutating func readContainer(_ node: TemplateNode, under conditions: [RequiredCondition])
    {
        switch node.kind {
        case .mapping(let entries):
            if let call = entries.first(where: { $0.name.hasPrefix("Fn::") }) {
                gaps.append("\(ShownText(call.name)) writes a part of a container")
            }
            containers.append(
                TemplateContainer(
                    name: node["Name"], image: node["Image"], position: node.position,
                    conditions: conditions))
        case .call(.if, let argument):
            readChoice(argument, under: conditions) { $0.readContainer($1, under: $2) }
        case .call:
            guard !node.isNoValue else { return }
            note(node, "a container")
        case .scalar, .sequence:
            problems.add(
                node.position, "a container is \(node.noun)",
                "write a mapping with its Name and Image")
        }
    }

    private mutating func readChoice(
        _ argument: TemplateNode, under conditions: [RequiredCondition],
        _ read: (inout Self, TemplateNode, [RequiredCondition]) -> Void
    ) {
        guard let parts = argument.elements, parts.count == 3, let condition = parts[0].text else {
            problems.add(
                argument.position, "this Fn::If is not complete",
                "write a list of a condition's name and two values")
            return
        }
        read(&self, parts[1], conditions + [RequiredCondition(name: condition, isTrue: true)])
        read(&self, parts[2], conditions + [RequiredCondition(name: condition, isTrue: false)])
    }

    /// Records a gap if the node is a call, because the function's result is not known.
    mutating func note(_ node: TemplateNode, _ subject: String) {
        guard case .call(let function, _) = node.kind else { return }
        gaps.append("\(ShownText(function.name)) writes \(subject)")
    }
}

extension TemplateNode {
    /// Whether the node is the pseudo parameter that removes its property.
    var isNoValue: Bool {
        guard case .call(.ref, let argument) = kind else { return false }
        return argument.text == "AWS::NoValue"
    }
}

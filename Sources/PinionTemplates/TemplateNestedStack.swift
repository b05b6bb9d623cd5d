package import PinionSyntax

/// A resource `AWS::CloudFormation::Stack` of a template, or an `AWS::CloudFormation::StackSet`:
/// either creates stacks from another template.
package struct TemplateNestedStack: Hashable, Sendable {
    package let logicalID: String
    /// The position of its logical id.
    package let position: Position
    /// Whether the text lists its parameters; otherwise a function may write them.
    package let isListed: Bool
    /// The location of its template: ` (https://…)`; empty if the text does not give it.
    let source: String
    private let parameters: TemplateNode?

    init(_ entry: TemplateNode.Entry) {
        let properties = entry.value["Properties"]
        isListed =
            (properties.map { $0.entries != nil } ?? true)
            && (properties?["Parameters"].map { $0.entries != nil } ?? true)
        logicalID = entry.name
        position = entry.position
        source = Self.source(properties?["TemplateURL"])
        parameters = entry.value["Properties"]?["Parameters"]
    }

    private static func source(_ node: TemplateNode?) -> String {
        var text = node?.text
        if case .call(.sub, let argument)? = node?.kind { text = argument.text }
        return text.map { " (\(ShownText($0, longest: 256)))" } ?? ""
    }

    /// The entries of its `Parameters`, in the order of the text.
    var given: [TemplateNode.Entry] { parameters?.entries ?? [] }

    /// All parameters that it may be given, from both branches of each `Fn::If`.
    var anyGiven: [TemplateNode.Entry] { parameters.map(Self.entries) ?? [] }

    private static func entries(_ node: TemplateNode) -> [TemplateNode.Entry] {
        if case .call(.if, let argument) = node.kind {
            return (argument.elements ?? []).flatMap(entries)
        }
        return node.entries ?? (node.elements ?? []).flatMap(listed)
    }

    /// Returns the parameter in one element of a stack set's list.
    private static func listed(_ node: TemplateNode) -> [TemplateNode.Entry] {
        if case .call(.if, let argument) = node.kind {
            return (argument.elements ?? []).flatMap(listed)
        }
        guard let name = node["ParameterKey"]?.text, let value = node["ParameterValue"] else {
            return []
        }
        return [TemplateNode.Entry(name: name, position: node.position, value: value)]
    }

    /// Returns the template's parameters, in order, that feed a parameter of the nested stack;
    /// empty if the value is written out, `nil` if the template gives it no value.
    package func parameters(feeding parameter: String, in template: StackTemplate) -> [String]? {
        guard let value = parameters?[parameter] else { return nil }
        return template.parameters.map(\.name).filter { value.references(to: $0) > 0 }.sorted()
    }
}

package import PinionSyntax

/// A resource `AWS::CloudFormation::Stack` of a template: a stack that the template's own stack
/// writes; or an `AWS::CloudFormation::StackSet`, whose stacks are as far from the text.
package struct TemplateNestedStack: Hashable, Sendable {
    package let logicalID: String
    /// Where its logical id stands.
    package let position: Position
    /// Whether the text lists what it is given; a function may write it otherwise.
    package let isListed: Bool
    /// Where its template is: ` (https://…)`; empty if the text does not say.
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

    /// What the template gives its parameters, in the order of the text.
    var given: [TemplateNode.Entry] { parameters?.entries ?? [] }

    /// What it may be given, of a choice both sides.
    var anyGiven: [TemplateNode.Entry] { parameters.map(Self.entries) ?? [] }

    private static func entries(_ node: TemplateNode) -> [TemplateNode.Entry] {
        if case .call(.if, let argument) = node.kind {
            return (argument.elements ?? []).flatMap(entries)
        }
        return node.entries ?? (node.elements ?? []).flatMap(listed)
    }

    /// What one element of a stack set's list gives a parameter.
    private static func listed(_ node: TemplateNode) -> [TemplateNode.Entry] {
        if case .call(.if, let argument) = node.kind {
            return (argument.elements ?? []).flatMap(listed)
        }
        guard let name = node["ParameterKey"]?.text, let value = node["ParameterValue"] else {
            return []
        }
        return [TemplateNode.Entry(name: name, position: node.position, value: value)]
    }

    /// The template's parameters that feed one of the nested stack's, ordered; none if it is
    /// written out, nil if the template gives that parameter no value.
    package func parameters(feeding parameter: String, in template: StackTemplate) -> [String]? {
        guard let value = parameters?[parameter] else { return nil }
        return template.parameters.map(\.name).filter { value.references(to: $0) > 0 }.sorted()
    }
}

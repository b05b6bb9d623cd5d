extension TemplateNode {
    /// How often a name is referred to, by `Ref` or in `Fn::Sub`, anywhere below.
    func references(to name: String) -> Int {
        switch kind {
        case .scalar: 0
        case .sequence(let elements): elements.reduce(0) { $0 + $1.references(to: name) }
        case .mapping(let entries): entries.reduce(0) { $0 + $1.value.references(to: name) }
        case .call(.ref, let argument): argument.text == name ? 1 : argument.references(to: name)
        case .call(.sub, let argument): argument.substitutions(of: name)
        case .call(_, let argument): argument.references(to: name)
        }
    }

    /// How often the argument of `Fn::Sub` names something: in its text, or in the values beside
    /// it.
    private func substitutions(of name: String) -> Int {
        let text = elements?.first?.text ?? text ?? ""
        let named = SubText(text).parts.count { $0 == .variable(name) }
        return named + (elements ?? []).dropFirst().reduce(0) { $0 + $1.references(to: name) }
    }
}

extension StackTemplate {
    /// How often the template refers to parameters, anywhere.
    package func references(to parameters: [String]) -> Int {
        parameters.reduce(0) { $0 + root.references(to: $1) }
    }
}

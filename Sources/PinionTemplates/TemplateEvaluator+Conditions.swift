import PinionSyntax

extension TemplateEvaluator {
    /// Returns the branch of `Fn::If` that its condition selects.
    mutating func branch(_ argument: TemplateNode) throws(Stop) -> TemplateNode {
        guard let parts = argument.elements, parts.count == 3, let name = parts[0].text else {
            throw malformed(.if, argument)
        }
        return try isTrue(name) ? parts[1] : parts[2]
    }

    /// Follows `Fn::If` to the expression that its conditions select.
    mutating func chosen(_ node: TemplateNode) throws(Stop) -> TemplateNode {
        guard case .call(.if, let argument) = node.kind else { return node }
        return try chosen(branch(argument))
    }

    /// Whether a condition of the template holds ("Condition functions", Template Reference).
    ///
    /// A condition that cannot be evaluated is undecided; one that combines others depends on them.
    mutating func isTrue(_ name: String) throws(Stop) -> Bool {
        if let known = decided[name] ?? assumptions[name] { return known }
        guard let node = template.conditions[name] else {
            throw .unknown("there is no condition \(ShownText(name))")
        }
        guard !path.contains(name) else {
            throw .unknown("the condition \(ShownText(name)) depends on itself")
        }
        guard path.count < TemplateLimits.depth else {
            throw .unknown("its conditions depend on one another too deeply")
        }
        path.append(name)
        defer { path.removeLast() }
        do throws(Stop) {
            let value = try holds(node)
            decided[name] = value
            return value
        } catch .unknown(let clause) {
            throw .undecided(condition: name, clause)
        }
    }

    private mutating func holds(_ node: TemplateNode) throws(Stop) -> Bool {
        try step()
        if let name = node["Condition"]?.text, node.entries?.count == 1 { return try isTrue(name) }
        guard case .call(let function, let argument) = node.kind else {
            throw .unknown("the condition at \(template.place(node.position)) is \(node.noun)")
        }
        switch function {
        case .condition:
            guard let name = argument.text else { throw malformed(function, argument) }
            return try isTrue(name)
        case .equals: return try areEqual(argument)
        case .not: return try !holds(arguments(argument, of: function, 1...1)[0])
        case .and: return try all(argument, of: function, are: true)
        case .or: return try !all(argument, of: function, are: false)
        default: throw .unknown("\(ShownText(function.name)) is not known in conditions")
        }
    }

    /// Whether all parts have the wanted value; one that differs decides despite unknown ones.
    private mutating func all(
        _ argument: TemplateNode, of function: TemplateFunction, are wanted: Bool
    ) throws(Stop) -> Bool {
        guard let parts = argument.elements, !parts.isEmpty else {
            throw malformed(function, argument)
        }
        var undecided: Stop?
        for part in parts {
            do throws(Stop) {
                if try holds(part) != wanted { return false }
            } catch {
                undecided = undecided ?? error
            }
        }
        if let undecided { throw undecided }
        return true
    }

    private mutating func areEqual(_ argument: TemplateNode) throws(Stop) -> Bool {
        let parts = try arguments(argument, of: .equals, 2...2)
        return try operand(parts[0]) == operand(parts[1])
    }

    private mutating func operand(_ node: TemplateNode) throws(Stop) -> String {
        let value: EvaluatedText
        do throws(Stop) {
            value = try self.text(of: node)
        } catch .nothing {
            throw .unknown("a condition compares AWS::NoValue")
        }
        if let clause = value.doubt { throw .unknown(clause) }
        if evaluation.moment == .text, let name = value.parameters.first {
            throw .unknown("the parameter \(ShownText(name)) may have another value")
        }
        let text = value.description
        if text.contains(ImageOrigin.dynamicReference) {
            throw .unknown("a condition reads a dynamic reference")
        }
        return text
    }
}

import PinionSyntax

/// Finds names in image expressions and conditions that are not defined.
///
/// If a transform or `Fn::ForEach` may add the missing names, nothing is checked.
struct TemplateReferences {
    private(set) var problems = ProblemList()

    private let template: StackTemplate
    private let parameters: Set<String>

    init(of template: StackTemplate) {
        self.template = template
        parameters = Set(template.parameters.map(\.name))
        guard template.generatorClauses.isEmpty else { return }
        for definition in template.taskDefinitions {
            for container in definition.containers {
                for condition in container.conditions {
                    check(condition: condition.name, at: container.position)
                }
                if let name = container.name { walk(name, []) }
                if let image = container.image { walk(image, []) }
            }
        }
        for name in template.conditions.keys.sorted() {
            if let node = template.conditions[name] { walk(node, []) }
        }
    }

    private mutating func walk(_ node: TemplateNode, _ locals: Set<String>) {
        switch node.kind {
        case .scalar: return
        case .sequence(let elements): for element in elements { walk(element, locals) }
        case .mapping(let entries): for entry in entries { walk(entry.value, locals) }
        case .call(let function, let argument): walk(function, argument, locals)
        }
    }

    private mutating func walk(
        _ function: TemplateFunction, _ argument: TemplateNode, _ locals: Set<String>
    ) {
        switch function {
        case .ref: if let name = argument.text { check(name, at: argument.position, locals) }
        case .sub:
            let names = argument.elements?.dropFirst().first?.entries?.map(\.name) ?? []
            let text = argument.elements?.first ?? argument
            for case .variable(let name) in SubText(text.text ?? "").parts {
                check(name, at: text.position, locals.union(names))
            }
            for element in argument.elements?.dropFirst() ?? [] { walk(element, locals) }
        case .if:
            if let parts = argument.elements, let name = parts.first?.text {
                check(condition: name, at: argument.position)
                for part in parts.dropFirst() { walk(part, locals) }
            }
        case .findInMap:
            if let name = argument.elements?.first?.text {
                check(mapping: name, at: argument.position)
            }
            walkParts(of: argument, locals)
        default: walkParts(of: argument, locals)
        }
    }

    private mutating func walkParts(of argument: TemplateNode, _ locals: Set<String>) {
        for element in argument.elements ?? [] { walk(element, locals) }
    }

    private mutating func check(_ name: String, at position: Position, _ locals: Set<String>) {
        let first = name.split(separator: ".", omittingEmptySubsequences: false).first.map(
            String.init)
        guard !problems.isFull, !name.hasPrefix("AWS::"), !locals.contains(name), let first,
            !parameters.contains(name), template.resources[first] == nil
        else { return }
        let known = locals.union(parameters).union(template.resources.keys).sorted()
        report("\(ShownText(name)) is neither a parameter nor a resource", name, known, position)
    }

    private mutating func check(condition: String, at position: Position) {
        guard !problems.isFull, template.conditions[condition] == nil else { return }
        let known = template.conditions.keys.sorted()
        report("there is no condition \(ShownText(condition))", condition, known, position)
    }

    private mutating func check(mapping: String, at position: Position) {
        guard !problems.isFull, template.mappings[mapping] == nil else { return }
        let known = template.mappings.keys.sorted()
        report("there is no mapping \(ShownText(mapping))", mapping, known, position)
    }

    private mutating func report(
        _ problem: String, _ name: String, _ known: [String], _ position: Position
    ) {
        let guess = nearest(to: name, among: known)
        problems.add(
            position, problem, guess.map { "did you mean \($0)?" } ?? "declare it in the template")
    }
}

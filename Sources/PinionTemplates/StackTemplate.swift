package import PinionSyntax

/// The parts of a CloudFormation template that name images or decide them.
///
/// Only the text is read; no call is made to AWS ("Template sections", CloudFormation User Guide).
package struct StackTemplate: Hashable, Sendable {
    /// The name of the template in messages: its path, or the stack that it belongs to.
    package let path: String
    /// The parameters, in the order of the text.
    let parameters: [TemplateParameter]
    /// The task definitions, in the order of the text.
    package let taskDefinitions: [TemplateTaskDefinition]
    /// The ECS services, in the order of the text.
    package let services: [TemplateService]
    /// The task sets of services with an external deployment controller, in the order of the text.
    let taskSets: [TemplateService]
    /// The services of ECS's express mode, each with its one container, in the order of the text.
    let expressServices: [TemplateTaskDefinition]
    /// The nested stacks, in the order of the text.
    package let nestedStacks: [TemplateNestedStack]
    /// The stack sets, whose stacks have another template, in the order of the text.
    let stackSets: [TemplateNestedStack]
    /// The constructs that may change the template before it is used, or add resources to it.
    let generators: [TemplateGap]
    /// The modules, whose resources cannot be seen.
    let modules: [TemplateGap]

    private let parametersByName: [String: TemplateParameter]
    let root: TemplateNode
    let conditions: [String: TemplateNode]
    let mappings: [String: TemplateNode]
    /// The types of all resources by their logical ids.
    let resources: [String: String]

    /// Parses a template in YAML or JSON, of at most 1 MiB ("CloudFormation quotas", User Guide).
    ///
    /// - Throws: all mistakes, at most 100; no expression is evaluated here.
    package init(parsing bytes: [UInt8], named path: String) throws(SyntaxError) {
        try Self.refuseLarge(bytes, path)
        let root = try TemplateNode(reading: SourceText(path: path, bytes: bytes))
        try Self.refuseOther(root, path)
        var reader = TemplateReader(root)
        reader.read()
        try Self.refuse(reader.problems, path)
        (self.path, self.root) = (path, root)
        nestedStacks = reader.nestedStacks
        stackSets = reader.stackSets
        taskSets = reader.taskSets
        expressServices = reader.expressServices
        parameters = reader.parameters
        parametersByName = Dictionary(reader.parameters.map { ($0.name, $0) }) { $1 }
        taskDefinitions = reader.taskDefinitions
        services = reader.services
        generators = reader.generators
        modules = reader.modules
        conditions = reader.conditions
        mappings = reader.mappings
        resources = reader.resources
        try Self.refuse(TemplateReferences(of: self).problems, path)
    }

    /// The clauses of the constructs that may change the template before it is used.
    package var generatorClauses: [String] { generators.map(\.clause) }

    func parameter(_ name: String) -> TemplateParameter? { parametersByName[name] }

    package func taskDefinition(_ logicalID: String) -> TemplateTaskDefinition? {
        taskDefinitions.first { $0.logicalID == logicalID }
    }

    /// Returns a position in the template as `path:line:column`.
    package func place(_ position: Position) -> String { "\(path):\(position)" }

    private static func refuse(_ list: ProblemList, _ path: String) throws(SyntaxError) {
        guard list.problems.isEmpty else { throw SyntaxError(path: path, problems: list.problems) }
    }

    private static func refuseLarge(_ bytes: [UInt8], _ path: String) throws(SyntaxError) {
        guard bytes.count > TemplateLimits.bytes else { return }
        throw SyntaxError(
            path: path, Position(line: 1, column: 1, offset: 0),
            "the template has \(bytes.count) bytes, more than CloudFormation's limit of 1 MiB",
            "split it into nested stacks")
    }

    private static func refuseOther(_ root: TemplateNode, _ path: String) throws(SyntaxError) {
        let problem: String
        if root.entries == nil {
            problem = "the text is \(root.noun), no template"
        } else if root["Resources"] == nil {
            problem = "the text has no Resources and so is no CloudFormation template"
        } else {
            return
        }
        throw SyntaxError(
            path: path, root.position, problem,
            "name the file of a stack's template, with its resources under Resources")
    }
}

/// A part of a template whose content its text does not show.
package struct TemplateGap: Hashable, Sendable {
    /// The clause that says what is not known.
    package let clause: String
    /// The position of the part.
    package let position: Position
    /// Whether it may change the template's own containers; otherwise it has other containers.
    package let isGenerator: Bool
    /// The logical id of the resource that has containers of its own; `nil` for a writer.
    package var owner: String?
}

extension StackTemplate {
    /// All parts whose content the text does not show, by kind and then in the order of the text.
    package var unknownParts: [TemplateGap] {
        generators
            + (taskDefinitions + expressServices).flatMap { definition in
                definition.gaps.map {
                    TemplateGap(
                        clause: "\($0) of \(ShownText(definition.logicalID))",
                        position: definition.position, isGenerator: true)
                }
            }
            + (nestedStacks + stackSets).map {
                TemplateGap(
                    clause: "the nested stack \(ShownText($0.logicalID)) has a template of its "
                        + "own\($0.source), which is not followed; name its file under "
                        + "`templates:` too",
                    position: $0.position, isGenerator: false, owner: $0.logicalID)
            } + modules
    }
}

import PinionSyntax

/// Collects the sections of a template and the problems in them.
struct TemplateReader {
    private(set) var parameters: [TemplateParameter] = []
    private(set) var taskDefinitions: [TemplateTaskDefinition] = []
    private(set) var services: [TemplateService] = []
    private(set) var taskSets: [TemplateService] = []
    private(set) var nestedStacks: [TemplateNestedStack] = []
    private(set) var stackSets: [TemplateNestedStack] = []
    private(set) var expressServices: [TemplateTaskDefinition] = []
    private(set) var generators: [TemplateGap] = []
    private(set) var modules: [TemplateGap] = []
    private(set) var conditions: [String: TemplateNode] = [:]
    private(set) var mappings: [String: TemplateNode] = [:]
    private(set) var resources: [String: String] = [:]
    private(set) var problems = ProblemList()

    private let root: TemplateNode
    private var containerCount = 0

    init(_ root: TemplateNode) { self.root = root }

    mutating func read() {
        readTransforms()
        for entry in section("Parameters") {
            parameters += [TemplateParameter(entry, &problems)].compactMap(\.self)
        }
        for entry in section("Conditions") { conditions[entry.name] = entry.value }
        for entry in section("Mappings") {
            readMapping(entry.value)
            mappings[entry.name] = entry.value
        }
        for entry in section("Resources") { read(entry) }
    }

    private mutating func section(_ name: String) -> [TemplateNode.Entry] {
        guard let section = root[name] else { return [] }
        switch section.kind {
        case .mapping(let entries):
            return entries.filter { entry in
                // In the resources, these functions are recorded by `read(_:)`.
                guard name != "Resources", entry.name.hasPrefix("Fn::") else { return true }
                write(
                    entry.position, "\(ShownText(entry.name)) writes a part of the section \(name)")
                return false
            }
        case .scalar(.nothing) where name != "Resources": return []
        case .call(.other(let function), _):
            write(section.position, "the section \(name) is written by \(ShownText(function))")
            return []
        default:
            problems.add(
                section.position, "\(name) is \(section.noun)", "write a mapping of names to values"
            )
            return []
        }
    }

    // MARK: Transforms

    private mutating func write(_ position: Position, _ clause: String) {
        generators.append(TemplateGap(clause: clause, position: position, isGenerator: true))
    }

    /// Records transforms, except `AWS::LanguageExtensions`: it changes nothing evaluated here.
    private mutating func readTransforms() {
        for entry in root.entries ?? [] where entry.name.hasPrefix("Fn::") {
            write(entry.position, "\(ShownText(entry.name)) writes a part of the template")
        }
        guard let transform = root["Transform"] else { return }
        for node in transform.elements ?? [transform] {
            let name = node.text ?? node["Name"]?.text
            if name == "AWS::LanguageExtensions" || node.scalar == .nothing { continue }
            let shown = name.map { "the transform \(ShownText($0))" } ?? "a transform"
            write(node.position, "\(shown) rewrites the template before it is used")
        }
    }

    // MARK: Mappings

    /// Refuses function calls in a mapping, which could name the mapping itself.
    ///
    /// A mapping holds texts and lists of texts ("Mappings", CloudFormation User Guide).
    private mutating func readMapping(_ node: TemplateNode) {
        switch node.kind {
        case .scalar: return
        case .sequence(let elements): for element in elements { readMapping(element) }
        case .mapping(let entries):
            for entry in entries {
                if entry.name.hasPrefix("Fn::") {
                    write(entry.position, "\(ShownText(entry.name)) writes a part of a mapping")
                } else {
                    readMapping(entry.value)
                }
            }
        case .call(.other("Fn::Transform"), _):
            write(node.position, "a macro writes a part of a mapping (Fn::Transform)")
        case .call(let function, _):
            problems.add(
                node.position,
                "a mapping holds a call of \(ShownText(function.name)), which it may not",
                "write the text itself, or call the function where the mapping is used")
        }
    }

    // MARK: Resources

    private mutating func read(_ entry: TemplateNode.Entry) {
        if entry.name.hasPrefix("Fn::") {
            write(entry.position, "\(ShownText(entry.name)) writes resources before they are used")
            return
        }
        guard let type = type(of: entry) else { return }
        resources[entry.name] = type
        switch type {
        case "AWS::ECS::TaskDefinition": readTaskDefinition(entry)
        case "AWS::ECS::Service":
            noteWriters(of: entry)
            services.append(TemplateService(entry))
        case "AWS::ECS::TaskSet":
            noteWriters(of: entry)
            taskSets.append(TemplateService(entry))
        case "AWS::ECS::ExpressGatewayService":
            noteWriters(of: entry)
            expressServices.append(TemplateTaskDefinition(express: entry))
        case "AWS::CloudFormation::Stack":
            noteWriters(of: entry)
            nestedStacks.append(TemplateNestedStack(entry))
        case "AWS::CloudFormation::StackSet":
            noteWriters(of: entry)
            stackSets.append(TemplateNestedStack(entry))
        case _ where type.hasSuffix("::MODULE"):
            modules.append(
                TemplateGap(
                    clause:
                        "the module \(ShownText(entry.name)) (\(ShownText(type))) is not followed",
                    position: entry.position, isGenerator: false, owner: entry.name))
        default: break
        }
    }

    /// Records functions that write parts of a resource, its properties or nested parameters.
    private mutating func noteWriters(of entry: TemplateNode.Entry) {
        let properties = entry.value["Properties"]
        for node in [entry.value, properties, properties?["Parameters"]].compactMap(\.self) {
            if case .call(.other(let name), _) = node.kind { noteWriter(name, of: entry) }
            for part in node.entries ?? [] where part.name.hasPrefix("Fn::") {
                noteWriter(part.name, of: entry)
            }
        }
    }

    private mutating func noteWriter(_ name: String, of entry: TemplateNode.Entry) {
        write(
            entry.position,
            "\(ShownText(name)) writes a part of the resource \(ShownText(entry.name))")
    }

    private mutating func readTaskDefinition(_ entry: TemplateNode.Entry) {
        let definition = TemplateTaskDefinition(entry, &problems)
        let before = containerCount
        containerCount += definition.containers.count
        if before <= TemplateLimits.containers, containerCount > TemplateLimits.containers {
            problems.add(
                entry.position,
                "the template has more than \(TemplateLimits.containers) containers",
                "split it into several stacks")
        }
        taskDefinitions.append(definition)
    }

    private mutating func type(of entry: TemplateNode.Entry) -> String? {
        if case .call(.other(let function), _) = entry.value.kind {
            write(entry.position, "the resource \(ShownText(entry.name)) is written by \(function)")
            return nil
        }
        guard entry.value.entries != nil else {
            problems.add(
                entry.value.position,
                "the resource \(ShownText(entry.name)) is \(entry.value.noun)",
                "write a mapping with a Type and Properties")
            return nil
        }
        guard let type = entry.value["Type"]?.text else {
            problems.add(
                entry.position, "the resource \(ShownText(entry.name)) has no Type",
                "write its type, such as Type: AWS::ECS::TaskDefinition")
            return nil
        }
        return type
    }
}

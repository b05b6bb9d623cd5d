import PinionSyntax

extension TemplateEvaluator {
    // MARK: Sub and Join

    /// Evaluates `Fn::Sub`: a text, or a list of a text and a mapping of its own variables.
    mutating func substitution(_ argument: TemplateNode) throws(Stop) -> EvaluatedText {
        let pattern = argument.elements?.first ?? argument
        guard let text = pattern.shownText else { throw malformed(.sub, argument) }
        var locals: [String: EvaluatedText] = [:]
        if let elements = argument.elements {
            guard elements.count == 2, let entries = elements[1].entries else {
                throw malformed(.sub, argument)
            }
            for entry in entries { locals[entry.name] = try part(entry.value) }
        }
        var pieces: [EvaluatedText.Piece] = []
        for part in SubText(text).parts {
            switch part {
            case .literal(let literal):
                pieces += EvaluatedText(literal, from: .literal(pattern.position)).pieces
            case .variable(let name):
                if let local = locals[name] {
                    pieces += local.pieces
                } else {
                    pieces += try variable(name).pieces
                }
            case .unfinished:
                throw .unknown("Fn::Sub at \(template.place(pattern.position)) has ${ without }")
            }
        }
        return EvaluatedText(pieces: pieces)
    }

    private func variable(_ name: String) throws(Stop) -> EvaluatedText {
        if name.contains("."), template.parameter(name) == nil {
            return try unknown(
                "it is an attribute of a resource (\(ShownText(name))), known once that exists",
                as: name)
        }
        return try value(of: name)
    }

    /// Evaluates `Fn::Join`: the values of a list, separated by a text; removed values are skipped.
    mutating func joined(_ argument: TemplateNode) throws(Stop) -> EvaluatedText {
        guard let parts = argument.elements, parts.count == 2, let separator = parts[0].shownText
        else { throw malformed(.join, argument) }
        let mark = EvaluatedText(separator, from: .literal(parts[0].position)).pieces
        var pieces: [EvaluatedText.Piece] = []
        for (index, value) in try list(parts[1]).enumerated() {
            pieces += (index > 0 ? mark : []) + value.pieces
            guard pieces.count <= TemplateLimits.text else {
                throw .unknown("it is longer than \(TemplateLimits.text) bytes")
            }
        }
        return EvaluatedText(pieces: pieces)
    }

    // MARK: Lists

    /// Evaluates `Fn::Select`: the value at an index of a list.
    mutating func selected(_ argument: TemplateNode) throws(Stop) -> EvaluatedText {
        let parts = try arguments(argument, of: .select, 2...2)
        let place = try text(of: parts[0])
        let index = Int(place.description)
        let values = try list(parts[1])
        if evaluation.moment == .text, !place.isLiteral, !values.isEmpty {
            let loose = values.firstIndex { !$0.description.contains("sha256:") } ?? 0
            let key = "select \(argument.position.offset)"
            return values[try pick(key, of: values.count, worst: loose)]
        }
        guard let index, values.indices.contains(index) else {
            throw .unknown(
                "Fn::Select at \(template.place(argument.position)) asks for a value that its "
                    + "list of \(values.count) does not have")
        }
        return values[index]
    }

    /// Returns the values of a list without those that are removed.
    private mutating func list(_ node: TemplateNode) throws(Stop) -> [EvaluatedText] {
        try step()
        switch node.kind {
        case .sequence(let elements):
            guard elements.count <= TemplateLimits.text else {
                throw .unknown(
                    "the list at \(template.place(node.position)) has more than "
                        + "\(TemplateLimits.text) values")
            }
            var values: [EvaluatedText] = []
            for element in elements {
                do throws(Stop) {
                    values.append(try part(element))
                } catch {
                    guard case .nothing = error else { throw error }
                }
            }
            return values
        case .call(.split, let argument): return try parts(argument)
        case .call(.if, let argument): return try list(branch(argument))
        case .call(.findInMap, let argument): return try list(mapped(argument))
        case .call(.ref, let argument): return try listParameter(argument)
        case .scalar, .mapping, .call:
            throw .unknown("the list at \(template.place(node.position)) is \(node.noun)")
        }
    }

    private mutating func parts(_ argument: TemplateNode) throws(Stop) -> [EvaluatedText] {
        guard let parts = argument.elements, parts.count == 2, let separator = parts[0].text,
            !separator.isEmpty
        else { throw malformed(.split, argument) }
        return try text(of: parts[1]).split(by: separator)
    }

    private func listParameter(_ argument: TemplateNode) throws(Stop) -> [EvaluatedText] {
        guard let name = argument.text, template.parameter(name)?.isList == true else {
            throw .unknown("the list at \(template.place(argument.position)) is no list")
        }
        return try value(of: name).split(by: ",").map(\.trimmed)
    }

    // MARK: Mappings

    /// Evaluates `Fn::FindInMap`: the value in a mapping, or the default given in the call.
    mutating func mapped(_ argument: TemplateNode) throws(Stop) -> TemplateNode {
        try step()
        let parts = try arguments(argument, of: .findInMap, 3...4)
        let key = "mapping \(argument.position.offset)"
        if case .node(let node)? = picks[key] { return node }
        let names = (try text(of: parts[0]), try text(of: parts[1]), try text(of: parts[2]))
        if evaluation.moment == .text,
            !(names.0.isLiteral && names.1.isLiteral && names.2.isLiteral)
        {
            let all = try values([names.0, names.1, names.2], parts)
            if all.count == 1 { return all[0] }
            let loose = all.firstIndex(where: \.isLoose) ?? 0
            if !all.isEmpty {
                throw .ambiguous(key, choices: all.map(Pick.node), worst: loose, suffices: true)
            }
        }
        let keys = (names.0.description, names.1.description, names.2.description)
        if let value = template.mappings[keys.0]?[keys.1]?[keys.2] { return value }
        if let fallback = parts.dropFirst(3).first?["DefaultValue"] { return fallback }
        guard names.0.doubt == nil, names.1.doubt == nil, names.2.doubt == nil else {
            throw .unknown(
                "it stands in the mapping \(ShownText(keys.0)) under \(ShownText(keys.1)), "
                    + "which is not known")
        }
        throw .unknown(
            "the mapping \(ShownText(keys.0)) has no value for \(ShownText(keys.1)) and "
                + "\(ShownText(keys.2))")
    }

    /// Returns all values that the call may give with its unknown names, without duplicates.
    private func values(
        _ names: [EvaluatedText], _ parts: [TemplateNode]
    ) throws(Stop) -> [TemplateNode] {
        func below(_ node: TemplateNode, _ name: EvaluatedText) -> [TemplateNode] {
            name.isLiteral
                ? [node[name.description]].compactMap(\.self) : (node.entries ?? []).map(\.value)
        }
        let maps =
            names[0].isLiteral
            ? [template.mappings[names[0].description]].compactMap(\.self)
            : template.mappings.sorted { $0.key < $1.key }.map(\.value)
        let found = maps.flatMap { below($0, names[1]) }.flatMap { below($0, names[2]) }
        guard found.count <= TemplateLimits.values else {
            throw .unknown("its mapping has more than \(TemplateLimits.values) values")
        }
        var seen: Set<TemplateNode.Kind> = []
        return (found + [parts.dropFirst(3).first?["DefaultValue"]].compactMap(\.self))
            .filter { seen.insert($0.kind).inserted }
    }

    /// Returns the text of a mapping's value, with the mapping as its origin.
    mutating func mappedText(_ argument: TemplateNode) throws(Stop) -> EvaluatedText {
        let value = try mapped(argument)
        let found = try text(of: value)
        guard let name = argument.elements?.first?.text, case .scalar = value.kind else {
            return found
        }
        return EvaluatedText(found.description, from: .mapping(name, value.position))
    }

    /// Returns the arguments of a function; throws if their number is wrong.
    func arguments(
        _ argument: TemplateNode, of function: TemplateFunction, _ count: ClosedRange<Int>
    ) throws(Stop) -> [TemplateNode] {
        guard let parts = argument.elements, count.contains(parts.count) else {
            throw malformed(function, argument)
        }
        return parts
    }

    func malformed(_ function: TemplateFunction, _ argument: TemplateNode) -> Stop {
        .unknown(
            "\(function.name) at \(template.place(argument.position)) has no arguments that "
                + "can be read")
    }
}

extension TemplateNode {
    fileprivate var isLoose: Bool {
        if let elements { return elements.contains(where: \.isLoose) }
        return text.map { !$0.contains("sha256:") } ?? true
    }
}

import PinionSyntax

/// Evaluates a template's expressions at one moment, with assumptions for unknown conditions.
struct TemplateEvaluator {
    /// The reason why an expression has no value.
    enum Stop: Error, Hashable {
        /// The value cannot be known; the clause says why.
        case unknown(String)
        /// The value depends on a condition that cannot be evaluated; the clause says why not.
        case undecided(condition: String, String)
        /// The value is one of several and none is picked yet; `worst` is the first without a
        /// digest. If they are too many to try, the worst alone is enough only if `suffices`.
        case ambiguous(String, choices: [Pick], worst: Int?, suffices: Bool)
        /// The expression removes its property or element (`AWS::NoValue`).
        case nothing
    }

    let template: StackTemplate
    let evaluation: TemplateEvaluation
    /// The assumed outcomes of conditions.
    let assumptions: [String: Bool]
    /// The values picked where several are possible.
    let picks: [String: Pick]

    /// One of several values: a value of a mapping, or an index in a list.
    enum Pick: Hashable {
        case node(TemplateNode)
        case place(Int)
    }

    private var steps = 0
    /// The conditions being evaluated, outermost first.
    var path: [String] = []
    /// The results of conditions evaluated so far.
    var decided: [String: Bool] = [:]

    init(
        _ template: StackTemplate, _ evaluation: TemplateEvaluation,
        assuming assumptions: [String: Bool], picking picks: [String: Pick] = [:]
    ) {
        (self.template, self.evaluation) = (template, evaluation)
        (self.assumptions, self.picks) = (assumptions, picks)
    }

    // MARK: Texts

    /// Returns the text of an expression.
    mutating func text(of node: TemplateNode) throws(Stop) -> EvaluatedText {
        switch node.kind {
        case .scalar(.text(let text)): return EvaluatedText(text, from: .literal(node.position))
        case .scalar(.ambiguous(let text)):
            guard isReadable(text) else { throw ambiguous(text, node) }
            return EvaluatedText(text, from: .literal(node.position))
        case .scalar(.nothing):
            throw .unknown("there is nothing at \(template.place(node.position))")
        case .sequence, .mapping:
            throw .unknown("there is \(node.noun) at \(template.place(node.position)), no text")
        case .call(let function, let argument):
            try step()
            return try bounded(call(function, argument))
        }
    }

    /// Whether an unquoted number is acceptable because it cannot be a digest in any form.
    private func isReadable(_ text: String) -> Bool {
        evaluation.moment == .text && text.utf8.count <= TemplateLimits.number
    }

    private func ambiguous(_ text: String, _ node: TemplateNode) -> Stop {
        .unknown(
            "the unquoted \(ShownText(text)) at \(template.place(node.position)) may be read in "
                + "another form; quote it")
    }

    /// Counts a function call and throws beyond the limit.
    mutating func step() throws(Stop) {
        steps += 1
        guard steps <= TemplateLimits.steps else {
            throw .unknown("it calls more than \(TemplateLimits.steps) functions")
        }
    }

    private func bounded(_ text: EvaluatedText) throws(Stop) -> EvaluatedText {
        let length = text.pieces.reduce(0) { $0 + $1.text.utf8.count }
        guard length <= TemplateLimits.text, text.pieces.count <= TemplateLimits.text else {
            throw .unknown("it is longer than \(TemplateLimits.text) bytes")
        }
        return text
    }

    private mutating func call(_ function: TemplateFunction, _ argument: TemplateNode)
        throws(Stop) -> EvaluatedText
    {  // table
        switch function {
        case .ref: return try reference(argument)
        case .sub: return try substitution(argument)
        case .join: return try joined(argument)
        case .select: return try selected(argument)
        case .findInMap: return try mappedText(argument)
        case .if:
            let node = try branch(argument)
            return try text(of: node)
        case .split:
            throw .unknown("Fn::Split at \(template.place(argument.position)) gives a list")
        case .condition, .equals, .and, .or, .not:
            throw .unknown("\(function.name) stands only in conditions")
        case .other(let name):
            return try unknown(Self.clause(name, argument), as: Self.shown(argument) ?? name)
        }
    }

    private static func clause(_ name: String, _ argument: TemplateNode) -> String {
        let shown = shown(argument).map { " (\(ShownText($0)))" } ?? ""
        return switch name {
        case "Fn::ImportValue": "it is the export of another stack\(shown)"
        case "Fn::GetAtt": "it is an attribute of a resource\(shown), known once that exists"
        case "Fn::Transform": "a macro writes it (Fn::Transform)"
        default: "\(ShownText(name)) is known only when CloudFormation evaluates it"
        }
    }

    private static func shown(_ argument: TemplateNode) -> String? {
        argument.text ?? argument.elements?.compactMap(\.text).joined(separator: ".")
    }

    /// Returns a stand-in for an unknown value at the moment `.text`; otherwise throws.
    func unknown(_ clause: String, as name: String) throws(Stop) -> EvaluatedText {
        guard evaluation.moment == .text else { throw .unknown(clause) }
        return EvaluatedText("${\(ShownText(name))}", from: .unknown(clause))
    }

    // MARK: References

    private mutating func reference(_ argument: TemplateNode) throws(Stop) -> EvaluatedText {
        guard let name = argument.text else {
            throw .unknown("Ref at \(template.place(argument.position)) names no text")
        }
        return try value(of: name)
    }

    /// Returns the value of `Ref` for a name.
    func value(of name: String) throws(Stop) -> EvaluatedText {
        if name == "AWS::NoValue" { throw .nothing }
        if name.hasPrefix("AWS::") {
            guard let value = evaluation.pseudoParameters.value(name) else {
                return try unknown("\(ShownText(name)) is not known here", as: name)
            }
            return EvaluatedText(value, from: .pseudoParameter(name))
        }
        guard let parameter = template.parameter(name) else {
            return try unknown(
                "it is the id of the resource \(ShownText(name)), known once that exists", as: name)
        }
        return try value(of: parameter)
    }

    private func value(of parameter: TemplateParameter) throws(Stop) -> EvaluatedText {
        let name = parameter.name
        let shown = "the parameter \(ShownText(name))"
        if parameter.noEcho {
            return try unknown("\(shown) is NoEcho: its value is never shown", as: name)
        }
        if parameter.isReadFromSSM {
            return try unknown(
                "\(shown) is read from Systems Manager anew at every creation and update", as: name)
        }
        if let given = try parentValue(name) { return given }
        if evaluation.moment == .update, let value = evaluation.values[name] {
            return EvaluatedText(value, from: .parameterValue(name))
        }
        switch parameter.defaultValue {
        case .text(let text, let position):
            return EvaluatedText(text, from: .parameterDefault(name, position))
        case .ambiguous(let text, let position) where isReadable(text):
            return EvaluatedText(text, from: .parameterDefault(name, position))
        case .ambiguous(let text, let position):
            throw .unknown(
                "the unquoted default \(ShownText(text)) of \(shown) at "
                    + "\(template.place(position)) may be read in another form; quote it")
        case .hidden, .none:
            if evaluation.moment == .recreation, let value = evaluation.values[name] {
                return EvaluatedText(value, from: .parameterValue(name))
            }
            let clause = "\(shown) has no default: a creation has to be given one"
            guard evaluation.moment == .text else { throw .unknown(clause) }
            return EvaluatedText("${\(ShownText(name))}", from: .required(clause))
        }
    }

    /// Returns the value from the parent stack; `nil` if it leaves the parameter at its default.
    private func parentValue(_ name: String) throws(Stop) -> EvaluatedText? {
        guard let values = evaluation.parentValues[name], !values.isEmpty else { return nil }
        let loose = values.firstIndex { value in
            if case .text(let text) = value.content { !text.contains("sha256:") } else { false }
        }
        let value = values[
            try pick("parent \(name)", of: values.count, worst: loose, suffices: false)]
        switch value.content {
        case .text(let text): return EvaluatedText(text, from: .parentParameter(name, value.source))
        case .unknown(let clause): throw .unknown(clause)
        case .omitted: return nil
        }
    }

    /// Returns the index of the picked value; throws if none is picked yet.
    func pick(_ key: String, of count: Int, worst: Int?, suffices: Bool = true) throws(Stop)
        -> Int
    {
        if count == 1 { return 0 }
        guard case .place(let place)? = picks[key] else {
            throw .ambiguous(
                key, choices: (0..<count).map(Pick.place), worst: worst,
                suffices: suffices)
        }
        return place
    }

    /// Returns the text of a part; at the moment `.text`, a stand-in if it is unknown.
    mutating func part(_ node: TemplateNode) throws(Stop) -> EvaluatedText {
        do throws(Stop) {
            return try text(of: node)
        } catch .unknown(let clause) { return try unknown(clause, as: "unknown") }
    }
}

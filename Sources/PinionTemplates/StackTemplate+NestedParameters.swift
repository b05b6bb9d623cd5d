import PinionSyntax

extension StackTemplate {
    /// Returns the values that the template's stack gives the parameters of a nested stack.
    package func parameters(
        of nested: TemplateNestedStack, in stack: StackState
    ) -> ParentParameters {
        ParentParameters(
            owner: stack.owner,
            recreation: values(for: nested, evaluation(.recreation, of: stack), stack.owner),
            update: values(for: nested, evaluation(.update, of: stack), stack.owner))
    }

    private func values(
        for nested: TemplateNestedStack, _ evaluation: TemplateEvaluation, _ owner: String
    ) -> [String: [ParentValue]] {
        var all: [String: [ParentValue]] = [:]
        for parameter in nested.given {
            var values: [ParentValue] = []
            let attempts = TemplateAttempts(template: self, evaluation: evaluation).all {
                evaluator throws(TemplateEvaluator.Stop) in try evaluator.text(of: parameter.value)
            }
            for attempt in attempts {
                let value = value(attempt.outcome, of: parameter.name, nested, owner)
                if !values.contains(value) { values.append(value) }
            }
            all[parameter.name] = values
        }
        return all
    }

    private func value(
        _ outcome: Result<EvaluatedText, TemplateEvaluator.Stop>, of parameter: String,
        _ nested: TemplateNestedStack, _ owner: String
    ) -> ParentValue {
        let place = "\(ShownText(parameter)) of its resource \(ShownText(nested.logicalID))"
        let feeding = nested.parameters(feeding: parameter, in: self) ?? []
        let remedy =
            feeding.isEmpty
            ? "in the template of \(owner), give \(place)"
            : "set the parameter \(feeding.joined(separator: ", ")) of \(owner), which feeds "
                + "\(place), to"
        switch outcome {
        case .success(let text):
            return ParentValue(
                content: .text(text.description),
                source: .init(location: location(of: text, place, owner), remedy: remedy))
        case .failure(.nothing):
            return ParentValue(content: .omitted, source: .init(location: place, remedy: remedy))
        case .failure(let stop):
            let clause = "\(owner) gives \(place), and that is not known: \(stop.clause)"
            return ParentValue(
                content: .unknown(clause), source: .init(location: clause, remedy: remedy))
        }
    }

    private func location(of text: EvaluatedText, _ place: String, _ owner: String) -> String {
        switch (text.pieces.last { !$0.text.isEmpty } ?? text.pieces.last)?.origin {
        case .parameterDefault(let name, let position):
            "the default of the parameter \(ShownText(name)) of \(owner), \(self.place(position))"
        case .parameterValue(let name): "the value of the parameter \(ShownText(name)) of \(owner)"
        case .parentParameter(_, let source?): source.location
        case .literal, .mapping, .pseudoParameter, .parentParameter, .unknown, .required, nil:
            "what \(owner) gives as \(place)"
        }
    }
}

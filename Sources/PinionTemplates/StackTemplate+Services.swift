package import PinionSyntax

/// What the text of a template says of the task definition of a service.
package struct JudgedService: Hashable, Sendable {
    /// The service's logical id.
    package let service: String
    /// Where its task definition is named.
    package let position: Position
    /// What is known of it.
    package let verdict: Verdict

    /// What is known of a task definition.
    package enum Verdict: Hashable, Sendable {
        /// It is one of the template's own, whatever the conditions are.
        case own
        /// A creation has to be given it.
        case given
        /// It is another one, or may be; the clause says what is so.
        case elsewhere(String)
    }
}

extension StackTemplate {
    /// What the text says of the task definition that each service or task set names.
    ///
    /// A task set speaks for its service, if that is in the template.
    package var judgedServices: [JudgedService] {
        (services + taskSets).compactMap { service in
            let owner = service.service.flatMap(TemplateService.target)
            return service.taskDefinition.map {
                JudgedService(
                    service: owner ?? service.logicalID, position: $0.position,
                    verdict: verdict(of: service, $0))
            }
        }
    }

    private func verdict(
        of service: TemplateService, _ expression: TemplateNode
    ) -> JudgedService.Verdict {
        let evaluation = TemplateEvaluation(.text)
        if taskDefinitions(of: service, in: evaluation) != nil { return .own }
        if case .call(.ref, let argument) = expression.kind, let name = argument.text,
            let parameter = parameter(name), parameter.defaultValue == .none
        {
            return .given
        }
        return .elsewhere(
            "the service \(ShownText(service.logicalID)) may use a task definition that the "
                + "template does not hold, and its images are not known")
    }
}

/// What an expression of a template comes to.
package enum TemplateValue: Hashable, Sendable {
    /// There is no such value, so the property keeps its own.
    case absent
    case text(String)
    /// It cannot be known; the clause says why.
    case unknown(String)
}

extension StackTemplate {
    /// How many tasks the next update of a stack would set for a service.
    package func desiredCount(of service: TemplateService, in stack: StackState) -> TemplateValue {
        guard let expression = service.desiredCount else { return .absent }
        var evaluator = TemplateEvaluator(self, stack.keptValues, assuming: [:])
        do throws(TemplateEvaluator.Stop) {
            return .text(try evaluator.text(of: expression).description)
        } catch {
            switch error {
            case .nothing: return .absent
            case .unknown, .unpicked: return .unknown(error.clause)
            case .undecided(let condition, let clause):
                return .unknown("it depends on the condition \(condition): \(clause)")
            }
        }
    }
}

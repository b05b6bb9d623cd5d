package import PinionSyntax

/// The task definition that a template's service uses, judged by the text alone.
package struct JudgedService: Hashable, Sendable {
    /// The service's logical id.
    package let service: String
    /// The position of the reference to the task definition.
    package let position: Position
    /// The judgement of the task definition.
    package let verdict: Verdict

    /// The judgement of a task definition.
    package enum Verdict: Hashable, Sendable {
        /// The task definition is the template's own under all conditions.
        case own
        /// The task definition must be given at creation.
        case required
        /// The task definition is, or may be, outside the template; the clause says which.
        case elsewhere(String)
    }
}

extension StackTemplate {
    /// The judgements of the task definitions that services and task sets name.
    ///
    /// A task set is listed under its service's logical id if it refers to one.
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
            return .required
        }
        return .elsewhere(
            "the service \(ShownText(service.logicalID)) may use a task definition that the "
                + "template does not hold, and its images are not known")
    }
}

/// The value of an expression of a template.
package enum TemplateValue: Hashable, Sendable {
    /// The expression gives no value, so the property keeps its current one.
    case absent
    case text(String)
    /// The value cannot be known; the clause says why.
    case unknown(String)
}

extension StackTemplate {
    /// Returns the number of tasks that a stack's next update would set for a service.
    package func desiredCount(of service: TemplateService, in stack: StackState) -> TemplateValue {
        guard let expression = service.desiredCount else { return .absent }
        var evaluator = TemplateEvaluator(self, stack.keptValues, assuming: [:])
        do throws(TemplateEvaluator.Stop) {
            return .text(try evaluator.text(of: expression).description)
        } catch {
            switch error {
            case .nothing: return .absent
            case .unknown, .ambiguous: return .unknown(error.clause)
            case .undecided(let condition, let clause):
                return .unknown("it depends on the condition \(condition): \(clause)")
            }
        }
    }
}

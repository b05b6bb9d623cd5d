/// What an expression of a template comes to.
package enum TemplateValue: Hashable, Sendable {
    /// There is no such value: what it stands for is left as it is.
    case absent
    /// This text.
    case text(String)
    /// It cannot be known; the clause says why.
    case unknown(String)
}

extension StackTemplate {
    /// How many tasks the next update of a stack would set for a service.
    package func desiredCount(of service: TemplateService, in stack: StackState) -> TemplateValue {
        guard let expression = service.desiredCount else { return .absent }
        let update = TemplateEvaluation(
            .update, values: stack.values, pseudoParameters: stack.pseudoParameters)
        var evaluator = TemplateEvaluator(self, update, assuming: [:])
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

import PinionModel

/// The images that a template may give one container.
struct TemplateContainerImage: Hashable, Sendable {
    /// A possible image with the assumptions under which it is used.
    struct Choice: Hashable, Sendable {
        let image: TemplateImage
        /// The conditions that cannot be evaluated, with the outcomes assumed for them.
        let assumptions: [String: Bool]

        /// The assumptions in words: "where Prod holds and Blue does not hold"; empty without any.
        var clause: String {
            let parts = assumptions.sorted { $0.key < $1.key }
                .map { $0.value ? "\($0.key) holds" : "\($0.key) does not hold" }
            return parts.isEmpty ? "" : "where " + parts.joined(separator: " and ")
        }
    }

    let name: String
    /// The possible images, in the order of the text; one unless conditions cannot be evaluated.
    let choices: [Choice]
    /// The reasons why conditions cannot be evaluated, as clauses.
    let doubts: [String]

    /// The only image; `nil` if there are several different ones.
    var image: TemplateImage? {
        guard let first = choices.first?.image else { return nil }
        if choices.allSatisfy({ $0.image == first }) { return first }
        var references = Set<String>()
        for choice in choices {
            guard case .image(let origin) = choice.image else { return nil }
            references.insert(origin.reference.description)
        }
        return references.count == 1 ? first : nil
    }
}

/// The images that a template gives the containers of a task definition.
struct TemplateImages: Hashable, Sendable {
    /// The containers whose names are known, each name once, in the order of the text.
    let containers: [TemplateContainerImage]
    /// The reasons why there may be more containers or other images, as clauses.
    let gaps: [String]
}

extension StackTemplate {
    /// Evaluates the images of all containers of several task definitions, one of which is used.
    ///
    /// A condition that cannot be evaluated is tried with both outcomes.
    func images(of definitions: [TemplateTaskDefinition], in evaluation: TemplateEvaluation)
        -> TemplateImages
    {
        var listing = TemplateImageListing(definitions.flatMap(\.gaps))
        for container in definitions.flatMap(\.containers) {
            let attempts = TemplateAttempts(template: self, evaluation: evaluation).all {
                evaluator throws(TemplateEvaluator.Stop) in try evaluator.evaluated(container)
            }
            for attempt in attempts { listing.add(attempt, of: container, in: self) }
        }
        return listing.images
    }

    /// Returns the text of an expression, such as a service's name; `nil` if it is not known.
    func text(of expression: TemplateNode, in evaluation: TemplateEvaluation) -> String? {
        var evaluator = TemplateEvaluator(self, evaluation, assuming: [:])
        do throws(TemplateEvaluator.Stop) {
            return try evaluator.text(of: expression).description
        } catch {
            return nil
        }
    }

    /// Returns all task definitions that a service may use; `nil` if it may use one from elsewhere.
    func taskDefinitions(
        of service: TemplateService, in evaluation: TemplateEvaluation
    ) -> [TemplateTaskDefinition]? {
        guard let expression = service.taskDefinition else { return nil }
        let attempts = TemplateAttempts(template: self, evaluation: evaluation).all {
            evaluator throws(TemplateEvaluator.Stop) in try evaluator.chosen(expression)
        }
        var found: [TemplateTaskDefinition] = []
        for attempt in attempts {
            guard case .success(let node) = attempt.outcome,
                let definition = TemplateService.target(of: node).flatMap(taskDefinition)
            else { return nil }
            if !found.contains(definition) { found.append(definition) }
        }
        return found
    }

    /// Returns a service's task definition, also through `Fn::If`; `nil` if it is not known here.
    package func taskDefinition(of service: TemplateService, in evaluation: TemplateEvaluation)
        -> TemplateTaskDefinition?
    {
        guard let expression = service.taskDefinition else { return nil }
        var evaluator = TemplateEvaluator(self, evaluation, assuming: [:])
        do throws(TemplateEvaluator.Stop) {
            let node = try evaluator.chosen(expression)
            return TemplateService.target(of: node).flatMap(taskDefinition)
        } catch {
            return nil
        }
    }
}

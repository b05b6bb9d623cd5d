import PinionModel

/// The images that a template may give to one container.
struct TemplateContainerImage: Hashable, Sendable {
    /// An image with what has to be so for it.
    struct Choice: Hashable, Sendable {
        let image: TemplateImage
        /// The conditions that cannot be evaluated and are taken to hold or not.
        let assumptions: [String: Bool]

        /// The assumptions in words: "where Prod holds and Blue does not"; empty without any.
        var clause: String {
            let parts = assumptions.sorted { $0.key < $1.key }
                .map { $0.value ? "\($0.key) holds" : "\($0.key) does not hold" }
            return parts.isEmpty ? "" : "where " + parts.joined(separator: " and ")
        }
    }

    let name: String
    /// What its image may be, in the order of the text: one unless conditions cannot be evaluated.
    let choices: [Choice]
    /// Why conditions cannot be evaluated, as clauses.
    let doubts: [String]

    /// The only image; nil if there are several different ones.
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

/// What a template gives to the containers of one task definition.
struct TemplateImages: Hashable, Sendable {
    /// The containers whose names are known, each name once, in the order of the text.
    let containers: [TemplateContainerImage]
    /// Why there may be further containers or other images, as clauses.
    let gaps: [String]
}

extension StackTemplate {
    /// Evaluates the images of the containers of one of several task definitions: whichever it is.
    ///
    /// A condition that cannot be evaluated is taken to hold and not to hold.
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

    /// The text of an expression, such as a service's name; nil if it is not known.
    func text(of expression: TemplateNode, in evaluation: TemplateEvaluation) -> String? {
        var evaluator = TemplateEvaluator(self, evaluation, assuming: [:])
        do throws(TemplateEvaluator.Stop) {
            return try evaluator.text(of: expression).description
        } catch {
            return nil
        }
    }

    /// Every task definition that a service may refer to; nil if it may be none of this template.
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

    /// The task definition of a service, through `Fn::If` too; nil if it is not known here.
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

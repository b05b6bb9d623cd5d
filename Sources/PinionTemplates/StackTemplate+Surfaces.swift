package import PinionModel
import PinionSyntax

/// The state of a live stack.
package struct StackState: Hashable, Sendable {
    /// The name of the stack in messages: "the stack shop-prod".
    package let owner: String
    /// The values of its parameters as they were given (`DescribeStacks`).
    package let values: [String: String]
    package let pseudoParameters: PseudoParameters
    /// The parameters that its parent stack gives it; `nil` if it is not nested.
    package let parent: ParentParameters?

    package init(
        owner: String, values: [String: String],
        pseudoParameters: PseudoParameters = PseudoParameters(), parent: ParentParameters? = nil
    ) {
        (self.owner, self.values) = (owner, values)
        (self.pseudoParameters, self.parent) = (pseudoParameters, parent)
    }
}

extension StackState {
    /// The evaluation for an update that keeps the parameters' values and ignores the parent stack.
    package var keptValues: TemplateEvaluation {
        TemplateEvaluation(.update, values: values, pseudoParameters: pseudoParameters)
    }
}

/// The values that a parent stack gives a nested stack, by the names of the parameters.
package struct ParentParameters: Hashable, Sendable {
    /// The name of the parent in messages: "the stack shop".
    package let owner: String
    /// The values if the parent is re-created.
    let recreation: [String: [ParentValue]]
    /// The values at the parent's next update.
    let update: [String: [ParentValue]]
}

/// The image of one container according to a template, for an observation.
package struct TemplateSurface: Hashable, Sendable {
    /// The container's name.
    package let container: String
    /// The image that a re-creation of the stack would use if no values are given.
    package let recreation: Surface
    /// The place where the template names that image, as a clause; `nil` if it cannot be known.
    package let location: String?
    /// The image that the next update of the stack would set; `nil` without a stack.
    package let update: OwnerUpdate?
    /// The origin of the image that the next update would set; `nil` if it cannot be known.
    package let origin: ImageOrigin?
}

/// The images of a task definition's containers according to a template, for an observation.
package struct TemplateSurfaces: Hashable, Sendable {
    /// The containers that the template names, in the order of the text.
    package let containers: [TemplateSurface]
    /// The reason why the template may have more containers; `nil` if the list is complete.
    package let obstacle: Obstacle?

    /// Returns the image of a container; absent or unknown if the template does not name it.
    package func surface(of container: String) -> TemplateSurface {
        containers.first { $0.container == container }
            ?? TemplateSurface(
                container: container, recreation: obstacle.map(Surface.unknown) ?? .absent,
                location: nil, update: nil, origin: nil)
    }
}

extension StackTemplate {
    /// Returns the images at a re-creation and, with a stack, at its next update.
    package func surfaces(of definition: TemplateTaskDefinition, in stack: StackState?)
        -> TemplateSurfaces
    {
        let recreated = images(of: [definition], in: evaluation(.recreation, of: stack))
        let updated = stack.map { images(of: [definition], in: evaluation(.update, of: $0)) }
        return surfaces(recreated, updated, stack)
    }

    /// Returns the images that a re-creation and the next update would use for a service, for every
    /// task definition that it may choose; `nil` if it may choose one outside the template.
    package func surfaces(of service: TemplateService, in stack: StackState) -> TemplateSurfaces? {
        let moments = [TemplateEvaluation.Moment.recreation, .update].map {
            evaluation($0, of: stack)
        }
        guard let recreated = taskDefinitions(of: service, in: moments[0]),
            let updated = taskDefinitions(of: service, in: moments[1])
        else { return nil }
        return surfaces(
            images(of: recreated, in: moments[0]), images(of: updated, in: moments[1]), stack)
    }

    private func surfaces(
        _ recreated: TemplateImages, _ updated: TemplateImages?, _ stack: StackState?
    ) -> TemplateSurfaces {
        var names = recreated.containers.map(\.name)
        names += (updated?.containers ?? []).map(\.name).filter { !names.contains($0) }
        let surfaces = names.map { name in
            surface(
                name, recreated.containers.first { $0.name == name },
                updated?.containers.first { $0.name == name }, stack)
        }
        let gap = (generatorClauses + recreated.gaps + (updated?.gaps ?? [])).first
        return TemplateSurfaces(containers: surfaces, obstacle: gap.map(Obstacle.init))
    }

    /// Returns the evaluation of a stack at a moment.
    func evaluation(
        _ moment: TemplateEvaluation.Moment, of stack: StackState?
    ) -> TemplateEvaluation {
        TemplateEvaluation(
            // A nested stack's parameter that its parent does not set has its default value.
            moment, values: stack?.parent == nil ? stack?.values ?? [:] : [:],
            pseudoParameters: stack?.pseudoParameters ?? PseudoParameters(),
            parentValues: (moment == .update ? stack?.parent?.update : stack?.parent?.recreation)
                ?? [:])
    }

    private func surface(
        _ name: String, _ recreated: TemplateContainerImage?, _ updated: TemplateContainerImage?,
        _ stack: StackState?
    ) -> TemplateSurface {
        let origin = origin(updated)
        return TemplateSurface(
            container: name, recreation: surface(recreated),
            location: self.origin(recreated).map(location(of:)),
            update: stack.map { stack in
                OwnerUpdate(
                    owner: stack.parent?.owner ?? stack.owner, image: surface(updated),
                    remedy: origin.map(remedy(for:)) ?? "let its template give")
            },
            origin: origin)
    }

    /// Returns the only image if it can be known; in a rewritten template none is certain.
    private func origin(_ found: TemplateContainerImage?) -> ImageOrigin? {
        guard generatorClauses.isEmpty, case .image(let origin)? = found?.image else { return nil }
        return origin
    }

    private func surface(_ found: TemplateContainerImage?) -> Surface {
        if let rewriter = generatorClauses.first { return .unknown(Obstacle(rewriter)) }
        guard let found, !found.choices.isEmpty else { return .absent }
        switch found.image {
        case .image(let origin): return .image(SeenImage(origin.reference))
        case .unknown(let clause), .required(let clause): return .unknown(Obstacle(clause))
        case nil: return .unknown(Obstacle(Self.clause(of: found)))
        }
    }

    private static func clause(of found: TemplateContainerImage) -> String {
        let choices = found.choices.map { choice in
            let image =
                switch choice.image {
                case .image(let origin): origin.reference.familiar
                case .unknown(let clause), .required(let clause): "unknown (\(clause))"
                }
            return choice.clause.isEmpty ? image : "\(image) \(choice.clause)"
        }
        let doubt = found.doubts.first.map { "; " + $0 } ?? ""
        return "it is either \(choices.joined(separator: ", or "))\(doubt)"
    }
}

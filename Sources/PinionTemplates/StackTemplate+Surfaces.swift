package import PinionModel
import PinionSyntax

/// What a live stack says of itself.
package struct StackState: Hashable, Sendable {
    /// What it is called in messages: "the stack shop-prod".
    package let owner: String
    /// Its parameters' values as they were given (`DescribeStacks`).
    package let values: [String: String]
    package let pseudoParameters: PseudoParameters
    /// What its parent stack gives it; nil if it is not nested.
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
    /// An update that keeps the parameters' values, whatever a parent stack gives.
    package var keptValues: TemplateEvaluation {
        TemplateEvaluation(.update, values: values, pseudoParameters: pseudoParameters)
    }
}

/// What a parent stack gives the parameters of a nested one, by their names.
package struct ParentParameters: Hashable, Sendable {
    /// The parent: "the stack shop".
    package let owner: String
    /// When the parent is made again.
    let recreation: [String: [ParentValue]]
    /// When the parent is updated next.
    let update: [String: [ParentValue]]
}

/// What a template says of one container's image, for an observation.
package struct TemplateSurface: Hashable, Sendable {
    /// The container's name.
    package let container: String
    /// What a re-creation of the stack would use when no values are given.
    package let recreation: Surface
    /// Where the template names that, as a clause; nil if it cannot be known.
    package let location: String?
    /// What the next update of the stack would set; nil without a stack.
    package let update: OwnerUpdate?
    /// What the next update would set and what that is made of; nil if it cannot be known.
    package let origin: ImageOrigin?
}

/// What a template says of the containers of one task definition, for an observation.
package struct TemplateSurfaces: Hashable, Sendable {
    /// The containers that the template names, in the order of the text.
    package let containers: [TemplateSurface]
    /// Why the template may have further containers; nil if it lists all.
    package let obstacle: Obstacle?

    /// What the template says of a container: absent or unknown if it does not name it.
    package func surface(of container: String) -> TemplateSurface {
        containers.first { $0.container == container }
            ?? TemplateSurface(
                container: container, recreation: obstacle.map(Surface.unknown) ?? .absent,
                location: nil, update: nil, origin: nil)
    }
}

extension StackTemplate {
    /// What a re-creation and the next update would use; without a stack there is only the file.
    package func surfaces(of definition: TemplateTaskDefinition, in stack: StackState?)
        -> TemplateSurfaces
    {
        let recreated = images(of: [definition], in: evaluation(.recreation, of: stack))
        let updated = stack.map { images(of: [definition], in: evaluation(.update, of: $0)) }
        return surfaces(recreated, updated, stack)
    }

    /// What a re-creation and the next update would use for the containers of a service, whatever
    /// task definitions its choices then lead to; nil if they may lead to none of this template.
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
        let gap = (rewriters + recreated.gaps + (updated?.gaps ?? [])).first
        return TemplateSurfaces(containers: surfaces, obstacle: gap.map(Obstacle.init))
    }

    /// The evaluation of a moment of a stack.
    func evaluation(
        _ moment: TemplateEvaluation.Moment, of stack: StackState?
    ) -> TemplateEvaluation {
        TemplateEvaluation(
            // What the parent of a nested stack does not give is left to the default.
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

    /// The only image that can be known; a template that is rewritten says nothing for certain.
    private func origin(_ found: TemplateContainerImage?) -> ImageOrigin? {
        guard rewriters.isEmpty, case .image(let origin)? = found?.image else { return nil }
        return origin
    }

    private func surface(_ found: TemplateContainerImage?) -> Surface {
        if let rewriter = rewriters.first { return .unknown(Obstacle(rewriter)) }
        guard let found, !found.choices.isEmpty else { return .absent }
        switch found.image {
        case .image(let origin): return .image(SeenImage(origin.reference))
        case .unknown(let clause), .given(let clause): return .unknown(Obstacle(clause))
        case nil: return .unknown(Obstacle(Self.clause(of: found)))
        }
    }

    private static func clause(of found: TemplateContainerImage) -> String {
        let choices = found.choices.map { choice in
            let image =
                switch choice.image {
                case .image(let origin): origin.reference.familiar
                case .unknown(let clause), .given(let clause): "unknown (\(clause))"
                }
            return choice.clause.isEmpty ? image : "\(image) \(choice.clause)"
        }
        let doubt = found.doubts.first.map { "; " + $0 } ?? ""
        return "it is either \(choices.joined(separator: ", or "))\(doubt)"
    }
}

import PinionModel
import PinionSyntax
import PinionTemplates

extension ECSSnapshot {
    /// Returns risks for containers that an update or re-creation would add to a service.
    func additions(to service: ECSService) -> [Risk] {
        guard case .known(let surfaces)? = stacks[service.name]?.reading,
            let reference = service.taskDefinition,
            case .success(let definition)? = definitions[reference]
        else { return [] }
        let live = definition.containers.map(\.name)
        let added = surfaces.containers.filter { !live.contains($0.container) }
            .compactMap(Self.addition)
        // If a live container's template image is unknown too, that container reports the gap.
        guard let gap = surfaces.obstacle,
            !live.contains(where: { surfaces.surface(of: $0).recreation.isUnknown })
        else { return added }
        return added + [
            Risk(
                .unverifiable,
                clause:
                    "the template of its stack may add further containers, which cannot be seen: "
                    + "\(gap)")
        ]
    }

    private static func addition(_ surface: TemplateSurface) -> Risk? {
        let name = surface.container
        let start = "only the template of its stack has the container \(ShownText(name)), "
        let images = [surface.update?.image, surface.recreation].compactMap(\.self)
        for case .unknown(let obstacle) in images {
            return Risk(
                .unverifiable, container: name,
                clause: start + "and what it would run cannot be seen: \(obstacle)")
        }
        let seen = images.compactMap(\.image)
        guard let image = seen.first(where: \.digests.isEmpty) ?? seen.first else { return nil }
        let isLoose = image.digests.isEmpty
        return Risk(
            isLoose ? .templateFloating : .templateDiffers, container: name,
            clause: start
                + "and the next update or a re-creation would add it as \(image.reference.familiar)"
                + (isLoose ? ", without a digest" : "")
                + "; take it out there, or deploy it by its digest and pin it")
    }
}

extension Surface {
    fileprivate var isUnknown: Bool { if case .unknown = self { true } else { false } }
}

import PinionModel
import PinionTemplates

/// A service of a stack that is to be changed through the stack.
struct StackServiceChange: Sendable {
    let change: ImageChange
    let service: ECSService
    let copy: TaskDefinitionCopy
    /// The resolved digests of its revisions, if its task definition has a tag that is not changed.
    let revisions: ECSRevisions
    let owned: ServiceInStack

    var pins: [String: PinnedImage] {
        Dictionary(change.images.map { ($0.container, $0.image) }) { first, _ in first }
    }

    func unchangeable(_ reason: String) -> RuntimeError {
        .unchangeable(service: service.name, reason: reason)
    }

    /// Returns the parameters to set, with their values; throws if none can give the pins.
    func values() throws(RuntimeError) -> [String: String] {
        let surfaces = owned.surfaces
        var values: [String: String] = [:]
        for wanted in change.images {
            let setting = try setting(wanted, surfaces.surface(of: wanted.container))
            if let other = values[setting.parameter], other != setting.value {
                throw unchangeable(
                    "the parameter \(setting.parameter) of \(owned.stack.words) decides "
                        + "several images that are pinned differently; give each its own")
            }
            values[setting.parameter] = setting.value
        }
        let held = owned.stack.values
        guard !values.allSatisfy({ held[$0.key] == $0.value }) || owned.stack.isBusy else {
            throw unchangeable(
                "\(owned.stack.words) names the pin already and has nothing to update: the service "
                    + "was changed beside its stack; update the service to the stack's own task "
                    + "definition, or set `through: service`")
        }
        return values
    }

    private func setting(
        _ wanted: ContainerImage, _ surface: TemplateSurface
    ) throws(RuntimeError) -> (parameter: String, value: String) {
        let image = wanted.image.bare
        if let setting = surface.origin?.setting(pinning: wanted.image) {
            guard owned.template.permits(setting.value, for: setting.parameter) else {
                throw unchangeable(
                    "the AllowedValues of \(setting.parameter) in \(owned.stack.words) do "
                        + "not permit the pin; "
                        + "\(surface.update?.remedy ?? "let its template permit") \(image)")
            }
            return setting
        }
        let reason =
            switch surface.update?.image {
            case .unknown(let obstacle):
                "what \(owned.stack.words) would set cannot be known: \(obstacle)"
            case .absent, nil: "\(owned.stack.words) has no container \(wanted.container)"
            case .image:
                "no parameter of \(owned.stack.words) can hold the pin; "
                    + "\(surface.update?.remedy ?? "write in its template") \(image)"
            }
        throw unchangeable(reason)
    }
}

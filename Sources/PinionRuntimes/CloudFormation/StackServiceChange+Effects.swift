import PinionModel
import PinionSyntax
import PinionTemplates

extension StackServiceChange {
    /// Returns the effects of a stack update beyond the pinned images; throws on a forbidden one.
    func effects(_ count: ECSCount) throws(RuntimeError) -> [SideEffect] {
        let surfaces = owned.surfaces
        let live = copy.declared
        var names = live.map(\.name)
        names += surfaces.containers.map(\.container).filter { !names.contains($0) }
        var effects: [SideEffect] = []
        for name in names where pins[name] == nil {
            let sibling = live.first { $0.name == name }
            let effect = try effect(name, sibling, surfaces.surface(of: name))
            effects += [effect].compactMap(\.self)
        }
        let scaling = try scaling(count)
        return effects + [scaling].compactMap(\.self)
    }

    // MARK: Siblings

    /// Checks a container without a new pin, which an update registers again from the template.
    private func effect(
        _ name: String, _ live: TaskDefinition.Container?, _ surface: TemplateSurface
    ) throws(RuntimeError) -> SideEffect? {
        let words = owned.stack.words
        guard let written = surface.update?.image, written != .absent else {
            guard live != nil else { return nil }
            throw refused(name, "its template does not have it, and would take it away")
        }
        guard case .image(let image) = written else {
            throw refused(name, "what \(words) would set for it cannot be known")
        }
        guard let digest = image.reference.digest else {
            throw refused(
                name,
                "\(words) sets \(image.reference.familiar) for it, which a deployment resolves "
                    + "anew; \(surface.update?.remedy ?? "let its template give") a digest, or pin "
                    + "it too")
        }
        guard let live, let declared = ImageReference(seen: live.image) else {
            throw refused(name, "its task definition does not have it, and \(words) would add it")
        }
        guard declared.digest == nil else {
            guard declared.repository == image.reference.repository, declared.digest == digest
            else { throw moved(live, to: image.reference) }
            return nil
        }
        guard declared.repository == image.reference.repository,
            live.isConsistent, revisions.newest(of: service)?.digests[name] == digest,
            let frozen = PinnedImage(image.reference)
        else { throw moved(live, to: image.reference) }
        return .freezes(container: name, from: live.image, to: frozen)
    }

    private func moved(_ live: TaskDefinition.Container, to image: ImageReference) -> RuntimeError {
        refused(
            live.name,
            "\(owned.stack.words) would set \(image.familiar) for it, and its task definition has "
                + "\(ShownText(live.image, longest: 200)); pin it too, or update the stack first")
    }

    private func refused(_ container: String, _ reason: String) -> RuntimeError {
        unchangeable(
            "an update of \(owned.stack.words) registers its whole task definition, with the "
                + "container \(ShownText(container)), which no pin changes: \(reason)")
    }

    // MARK: The count

    /// Returns the change of the task count: CloudFormation sets `DesiredCount` at each update of a
    /// service, regardless of autoscaling.
    private func scaling(_ count: ECSCount) throws(RuntimeError) -> SideEffect? {
        switch owned.template.desiredCount(of: owned.service, in: owned.stack.state()) {
        case .absent: return nil
        case .unknown(let clause):
            guard count == .service else { return nil }
            throw unchangeable(
                "how many tasks \(owned.stack.words) would set cannot be known (\(clause)); "
                    + "\(wayOut)")
        case .text(let text):
            guard let wanted = Int(text), let now = service.desiredCount else {
                guard count == .service else { return nil }
                throw unchangeable(
                    "how many tasks it wants, or how many \(owned.stack.words) would set, cannot "
                        + "be read; \(wayOut)")
            }
            guard wanted != now else { return nil }
            guard count == .service else { return .scales(from: now, to: wanted) }
            throw unchangeable(
                "an update of \(owned.stack.words) sets its DesiredCount to \(wanted), and it "
                    + "wants \(plural(now, "task")) now; \(wayOut)")
        }
    }

    private var wayOut: String {
        "take DesiredCount out of the template, or accept its number with `desired-count: "
            + "template` under `runtime.ecs` in environment.yaml"
    }
}

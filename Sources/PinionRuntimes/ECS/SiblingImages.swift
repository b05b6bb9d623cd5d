import PinionModel
import PinionSyntax

/// The effects of registering a task definition on the containers that are not changed.
///
/// A deployment of a new revision resolves every tag anew (Amazon ECS Developer Guide, "Container
/// image resolution"), so a tag may only be registered as its digest in the present deployment.
struct SiblingImages {
    /// The most milliseconds by which a revision may be older than its deployment.
    private static let tolerance: Int64 = 60_000

    let copy: TaskDefinitionCopy
    let service: ECSService
    let revisions: ECSRevisions

    /// Whether a container that is not changed is declared without a digest.
    static func hasFloatingTag(in copy: TaskDefinitionCopy, except images: [ContainerImage]) -> Bool
    {
        copy.declared.contains { sibling in
            !images.contains { $0.container == sibling.name }
                && ImageReference(seen: sibling.image)?.digest == nil
        }
    }

    /// Returns the digests for the unchanged containers without one; throws if one cannot be known,
    /// because then no revision may be registered.
    func digestPins(except images: [ContainerImage]) throws(RuntimeError) -> [SideEffect] {
        var effects: [SideEffect] = []
        for sibling in copy.declared
        where !images.contains(where: { $0.container == sibling.name }) {
            guard let effect = try effect(on: sibling) else { continue }
            effects.append(effect)
        }
        return effects
    }

    private func effect(on sibling: TaskDefinition.Container) throws(RuntimeError) -> SideEffect? {
        guard let reference = ImageReference(seen: sibling.image) else {
            throw refused(sibling, "its image cannot be read")
        }
        guard reference.digest == nil else { return nil }
        let digest = try digest(of: sibling)
        let image = PinnedImage(
            ImageReference(repository: reference.repository, tag: reference.tag, digest: digest))
        guard let image else { throw refused(sibling, "its image cannot be read") }
        return .freezes(container: sibling.name, from: sibling.image, to: image)
    }

    private func digest(of sibling: TaskDefinition.Container) throws(RuntimeError) -> Digest {
        guard sibling.isConsistent else {
            throw refused(
                sibling, "with versionConsistency disabled each of its tasks resolves the tag anew")
        }
        if let problem = revisions.problem(of: service) {
            // Without an answer the look has failed; that says nothing about the service.
            if case .unreachable = problem { throw problem }
            throw refused(sibling, "what its deployment resolved cannot be seen (\(problem))")
        }
        guard let revision = revisions.newest(of: service) else {
            throw refused(sibling, "ECS names no revision of the service that resolved it")
        }
        guard isCurrent(revision) else {
            throw refused(
                sibling,
                "its newest deployment is under way, and ECS does not show yet what it resolved")
        }
        guard let digest = revision.digests[sibling.name] else {
            throw refused(sibling, "ECS has resolved no digest for it in the present deployment")
        }
        return digest
    }

    /// Whether a revision belongs to the primary deployment; revisions lag behind deployments.
    private func isCurrent(_ revision: ECSServiceRevision) -> Bool {
        guard let primary = service.primary, primary.state == .inProgress else { return true }
        guard let made = revision.created?.milliseconds, let begun = primary.created?.milliseconds
        else { return false }
        return made + Self.tolerance >= begun
    }

    private func refused(_ sibling: TaskDefinition.Container, _ reason: String) -> RuntimeError {
        .unchangeable(
            service: service.name,
            reason: "registering a task definition resolves every tag in it anew, its container "
                + "\(sibling.name) (\(ShownText(sibling.image, longest: 200))) has no digest, and "
                + "\(reason); pin \(sibling.name) too, or declare it by digest")
    }
}

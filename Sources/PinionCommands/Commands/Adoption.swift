import PinionModel

/// The pins that what runs now would give: only what is known for certain, and the rest with the
/// reason.
struct Adoption {
    /// The services that can be pinned, ordered.
    let services: [Service]
    /// The services that cannot, and why, ordered.
    let left: [(name: String, reason: String)]

    init(_ inventory: Inventory, file: String) {
        var services: [Service] = []
        var left: [(name: String, reason: String)] = []
        for seen in inventory.services {
            switch Self.pins(of: seen, file) {
            case .success(let service): services.append(service)
            case .failure(let reason): left.append((seen.name, reason.description))
            }
        }
        self.services = services
        self.left = left
    }

    private static func pins(of seen: ServiceObservation, _ file: String) -> Result<
        Service, Unclear
    > {
        guard let name = Service.Name(parsing: seen.name) else {
            return .failure(Unclear(description: "its name cannot be a key of the file"))
        }
        var pins: [Pin] = []
        for container in seen.containers {
            switch image(of: container) {
            case .failure(let reason): return .failure(reason)
            case .success(let image):
                // The short form names no container: it is for those that have no name of their own.
                let isShort = seen.containers.count == 1 && container.name == seen.name
                pins.append(
                    Pin(
                        container: isShort ? nil : container.name, image: image,
                        site: FilePosition(path: file, line: 1, column: 1)))
            }
        }
        guard !pins.isEmpty else { return .failure(Unclear(description: "it has no container")) }
        return .success(Service(name: name, pins: pins))
    }

    /// The one image that all instances run; a tag's present digest is never put in its place.
    private static func image(of container: ContainerObservation) -> Result<PinnedImage, Unclear> {
        guard let declared = container.declared.image else {
            return .failure(Unclear(description: "what is declared cannot be seen"))
        }
        let digest: Digest?
        switch container.instances {
        case .unknown(let obstacle):
            return .failure(Unclear(description: "what runs cannot be seen: \(obstacle)"))
        case .seen(let instances) where instances.isEmpty:
            digest = declared.reference.digest
        case .seen(let instances):
            digest = common(instances, preferring: declared.digests)
        }
        guard let digest else {
            return .failure(
                Unclear(
                    description: "its instances run different images, or the runtime does "
                        + "not say which"))
        }
        return .success(
            PinnedImage(
                repository: declared.reference.repository, tag: declared.reference.tag,
                digest: digest))
    }

    private static func common(_ instances: [Instance], preferring digests: [Digest]) -> Digest? {
        let sets = instances.map { instance -> Set<Digest> in
            if case .known(let digests) = instance.bits { Set(digests) } else { [] }
        }
        guard let first = sets.first else { return nil }
        let shared = sets.dropFirst().reduce(first) { $0.intersection($1) }
        return digests.first(where: shared.contains) ?? shared.sorted().first
    }

    /// Why a service is left out.
    private struct Unclear: Error, CustomStringConvertible {
        let description: String
    }
}

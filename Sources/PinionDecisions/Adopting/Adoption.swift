package import PinionModel

/// The pins for an environment's running images; it includes only certain ones, and the reasons for
/// leaving out the others.
package struct Adoption {
    /// A service that cannot be pinned.
    package struct Unpinnable {
        package let name: String
        package let reason: String
        /// Whether its image was built where it runs.
        var isBuiltHere = false

        /// Whether a new file ignores it; a `*` in the name would ignore other services too.
        package var isIgnored: Bool { isBuiltHere && !name.contains("*") }
    }

    /// The services that can be pinned, ordered.
    package private(set) var services: [Service] = []
    /// The services that cannot be pinned, with the reasons, ordered.
    package private(set) var unpinnable: [Unpinnable] = []
    /// The services whose registries did not confirm the image, with the reasons, ordered.
    package private(set) var unconfirmed: [(name: String, reason: Obstacle)] = []
    /// The services that would be pinned to the manifest of one platform, ordered.
    package private(set) var onePlatform: [String] = []
    /// The questions that the registries must still be asked.
    package let open: Set<RegistryQuestion>

    package init(_ inventory: Inventory, file: String, answers: RegistryAnswers) {
        var registry = RegistryLookup(answers: answers)
        var services: [Service] = []
        var unpinnable: [Unpinnable] = []
        var unconfirmed: [(name: String, reason: Obstacle)] = []
        var onePlatform: [String] = []
        let distinct = inventory.distinct
        for name in Set(inventory.services.map(\.name)).subtracting(distinct.keys) {
            unpinnable.append(
                Unpinnable(
                    name: name,
                    reason: """
                        several services of the runtime have this name here; rename one, or leave \
                        it out of the scope
                        """))
        }
        for seen in inventory.services where distinct[seen.name] != nil {
            do throws(RunningImage.Unclear) {
                let found = try Self.pins(of: seen, file, &registry)
                services.append(found.service)
                unconfirmed += found.images.compactMap { image in
                    if case .unanswered(let reason) = image.presence {
                        (seen.name, reason)
                    } else {
                        nil
                    }
                }
                if found.images.contains(where: \.isOnePlatform) { onePlatform.append(seen.name) }
            } catch {
                unpinnable.append(
                    Unpinnable(
                        name: seen.name, reason: error.description, isBuiltHere: error.isBuiltHere))
            }
        }
        (open, self.services) = (registry.open, services)
        self.unpinnable = unpinnable.sorted { $0.name < $1.name }
        (self.unconfirmed, self.onePlatform) = (unconfirmed, onePlatform)
    }

    private static func pins(
        of seen: ServiceObservation, _ file: String, _ registry: inout RegistryLookup
    ) throws(RunningImage.Unclear) -> (service: Service, images: [RunningImage]) {
        guard let name = Service.Name(parsing: seen.name) else {
            throw RunningImage.Unclear("its name cannot be a key of the file")
        }
        var images: [RunningImage] = []
        var pins: [Pin] = []
        for container in seen.containers {
            let found = try RunningImage.identify(container, &registry)
            guard found.presence != .absent else {
                throw RunningImage.Unclear(
                    """
                    \(found.image.reference.familiar) runs, and is not in its registry; push it \
                    there, or pin another image
                    """, isBuiltHere: container.mayBeLocal)
            }
            images.append(found)
            // The short form names no container: it is for containers without a name of their own.
            let isShort = seen.containers.count == 1 && container.name == seen.name
            pins.append(
                Pin(
                    container: isShort ? nil : container.name,
                    image: withoutStaleTag(found.image, &registry),
                    site: FilePosition(path: file, line: 1, column: 1)))
        }
        guard !pins.isEmpty else { throw RunningImage.Unclear("it has no container") }
        return (Service(name: name, pins: pins), images)
    }

    /// Returns the image without its tag if the tag names another image now, as that would mislead.
    private static func withoutStaleTag(
        _ image: PinnedImage, _ registry: inout RegistryLookup
    ) -> PinnedImage {
        guard let question = image.tagQuestion else { return image }
        switch registry.ask(question) {
        case .digest(image.digest): return image
        case .digest(let named):
            let index = PinnedImage(repository: image.repository, digest: named)
            guard case .members(let members) = registry.ask(.members(index)) else { return image }
            return members.contains(image.digest) ? image : image.withoutTag
        case .absent: return image.withoutTag
        default: return image
        }
    }
}

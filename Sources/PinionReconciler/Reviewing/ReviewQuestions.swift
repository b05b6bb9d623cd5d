import PinionModel

/// Asks registries for the images of a change: each once, a bounded number at a time.
struct ReviewQuestions {
    let ports: ReviewPorts
    /// The registries that are not asked.
    let foreign: ForeignRegistries

    /// What is known of every image that the subjects pin newly, and the platforms of those and of what they replace.
    func answers(
        on subjects: [ReviewSubject]
    ) async -> (images: [PinnedImage: ImageAnswer], platforms: [PinnedImage: [Platform]]) {
        let new = Set(subjects.flatMap(\.newImages)).sorted()
        let images = await each(new) { [ports, foreign] image in
            if let reason = foreign.reason(against: image.repository.registry) {
                return ImageAnswer.foreign(reason)
            }
            return await Self.existence(of: image, ports.registry)
        }
        guard let inspector = ports.inspector else { return (images, [:]) }
        let moves = subjects.flatMap(\.moves).filter { images[$0.to] ?? .present == .present }
        let compared = Set(moves.flatMap { [$0.from, $0.to] }).sorted()
        let platforms = await each(compared) { [foreign] image -> [Platform]? in
            guard foreign.reason(against: image.repository.registry) == nil else { return nil }
            return try? await inspector.details(of: image).platforms
        }
        return (images, platforms.compactMapValues(\.self))
    }

    private static func existence(
        of image: PinnedImage, _ registry: any Registry
    ) async -> ImageAnswer {
        do throws(RegistryError) {
            return try await registry.exists(image) ? .present : .absent
        } catch {
            if case .notFound = error { return .absent }
            return .unanswered(error.description)
        }
    }

    private func each<Answer: Sendable>(
        _ images: [PinnedImage], _ ask: @escaping @Sendable (PinnedImage) async -> Answer
    ) async -> [PinnedImage: Answer] {
        let answers = await images.concurrentMap(atMost: 16, ask)
        return Dictionary(uniqueKeysWithValues: zip(images, answers))
    }
}

/// Registries that are not asked for a change's sake.
///
/// A change may pin images of any public registry; an address of the inside that nothing on the base names would
/// let whoever writes the change choose where the check's machine knocks.
struct ForeignRegistries: Sendable {
    private let known: Set<String>
    private let changed: [String: String]
    private let isLayout: Bool

    init(_ subjects: [ReviewSubject], settings: ProjectSettings, paths: [String]) {
        let pins = subjects.compactMap(\.base.environment).flatMap(\.services).flatMap(\.pins)
        known = Set(pins.map(\.image.repository.registry) + settings.registries.map(\.host))
        let authorities = settings.registries.compactMap { registry -> (String, String)? in
            guard let path = registry.certificateAuthority, paths.contains(path) else { return nil }
            return (registry.host, path)
        }
        changed = Dictionary(authorities) { first, _ in first }
        isLayout = settings.imageLayout != nil
    }

    /// Why a registry is not asked; nil where it is.
    func reason(against host: String) -> String? {
        guard !isLayout else { return nil }
        if let path = changed[host] {
            return
                "the change touches \(path), by which \(host) is trusted; bring that in by a change of its own"
        }
        guard !known.contains(host), Self.isInside(host) else { return nil }
        return
            "\(host) is an address of the inside that only this change names; name it under `registries` in "
            + "pinion.yaml on the base first"
    }

    /// Whether it may be an address, or a name that public resolvers do not know.
    ///
    /// The last label of a public name has letters alone, or is punycode; every other way in which resolvers write an
    /// address has digits there.
    private static func isInside(_ host: String) -> Bool {
        let name = host.prefix { $0 != ":" }.lowercased()
        let labels = name.split(separator: ".", omittingEmptySubsequences: true)
        guard !host.hasPrefix("["), labels.count > 1, let top = labels.last else { return true }
        let isPublic =
            top.hasPrefix("xn--")
            || (top.count > 1 && top.utf8.allSatisfy { (0x61...0x7a).contains($0) })
        return !isPublic || insideNames.contains(String(top))
    }

    /// Names that are kept from the public tree (RFC 6761, RFC 6762, RFC 8375, RFC 9476), or used as if they were.
    private static let insideNames: Set<String> = [
        "local", "localhost", "localdomain", "internal", "intranet", "private", "lan", "home",
        "corp", "svc",
        "cluster", "arpa", "alt", "test", "invalid", "onion",
    ]
}

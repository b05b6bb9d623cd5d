import PinionModel

/// The registries that a review does not ask, because of what a change says.
///
/// A change may pin images of any public registry. An internal address that is not named on the
/// base is not asked: whoever writes the change could send the check's machine anywhere in its
/// network.
struct ForeignRegistries: Sendable {
    /// The registries that the base names.
    let known: Set<String>
    /// Why a registry's certificate authority cannot be used.
    private let distrusted: [String: String]
    private let isLayout: Bool
    /// Why the layout that replaces all registries cannot be read.
    private let layoutReason: String?

    init(_ subjects: [ReviewSubject], settings: ProjectSettings, paths: SettingsPaths) {
        let pins = subjects.compactMap(\.base.environment).flatMap(\.services).flatMap(\.pins)
        known = Set(pins.map(\.image.repository.registry) + settings.registries.map(\.host))
        let authorities = settings.registries.compactMap { registry in
            registry.certificateAuthority.flatMap { path in
                paths.reason(against: path, by: "by which \(registry.host) is trusted")
                    .map { (registry.host, $0) }
            }
        }
        distrusted = Dictionary(authorities) { first, _ in first }
        isLayout = settings.imageLayout != nil
        layoutReason = settings.imageLayout.flatMap {
            paths.reason(against: $0, by: "which stands for all registries")
        }
    }

    /// Returns why a registry is not asked; `nil` if it is asked.
    func reason(against host: String) -> String? {
        guard !isLayout else { return layoutReason }
        if let reason = distrusted[host] { return reason }
        guard !known.contains(host), Self.isPrivate(host) else { return nil }
        return "\(host) is an address of the inside that only this change names; name it under "
            + "`registries` in pinion.yaml on the base first"
    }

    /// Whether a host may be an address, or a name that public resolvers do not have.
    ///
    /// The last label of a public name has only letters, or is punycode; in every other form of an
    /// address that resolvers accept it has digits.
    private static func isPrivate(_ host: String) -> Bool {
        let name = host.prefix { $0 != ":" }.lowercased()
        let labels = name.split(separator: ".", omittingEmptySubsequences: true)
        guard !host.hasPrefix("["), labels.count > 1, let top = labels.last else { return true }
        let isPublic =
            top.hasPrefix("xn--")
            || (top.count > 1 && top.utf8.allSatisfy { (0x61...0x7a).contains($0) })
        return !isPublic || insideNames.contains(String(top))
    }

    /// Names that are reserved outside the public tree (RFC 6761, RFC 6762, RFC 8375, RFC 9476), or
    /// used as if they were.
    private static let insideNames: Set<String> = [
        "local", "localhost", "localdomain", "internal", "intranet", "private", "lan", "home",
        "corp", "svc", "cluster", "arpa", "alt", "test", "invalid", "onion",
    ]
}

import PinionModel

/// Collects the platform manifests of an index, nested indexes included.
enum MemberWalk {
    /// Walks from a manifest; `read` gives the verified manifest of a digest.
    static func members(
        of image: PinnedImage,
        read: (PinnedImage) async throws(RegistryError) -> Manifest
    ) async throws(RegistryError) -> [PlatformManifest] {
        guard let children = try await read(image).children else { return [] }
        var found: Set<PlatformManifest> = []
        var level = children
        var seen = children.count
        for depth in 1...Manifest.maximumDepth {
            var next: [Manifest.Child] = []
            for child in level {
                switch child {
                case .platform(let manifest): found.insert(manifest)
                case .index(let digest):
                    guard depth < Manifest.maximumDepth else {
                        throw .untrustworthy(
                            image.reference,
                            reason: "its indexes are nested deeper than \(Manifest.maximumDepth)")
                    }
                    let nested = PinnedImage(repository: image.repository, digest: digest)
                    next += try await read(nested).children ?? []
                }
            }
            seen += next.count
            guard seen <= Manifest.maximumDescriptors else {
                throw .untrustworthy(
                    image.reference,
                    reason: "it lists more than \(Manifest.maximumDescriptors) manifests")
            }
            level = next
        }
        return found.sorted()
    }
}

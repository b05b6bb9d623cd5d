import PinionModel

/// The lists of tags of one run: each repository is listed once, however many environments track it.
actor TagLists {
    private var known: [ImageReference.Repository: TagListing] = [:]

    /// The lists of some repositories, eight asked at a time.
    func lists(
        of repositories: Set<ImageReference.Repository>, from registry: any TagLister
    ) async -> [ImageReference.Repository: TagListing] {
        let missing = repositories.filter { known[$0] == nil }.sorted()
        let found = await missing.concurrentMap(atMost: 8) { await Self.list($0, registry) }
        known.merge(zip(missing, found)) { _, new in new }
        return known.filter { repositories.contains($0.key) }
    }

    private static func list(
        _ repository: ImageReference.Repository, _ registry: any TagLister
    ) async -> TagListing {
        do throws(RegistryError) {
            let (tags, isComplete) = try await registry.tags(of: repository)
            return .listed(tags, isComplete: isComplete)
        } catch {
            return .unlisted(.failed(Failure(error)))
        }
    }
}

import PinionModel

/// Answers that a run asks for once: the tags of a repository, however many environments track it,
/// and the forge, on its first use.
actor RunAnswers {
    private var listings: [ImageReference.Repository: TagListing] = [:]
    private var forge: (any Forge)??

    /// Lists the tags of some repositories, eight at a time.
    func tags(
        of repositories: Set<ImageReference.Repository>, from registry: any TagLister
    ) async -> [ImageReference.Repository: TagListing] {
        let missing = repositories.filter { listings[$0] == nil }.sorted()
        let found = await missing.concurrentMap(atMost: 8) { await Self.list($0, registry) }
        listings.merge(zip(missing, found)) { _, new in new }
        return listings.filter { repositories.contains($0.key) }
    }

    /// Returns the forge of a repository; `nil` if a pushed branch is enough.
    func forge(of port: any ProposalPort) async throws(ForgeError) -> (any Forge)? {
        if let forge { return forge }
        let found = try await port.forge()
        forge = .some(found)
        return found
    }

    private static func list(
        _ repository: ImageReference.Repository, _ registry: any TagLister
    ) async -> TagListing {
        do throws(RegistryError) {
            return .listed(try await registry.tags(of: repository))
        } catch { return .unlisted(Obstacle(error.description)) }
    }
}

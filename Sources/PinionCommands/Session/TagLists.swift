import PinionModel

/// The lists of tags of one run: each repository is listed once, however many environments track it.
actor TagLists {
    private var known: [ImageReference.Repository: TagListing] = [:]

    /// The lists of some repositories, eight asked at a time.
    func lists(
        of repositories: Set<ImageReference.Repository>, from registry: any TagLister
    ) async -> [ImageReference.Repository: TagListing] {
        let missing = repositories.filter { known[$0] == nil }.sorted()
        let found = await withTaskGroup(of: (ImageReference.Repository, TagListing).self) { group in
            var waiting = missing.makeIterator()
            var found: [ImageReference.Repository: TagListing] = [:]
            for _ in 0..<8 {
                guard let next = waiting.next() else { break }
                group.addTask { (next, await Self.list(next, registry)) }
            }
            while let (repository, listing) = await group.next() {
                found[repository] = listing
                if let next = waiting.next() {
                    group.addTask { (next, await Self.list(next, registry)) }
                }
            }
            return found
        }
        known.merge(found) { _, new in new }
        return known.filter { repositories.contains($0.key) }
    }

    private static func list(
        _ repository: ImageReference.Repository, _ registry: any TagLister
    ) async -> TagListing {
        do throws(RegistryError) {
            let (tags, isComplete) = try await registry.tags(of: repository)
            return .listed(tags, isComplete: isComplete)
        } catch {
            return .unlisted(Obstacle(error.description))
        }
    }
}

import PinionHTTP
package import PinionModel
import PinionSyntax

extension RegistryClient: TagLister {
    /// The maximum number of pages of a list that are read.
    static let maximumPages = 50
    /// The maximum number of tags of a repository that are read.
    static let maximumTags = 10_000

    /// Returns the sorted tags of a repository; incomplete if there are more than 10,000 tags or 50
    /// pages, if the pages form a circle, or if an entry is not a tag.
    ///
    /// Listed once per run, which concurrent callers share.
    package func tags(
        of repository: ImageReference.Repository
    ) async throws(RegistryError) -> (tags: [ImageReference.Tag], isComplete: Bool) {
        let pages = try await listed.value(for: repository) { () async throws(RegistryError) in
            try await self.pages(of: repository)
        }
        return (pages.tags, pages.isComplete)
    }

    private func pages(
        of repository: ImageReference.Repository
    ) async throws(RegistryError) -> TagPages {
        let reference = ImageReference(repository: repository)
        let first = "/v2/\(repository.path)/tags/list?n=1000"
        var list = TagList()
        var target: String? = first
        var visited: Set<String> = []
        while let page = target, visited.count < Self.maximumPages, list.isOpen {
            guard visited.insert(page).inserted else { return list.ended(isComplete: false) }
            let response = try await session.send(
                HTTPRequest(.get, page, headers: ["Accept": "application/json"]), about: reference)
            guard response.status == 200 else {
                throw RegistrySession.refusal(of: response, about: reference)
            }
            try list.read(response.body, about: reference)
            target = try next(after: response, of: repository)
        }
        return list.ended(isComplete: target == nil)
    }

    /// Returns the next page, which must be on the same registry, since credentials are sent to it.
    private func next(
        after response: HTTPResponse, of repository: ImageReference.Repository
    ) throws(RegistryError) -> String? {
        let links = response.headers.values(of: "Link")
        guard let link = LinkHeader.next(in: links) else { return nil }
        let reference = ImageReference(repository: repository)
        let url: HTTPURL
        do { url = try response.url.resolving(link) } catch {
            throw .malformed(reference, reason: "its next page of tags is not a URL: \(error)")
        }
        let host = try session.hosts.host(of: repository)
        guard url.endpoint.isSameOrigin(as: host.endpoint) else {
            throw .untrustworthy(
                reference, reason: "its next page of tags is on another host, \(url.endpoint)")
        }
        return url.target
    }
}

/// The sorted tags of a repository, and whether they are complete.
struct TagPages: Sendable {
    let tags: [ImageReference.Tag]
    let isComplete: Bool
}

/// The tags of the pages that were read so far.
private struct TagList {
    private var tags: Set<ImageReference.Tag> = []
    private var isWhole = true

    /// Whether there is room for more tags.
    var isOpen: Bool { tags.count < RegistryClient.maximumTags }

    mutating func read(_ body: [UInt8], about reference: ImageReference) throws(RegistryError) {
        let root: JSONNode
        do { root = try JSONNode(parsing: body, named: "tags") } catch {
            throw .malformed(reference, reason: "its list of tags is not JSON: \(error)")
        }
        guard let entry = root["tags"], entry.isNull || entry.array != nil else {
            throw .malformed(reference, reason: "its list of tags is not one")
        }
        for node in entry.array ?? [] {
            guard isOpen, let text = node.string, let tag = try? ImageReference.Tag(parsing: text)
            else {
                isWhole = false  // such a tag could not be requested either
                continue
            }
            tags.insert(tag)
        }
    }

    func ended(isComplete: Bool) -> TagPages {
        TagPages(tags: tags.sorted(), isComplete: isComplete && isWhole)
    }
}

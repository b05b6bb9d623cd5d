import PinionHTTP
package import PinionModel
import PinionProcess
import PinionSyntax

extension RegistryClient: TagLister {
    /// The most pages of a list that are read; the servers that give the fewest tags give a hundred.
    static let mostPages = 20_000
    /// The most tags of a repository that are read.
    static let mostTags = 1_000_000
    /// The longest time that reading a list may take.
    static let longestListing: Duration = .seconds(600)
    /// The largest page: servers that know no pages answer with all tags at once.
    static let largestPage = 64 << 20

    /// Returns the tags of a repository, from all pages of its list.
    ///
    /// A list with more than a million tags or 20,000 pages, one that takes more than ten minutes
    /// to read, and one whose pages form a circle are errors: nobody could say that nothing newer
    /// stands in what was not read. Listed once per run, which concurrent callers share.
    package func tags(
        of repository: ImageReference.Repository
    ) async throws(RegistryError) -> TagList {
        try await listed.value(for: repository) { () async throws(RegistryError) in
            try await self.pages(of: repository)
        }
    }

    private func pages(
        of repository: ImageReference.Repository
    ) async throws(RegistryError) -> TagList {
        let reference = ImageReference(repository: repository)
        let end = session.http.clock.now + Self.longestListing
        var list = TagList()
        var target: String? = "/v2/\(repository.path)/tags/list?n=1000"
        var visited: Set<String> = []
        while let page = target {
            guard visited.insert(page).inserted else {
                throw .malformed(reference, reason: "the pages of its tags form a circle")
            }
            guard visited.count <= Self.mostPages, session.http.clock.now < end else {
                throw .malformed(
                    reference,
                    reason: "its list of tags did not end after \(visited.count - 1) pages and "
                        + "\(list.count) tags")
            }
            let request = HTTPRequest(
                .get, page, headers: ["Accept": "application/json"],
                maximumResponseBytes: Self.largestPage)
            let response = try await session.send(request, about: reference)
            guard response.status == 200 else {
                throw RegistrySession.refusal(of: response, about: reference)
            }
            try list.read(response.body, about: reference)
            target = try next(after: response, of: repository)
        }
        return list
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

extension TagList {
    /// Adds the tags of a page (OCI Distribution Specification 1.1, "Listing Tags").
    fileprivate mutating func read(
        _ body: [UInt8], about reference: ImageReference
    ) throws(RegistryError) {
        let root: JSONNode
        do { root = try JSONNode(parsing: body, named: "tags") } catch {
            throw .malformed(reference, reason: "its list of tags is not JSON: \(error)")
        }
        guard let entry = root["tags"], entry.isNull || entry.array != nil else {
            throw .malformed(reference, reason: "its list of tags is not one")
        }
        for node in entry.array ?? [] {
            guard count < RegistryClient.mostTags else {
                throw .malformed(
                    reference, reason: "it has more than \(RegistryClient.mostTags) tags")
            }
            if let text = node.string, let tag = try? ImageReference.Tag(parsing: text) {
                append(tag)
            } else {
                countInvalid()  // nothing can be pulled by such a tag
            }
        }
    }
}

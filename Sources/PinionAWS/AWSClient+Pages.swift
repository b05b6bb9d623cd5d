import PinionProcess
package import PinionSyntax

/// Lists that come in pages: the call is repeated with the last answer's token until there is none.
extension AWSClient {
    /// The maximum number of pages of a list; more are an error.
    private static let longestList = 10_000
    /// The longest time for which a list is read; a service that throttles each page could make it
    /// hours, and a part of a list is no list.
    private static let longestReading: Duration = .seconds(600)

    /// Returns every page of a list of a service with the JSON protocol.
    ///
    /// `key` is the member with the token of the next page; a repeated token is an error, since
    /// such a list has no end.
    package func pages(
        key: String = "nextToken", _ request: (_ token: String?) -> AWSRequest
    ) async throws(AWSError) -> [JSONNode] {
        try await pages(request) { (request) async throws(AWSError) in
            let page = try await self.json(request)
            return (page, page[key]?.string)
        }
    }

    /// Returns every page of a list of a service with the Query protocol.
    package func queryPages(
        key: String = "NextToken", _ request: (_ token: String?) -> AWSRequest
    ) async throws(AWSError) -> [XMLElement] {
        try await pages(request) { (request) async throws(AWSError) in
            let page = try await self.query(request)
            return (page, page[key]?.text)
        }
    }

    private func pages<Page>(
        _ request: (_ token: String?) -> AWSRequest,
        _ ask: (AWSRequest) async throws(AWSError) -> (Page, next: String?)
    ) async throws(AWSError) -> [Page] {
        var pages: [Page] = []
        var seen: Set<String> = []
        var token: String?
        let end = clock.now.advanced(by: Self.longestReading)
        repeat {
            let next = request(token)
            guard clock.now < end else {
                throw .throttled(service: next.service.label, operation: next.operation)
            }
            let (page, following) = try await ask(next)
            pages.append(page)
            token = following.flatMap { $0.isEmpty ? nil : $0 }
            if let token, !seen.insert(token).inserted || pages.count == Self.longestList {
                throw .malformed(
                    service: next.service.label, operation: next.operation,
                    reason: "its list has no end: \(pages.count) pages, and yet another")
            }
        } while token != nil
        return pages
    }
}
